using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Treatments;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Files;

/// <summary>
/// What the force is told about one delivery. A closed list of members in a fixed order: never counts of the source or of what was held
/// back, which would say something about records the force does not get. Members are added at their end; one of format 1, which had no
/// number and did not say how the file is read, is read, shown and sent again as it is.
/// </summary>
internal sealed class Manifest
{
    /// <summary>The format that is written. It rises only when a member changes its meaning, or goes.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The most bytes of a manifest.</summary>
    internal const int MostBytes = 1024 * 1024;

    private const string DayFormat = "yyyy-MM-dd";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        // The file is JSON on its own, never part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How the data file is read; null in format 1.</summary>
    public FileReading? Reading { get; init; }

    /// <summary>The format: 2, or 1 of what earlier programs wrote.</summary>
    public int Format => Reading is null ? 1 : CurrentFormat;

    /// <summary>
    /// Whether the rows are invented, so that nobody imports them. Such a manifest has no sequence, and is never read back.
    /// </summary>
    public bool IsTest { get; init; }

    /// <summary>The name of the data file at the drop; null when there is none, on an empty night with a manifest only.</summary>
    public required string? File { get; init; }

    /// <summary>The SHA-256 of the data file in lower-case hexadecimal; null when there is none.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>The length of the data file in bytes; null when there is none.</summary>
    public required long? Bytes { get; init; }

    /// <summary>The rows of the data file by what they do; the header is not a row.</summary>
    public required RowCounts Counts { get; init; }

    /// <summary>Whether the file holds everything the force should have (mode <c>full</c>) or the difference (<c>delta</c>).</summary>
    public required bool IsFull { get; init; }

    /// <summary>The range that is in the file again, of a <c>delta</c>; null, and not written, where none is.</summary>
    public ManifestRange? Range { get; init; }

    /// <summary>What it tells of the journal; null, and not written, in one of before that was told.</summary>
    public ManifestHead? JournalHead { get; init; }

    /// <summary>The number of the export for this force, from 1 without gaps; 0 of a test.</summary>
    public required int Sequence { get; init; }

    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>The controller's slug.</summary>
    public required string Controller { get; init; }

    /// <summary>Under which rules it was made.</summary>
    public required ExportFacts Facts { get; init; }

    /// <summary>When the attempt was made; written in UTC, whole seconds.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Reads a manifest back.</summary>
    /// <exception cref="ManifestException">The bytes are not exactly what <see cref="ToBytes"/> writes.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> bytes)
    {
        Manifest manifest;
        byte[] written;
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            manifest = Read(document.RootElement);
            written = manifest.ToBytes();
        }
        catch (Exception failure) when (
            failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new ManifestException("The manifest lacks a member, or has one of another type or value. Restore it from a backup.");
        }

        // What is written back from what was understood must be what was read: no unknown member, other order or other value passes.
        return written.AsSpan().SequenceEqual(bytes.Span)
            ? manifest
            : throw new ManifestException("The manifest is not in the form in which it was written. Restore it from a backup.");
    }

    /// <summary>Reads the manifest out of a file of the outbox.</summary>
    /// <exception cref="ManifestException">The file is not a manifest.</exception>
    /// <exception cref="SealedFileException">The file was altered.</exception>
    public static Manifest Read(ExportFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Bytes > MostBytes)
        {
            throw new ManifestException($"{file.Entry}: this is not a manifest; one has at most 1 MiB.");
        }

        byte[] bytes = new byte[file.Bytes];
        using Stream content = file.OpenContent();
        content.ReadExactly(bytes);
        return Parse(bytes);
    }

    /// <summary>The same manifest for a resend: only the file's name and the time differ.</summary>
    /// <param name="file">The new name of the data file; null where there is none.</param>
    /// <param name="created">When the new attempt was made.</param>
    public Manifest WithFile(string? file, DateTimeOffset created) => new()
    {
        Reading = Reading,
        File = file,
        Sha256 = Sha256,
        Bytes = Bytes,
        Counts = Counts,
        IsFull = IsFull,
        Range = Range,
        JournalHead = JournalHead,
        Sequence = Sequence,
        Force = Force,
        Controller = Controller,
        Facts = Facts,
        Created = created,
    };

    /// <summary>
    /// The manifest's bytes: JSON in UTF-8 without a byte order mark, indented, lines end with LF. Equal manifests have equal bytes.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// File, SHA-256 and length are not all there or all absent, rows are counted without a file, a range is named of a full file, or format
    /// 1 has what it does not know.
    /// </exception>
    public byte[] ToBytes()
    {
        bool hasFile = File is not null;
        if (hasFile != Sha256 is not null || hasFile != Bytes is not null || (!hasFile && Counts.Total > 0))
        {
            throw new InvalidOperationException(
                "A manifest names its data file with SHA-256 and length, or none of the three and no rows.");
        }

        if (Range is not null && (IsFull || Reading is null))
        {
            throw new InvalidOperationException("A range is of a difference, and of format 2.");
        }

        if (JournalHead is not null && Reading is null)
        {
            throw new InvalidOperationException("The head of the journal is told in format 2.");
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            Write(json);
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Reading is not null)
        {
            json.WriteNumber("format", CurrentFormat);
        }

        if (IsTest)
        {
            json.WriteBoolean("test", true);
        }

        json.WriteString("file", File);
        json.WriteString("sha256", Sha256);
        Write(json, "bytes", Bytes);

        json.WriteNumber("rows", Counts.Total);
        json.WriteStartObject("counts");
        json.WriteNumber("new", Counts.New);
        json.WriteNumber("amend", Counts.Amend);
        json.WriteNumber("withdraw", Counts.Withdraw);
        json.WriteNumber("resend", Counts.Resend);
        json.WriteEndObject();
        json.WriteString("mode", IsFull ? "full" : "delta");
        Write(json, "sequence", IsTest ? null : Sequence);
        json.WriteString("force", Force);
        json.WriteString("controller", Controller);
        json.WriteString("protocol", Facts.Protocol);
        json.WriteNumber("profileVersion", Facts.ProfileVersion);
        json.WriteString("profileHash", Facts.ProfileHash);
        json.WriteStartObject("agreement");
        json.WriteString("reference", Facts.AgreementReference);
        json.WriteString("version", Facts.AgreementVersion);
        json.WriteEndObject();
        json.WriteString("keyId", Facts.KeyId);
        json.WriteString("marking", Facts.Marking);
        json.WriteString("created", Created.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        if (Reading is not null)
        {
            Write(json, Reading);
        }

        if (Range is not null)
        {
            Write(json, Range);
        }

        if (JournalHead is not null)
        {
            json.WriteString("journalHead", JournalHead.Hash);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ManifestRange range)
    {
        json.WriteStartObject("range");
        json.WriteString("from", range.From.ToString(DayFormat, CultureInfo.InvariantCulture));
        json.WriteString("to", range.To.ToString(DayFormat, CultureInfo.InvariantCulture));
        json.WriteString("column", range.Column);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } whole)
        {
            json.WriteNumber(name, whole);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, FileReading reading)
    {
        json.WriteStartObject("reading");
        json.WriteString("encoding", reading.Encoding);
        json.WriteBoolean("byteOrderMark", reading.ByteOrderMark);
        json.WriteString("delimiter", reading.Delimiter);
        json.WriteBoolean("quoteAlways", reading.QuoteAlways);
        json.WriteString("lineEnding", reading.LineEnding);
        json.WriteBoolean("header", reading.Header);
        json.WriteString("dateFormat", reading.DateFormat);
        json.WriteString("nullToken", reading.NullToken);
        json.WriteBoolean("formulasEscaped", reading.FormulasEscaped);
        json.WriteEndObject();
        json.WriteStartArray("columns");
        foreach (ColumnDescription column in reading.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("meaning", column.Meaning);
            json.WriteString("type", column.Type);
            json.WriteString("format", column.Format);
            json.WriteString("form", column.Form);
            json.WriteString("list", column.List);
            if (column.Values is null)
            {
                json.WriteNull("values");
            }
            else
            {
                json.WriteStartArray("values");
                foreach (LabelledValue value in column.Values)
                {
                    json.WriteStartObject();
                    json.WriteString("value", value.Value);
                    json.WriteString("label", value.Label);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Manifest Read(JsonElement root)
    {
        JsonElement bytes = root.GetProperty("bytes");
        JsonElement counts = root.GetProperty("counts");
        JsonElement agreement = root.GetProperty("agreement");
        if (root.TryGetProperty("format", out JsonElement format) && format.GetInt32() != CurrentFormat)
        {
            throw new FormatException("The manifest has a format that this program does not know.");
        }

        return new Manifest
        {
            Reading = format.ValueKind == JsonValueKind.Undefined ? null : ReadReading(root),
            File = root.GetProperty("file").GetString(),
            Sha256 = root.GetProperty("sha256").GetString(),
            Bytes = bytes.ValueKind == JsonValueKind.Null ? null : bytes.GetInt64(),
            Counts = new RowCounts(Number(counts, "new"), Number(counts, "amend"), Number(counts, "withdraw"), Number(counts, "resend")),
            IsFull = Text(root, "mode") == "full",
            Range = root.TryGetProperty("range", out JsonElement range)
                ? new ManifestRange(Day(range, "from"), Day(range, "to"), Text(range, "column")) : null,
            JournalHead = root.TryGetProperty("journalHead", out JsonElement head) ? new ManifestHead(head.GetString()) : null,
            Sequence = Number(root, "sequence"),
            Force = Text(root, "force"),
            Controller = Text(root, "controller"),
            Facts = new ExportFacts
            {
                Protocol = Text(root, "protocol"),
                ProfileVersion = Number(root, "profileVersion"),
                ProfileHash = Text(root, "profileHash"),
                AgreementReference = Text(agreement, "reference"),
                AgreementVersion = Text(agreement, "version"),
                KeyId = Text(root, "keyId"),
                Marking = Text(root, "marking"),
            },
            Created = new DateTimeOffset(
                DateTime.ParseExact(Text(root, "created"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None), TimeSpan.Zero),
        };
    }

    private static FileReading ReadReading(JsonElement root)
    {
        JsonElement reading = root.GetProperty("reading");
        return new FileReading
        {
            Encoding = Text(reading, "encoding"),
            ByteOrderMark = reading.GetProperty("byteOrderMark").GetBoolean(),
            Delimiter = Text(reading, "delimiter"),
            QuoteAlways = reading.GetProperty("quoteAlways").GetBoolean(),
            LineEnding = Text(reading, "lineEnding"),
            Header = reading.GetProperty("header").GetBoolean(),
            DateFormat = Text(reading, "dateFormat"),
            NullToken = Text(reading, "nullToken"),
            FormulasEscaped = reading.GetProperty("formulasEscaped").GetBoolean(),
            Columns = [.. root.GetProperty("columns").EnumerateArray().Select(column => new ColumnDescription(
                Text(column, "name"), Text(column, "meaning"), Text(column, "type"), column.GetProperty("format")
                    .GetString(), Text(column, "form"), ReadValues(column.GetProperty("values")),
                column.GetProperty("list").GetString()))],
        };
    }

    private static LabelledValue[]? ReadValues(JsonElement values) =>
        values.ValueKind == JsonValueKind.Null ? null
            : [.. values.EnumerateArray().Select(value => new LabelledValue(Text(value, "value"), value.GetProperty("label").GetString()))];

    private static DateOnly Day(JsonElement parent, string name) =>
        DateOnly.ParseExact(Text(parent, name), DayFormat, CultureInfo.InvariantCulture);

    private static int Number(JsonElement parent, string name) => parent.GetProperty(name).GetInt32();

    private static string Text(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new FormatException("A text is null.");
}
