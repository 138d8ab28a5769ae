using System.Reflection;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Tests.Files;

/// <summary>
/// Rows and layouts for tests of the files. Disclosure lets nobody make these but a planner and a profile; only here that is got round, by
/// reflection, so that a file can be tested with rows no profile would make.
/// </summary>
internal static class Some
{
    public const string KeyId = "0123456789abcdef";

    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static readonly byte[] ArchiveKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static readonly byte[] RowHash = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    public static string Token(Random random) => string.Create(16, random, (chars, source) =>
    {
        for (int i = 0; i < chars.Length; i++)
        {
            chars[i] = Crockford[source.Next(32)];
        }
    });

    /// <summary>A token that ascends with its number.</summary>
    public static string Token(int number) => string.Create(16, number, (chars, rest) =>
    {
        for (int i = chars.Length - 1; i >= 0; i--)
        {
            chars[i] = Crockford[rest % 32];
            rest /= 32;
        }
    });

    public static PlannedRow Row(string token, RowAction action, int version, params string?[] cells) =>
        Row(IncidentKey.FromNumber(7), token, action, version, cells);

    public static PlannedRow Row(IncidentKey key, string token, RowAction action, int version, params string?[] cells)
    {
        bool withdraw = action == RowAction.Withdraw;
        var entry = new ExportedRow(key, token, action, version, withdraw ? null : RowHash, KeyId);
        object? cleared = withdraw ? null : Make(typeof(ClearedRecord), key, CellsOf(cells), Array.Empty<int>(), Array.Empty<int>(), 0);
        return (PlannedRow)Make(typeof(PlannedRow), entry, cleared);
    }

    public static FileLayout Layout(
        string[] released,
        char delimiter = ',',
        bool header = true,
        Encoding? encoding = null,
        string lineEnding = "\r\n",
        string nullToken = "",
        bool quoteAlways = false)
    {
        var layout = (FileLayout)Make(typeof(FileLayout));
        Set(layout, nameof(FileLayout.Delimiter), delimiter);
        Set(layout, nameof(FileLayout.Header), header);
        Set(layout, nameof(FileLayout.Encoding), encoding ?? new UTF8Encoding(false, true));
        Set(layout, nameof(FileLayout.LineEnding), lineEnding);
        Set(layout, nameof(FileLayout.NullToken), nullToken);
        Set(layout, nameof(FileLayout.QuoteAlways), quoteAlways);
        Set(layout, nameof(FileLayout.Headings), (string[])[.. ControlColumns.Names, .. released]);
        return layout;
    }

    public static Encoding Windows1252() =>
        CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>How a file is read that has a column of each kind beside the control columns.</summary>
    public static FileReading Reading(bool header = true) => new()
    {
        Encoding = "windows-1252",
        ByteOrderMark = false,
        Delimiter = ";",
        QuoteAlways = true,
        LineEnding = "crlf",
        Header = header,
        DateFormat = "dd-MM-yyyy",
        NullToken = "NULL",
        FormulasEscaped = false,
        Columns =
        [
            new("record_id", "The record's token.", "token", null, "16 characters.", null, null),
            new("action", "What to do.", "code", null, "One of the values listed.", [new("NEW", "Add the record."), new("AMEND", "Replace it.")], null),
            new("version", "The version.", "integer", null, "A whole number from 1.", null, null),
            new("INC_DATE", "When it happened.", "date", "yyyy-MM", "A month, written yyyy-MM, for example 2026-05.", null, null),
            new("CATEGORY", "What happened – in short.", "code", null, "One of the values listed.", [new("AB", "Abusive behaviour"), new("AS", null)], null),
            new("LAD", "Where it happened.", "place", null, "The code of a local authority.", null, "local-authorities"),
        ],
    };

    /// <summary>A manifest of format 2, or of format 1 without <paramref name="reading"/>.</summary>
    public static Manifest Manifest(string? file = "cst_metropolitan_000012_1.csv", FileReading? reading = null, ManifestRange? range = null, ManifestHead? head = null) => new()
    {
        Reading = reading,
        Range = range,
        JournalHead = head,
        File = file,
        Sha256 = file is null ? null : new string('a', 64),
        Bytes = file is null ? null : 4_321,
        Counts = file is null ? new RowCounts(0, 0, 0, 0) : new RowCounts(5, 3, 2, 1),
        IsFull = false,
        Sequence = 12,
        Force = "metropolitan",
        Controller = "cst",
        Facts = new ExportFacts
        {
            Protocol = "national-2015",
            ProfileVersion = 4,
            ProfileHash = new string('b', 64),
            AgreementReference = "CST-NPCC-2015/MPS",
            AgreementVersion = "2.1",
            KeyId = KeyId,
            Marking = "OFFICIAL – SENSITIVE",
        },
        Created = new DateTimeOffset(2026, 3, 29, 2, 30, 5, 678, TimeSpan.FromHours(1)),
    };

    /// <summary>The whole content of a file as bytes.</summary>
    public static byte[] Content(ExportFile file)
    {
        using Stream content = file.OpenContent();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static Array CellsOf(string?[] texts)
    {
        Type type = typeof(ClearedRecord).Assembly.GetType("DataSharing.Disclosure.Cells.FileCell", throwOnError: true)!;
        var cells = Array.CreateInstance(type, texts.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            cells.SetValue(Activator.CreateInstance(type, texts[i], texts[i], Array.Empty<byte>(), false), i);
        }

        return cells;
    }

    private static object Make(Type type, params object?[] arguments) =>
        Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.NonPublic, null, arguments, null)!;

    private static void Set(FileLayout layout, string property, object value) => typeof(FileLayout).GetProperty(property)!.SetValue(layout, value);
}
