using System.Globalization;
using System.Text;
using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Treatments;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Files.Checks;

/// <summary>
/// The last look at a manifest's bytes before they can be sent: exactly the members of the closed list, each once, in their order, of their
/// type, with the values of what was built; what it says of the file is compared with the layout in which the file was written, and every
/// value it lists with the grammar of its column. Written apart from <see cref="Manifest"/> and <see cref="FileReading"/>, which write
/// them.
/// </summary>
internal static class ManifestCheck
{
    private const int Longest = 1024 * 1024;
    private const int HashLength = 64;

    private static readonly JsonReaderOptions Strict = new() { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false,
        MaxDepth = 5 };

    /// <summary>Reads all of a manifest and compares it.</summary>
    /// <param name="content">The bytes, from their beginning; not disposed.</param>
    /// <param name="built">What was built.</param>
    /// <exception cref="FileCheckException">The first member that is another one, or is not what was built. The message has no
    /// value.</exception>
    public static void Verify(Stream content, Manifest built)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(built);
        byte[] bytes = new byte[Longest + 1];
        int length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > Longest)
        {
            throw Fault("it has more than 1 MiB.");
        }

        ReadOnlySpan<byte> all = bytes.AsSpan(0, length);
        if (all.ContainsAnyInRange((byte)0x00, (byte)0x09) || all.ContainsAnyInRange((byte)0x0B, (byte)0x1F) || all.Contains((byte)0x7F))
        {
            throw Fault("it has a control character.");
        }

        if (!all.EndsWith("}\n"u8))
        {
            throw Fault("something stands before its end, or its last line has no line ending.");
        }

        try
        {
            var reader = new Utf8JsonReader(all, Strict);
            Read(ref reader, JsonTokenType.StartObject, "its beginning");
            ReadMembers(ref reader, built);
            Read(ref reader, JsonTokenType.EndObject, "its end");
            int end = checked((int)reader.BytesConsumed);
            if (reader.Read() || !all[end..].SequenceEqual("\n"u8))
            {
                throw Fault("something stands after its end.");
            }
        }
        catch (JsonException)
        {
            // The exception could quote what stands there.
            throw Fault("it is not JSON.");
        }
    }

    /// <summary>
    /// As <see cref="Verify(Stream, Manifest)"/>, of a manifest that describes a file that was just written: what it says of reading is the
    /// layout of the file, and every value can stand in its column, so that nothing but configuration is in it.
    /// </summary>
    /// <param name="content">The bytes, from their beginning; not disposed.</param>
    /// <param name="built">What was built.</param>
    /// <param name="layout">How the file was written.</param>
    /// <param name="rules">The rule of each released column, in file order.</param>
    /// <exception cref="FileCheckException">The first fault. The message has no value.</exception>
    public static void Verify(Stream content, Manifest built, FileLayout layout, IReadOnlyList<CellRule> rules)
    {
        ArgumentNullException.ThrowIfNull(built);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(rules);
        if (built.Reading is not { } reading)
        {
            throw Fault("reading", "it is missing.");
        }

        (string Member, bool Agrees)[] said =
        [
            ("encoding", (reading.Encoding, reading.ByteOrderMark) == (
                layout.Encoding.CodePage == 1252 ? "windows-1252" : "utf-8", layout.Encoding.GetPreamble().Length != 0)),
            ("delimiter", reading.Delimiter == string.Create(1, layout.Delimiter, static (text, delimiter) => text[0] = delimiter)),
            ("quoteAlways", reading.QuoteAlways == layout.QuoteAlways),
            ("lineEnding", layout.LineEnding == (reading.LineEnding switch { "crlf" => "\r\n", "lf" => "\n", _ => "" })),
            ("header", reading.Header == layout.Header),
            ("dateFormat", reading.DateFormat == layout.DateFormat),
            ("nullToken", reading.NullToken == layout.NullToken),
            ("formulasEscaped", reading.FormulasEscaped == layout.Formula is FormulaPolicy.Escape),
            ("columns", reading.Columns.Select(column => column.Name).SequenceEqual(layout.Headings, StringComparer.Ordinal)
                && reading.Columns.Count == ControlColumns.Names.Count + rules.Count),
        ];
        if (Array.Find(said, one => !one.Agrees).Member is { } wrong)
        {
            throw Fault(wrong, "it is not how the file was written.");
        }

        for (int i = 0; i < rules.Count; i++)
        {
            ColumnDescription column = reading.Columns[ControlColumns.Names.Count + i];
            if (column.Values?.Any(value => !rules[i].CanStand(value.Value)) == true || (rules[i].IsOpen && column.Values is not null))
            {
                throw Fault("columns", "a value is listed that its column cannot have.");
            }

            IEnumerable<string?> texts = [column.Meaning, .. column.Values?.Select(value => value.Label) ?? []];
            if (texts.OfType<string>().Select(TextPattern.FirstIn).FirstOrDefault(pattern => pattern is not null) is { } pattern)
            {
                throw Fault("columns", $"a meaning or label has what reads like {pattern.Name}.");
            }
        }

        if (built.Range is { } range
            && (built.IsFull || range.From.Day != 1 || range.To.Day != DateTime.DaysInMonth(range.To.Year, range.To.Month)
            || range.To < range.From
            || !reading.Columns.Any(column => column.Name == range.Column && column.Type == "date")))
        {
            throw Fault("range", "it is not of whole months of a date of the file, or the file has more than a range.");
        }

        if (built.JournalHead is { Hash: { } hash } && (hash.Length != HashLength || !hash.All(char.IsAsciiHexDigitLower)))
        {
            throw Fault("journalHead", "it is not a hash.");
        }

        Verify(content, built);
    }

    private static void ReadMembers(ref Utf8JsonReader reader, Manifest built)
    {
        if (built.Format != 1)
        {
            Whole(ref reader, "format", built.Format);
        }

        if (built.IsTest)
        {
            Flag(ref reader, "test", value: true);
        }

        Text(ref reader, "file", built.File);
        Text(ref reader, "sha256", built.Sha256);
        Whole(ref reader, "bytes", built.Bytes);
        Whole(ref reader, "rows", (long)built.Counts.New + built.Counts.Amend + built.Counts.Withdraw + built.Counts.Resend);
        Open(ref reader, "counts");
        Whole(ref reader, "new", built.Counts.New);
        Whole(ref reader, "amend", built.Counts.Amend);
        Whole(ref reader, "withdraw", built.Counts.Withdraw);
        Whole(ref reader, "resend", built.Counts.Resend);
        Read(ref reader, JsonTokenType.EndObject, "counts");
        Text(ref reader, "mode", built.IsFull ? "full" : "delta");
        Whole(ref reader, "sequence", built.IsTest ? null : built.Sequence);
        Text(ref reader, "force", built.Force);
        Text(ref reader, "controller", built.Controller);
        Text(ref reader, "protocol", built.Facts.Protocol);
        Whole(ref reader, "profileVersion", built.Facts.ProfileVersion);
        Text(ref reader, "profileHash", built.Facts.ProfileHash);
        Open(ref reader, "agreement");
        Text(ref reader, "reference", built.Facts.AgreementReference);
        Text(ref reader, "version", built.Facts.AgreementVersion);
        Read(ref reader, JsonTokenType.EndObject, "agreement");
        Text(ref reader, "keyId", built.Facts.KeyId);
        Text(ref reader, "marking", built.Facts.Marking);
        Text(ref reader, "created", built.Created.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "Z");
        if (built.Reading is { } reading)
        {
            ReadReading(ref reader, reading);
        }

        if (built.Range is { } range)
        {
            Open(ref reader, "range");
            Text(ref reader, "from", Iso(range.From));
            Text(ref reader, "to", Iso(range.To));
            Text(ref reader, "column", range.Column);
            Read(ref reader, JsonTokenType.EndObject, "range");
        }

        if (built.JournalHead is { } head)
        {
            Text(ref reader, "journalHead", head.Hash);
        }
    }

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static void ReadReading(ref Utf8JsonReader reader, FileReading built)
    {
        Open(ref reader, "reading");
        Text(ref reader, "encoding", built.Encoding);
        Flag(ref reader, "byteOrderMark", built.ByteOrderMark);
        Text(ref reader, "delimiter", built.Delimiter);
        Flag(ref reader, "quoteAlways", built.QuoteAlways);
        Text(ref reader, "lineEnding", built.LineEnding);
        Flag(ref reader, "header", built.Header);
        Text(ref reader, "dateFormat", built.DateFormat);
        Text(ref reader, "nullToken", built.NullToken);
        Flag(ref reader, "formulasEscaped", built.FormulasEscaped);
        Read(ref reader, JsonTokenType.EndObject, "reading");
        Name(ref reader, "columns");
        Read(ref reader, JsonTokenType.StartArray, "columns");
        foreach (ColumnDescription column in built.Columns)
        {
            Read(ref reader, JsonTokenType.StartObject, "columns");
            Text(ref reader, "name", column.Name);
            Text(ref reader, "meaning", column.Meaning);
            Text(ref reader, "type", column.Type);
            Text(ref reader, "format", column.Format);
            Text(ref reader, "form", column.Form);
            Text(ref reader, "list", column.List);
            Name(ref reader, "values");
            Read(ref reader, column.Values is null ? JsonTokenType.Null : JsonTokenType.StartArray, "values");
            foreach (LabelledValue value in column.Values ?? [])
            {
                Read(ref reader, JsonTokenType.StartObject, "values");
                Text(ref reader, "value", value.Value);
                Text(ref reader, "label", value.Label);
                Read(ref reader, JsonTokenType.EndObject, "values");
            }

            if (column.Values is not null)
            {
                Read(ref reader, JsonTokenType.EndArray, "values");
            }

            Read(ref reader, JsonTokenType.EndObject, "columns");
        }

        Read(ref reader, JsonTokenType.EndArray, "columns");
    }

    private static void Flag(ref Utf8JsonReader reader, string member, bool value)
    {
        Name(ref reader, member);
        Read(ref reader, value ? JsonTokenType.True : JsonTokenType.False, member);
    }

    private static void Text(ref Utf8JsonReader reader, string member, string? value)
    {
        Name(ref reader, member);
        if (value is null)
        {
            Read(ref reader, JsonTokenType.Null, member);
            return;
        }

        Read(ref reader, JsonTokenType.String, member);
        if (!reader.ValueTextEquals(value))
        {
            throw Fault(member, "it is not what was built.");
        }
    }

    private static void Whole(ref Utf8JsonReader reader, string member, long? value)
    {
        Name(ref reader, member);
        if (value is not { } number)
        {
            Read(ref reader, JsonTokenType.Null, member);
            return;
        }

        Read(ref reader, JsonTokenType.Number, member);
        // As text, because 12.0 and 1.2e1 are the same number in another form.
        if (!reader.ValueSpan.SequenceEqual(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture))))
        {
            throw Fault(member, "it is not what was built.");
        }
    }

    private static void Open(ref Utf8JsonReader reader, string member)
    {
        Name(ref reader, member);
        Read(ref reader, JsonTokenType.StartObject, member);
    }

    private static void Name(ref Utf8JsonReader reader, string member)
    {
        Read(ref reader, JsonTokenType.PropertyName, member);
        if (reader.ValueIsEscaped || !reader.ValueTextEquals(member))
        {
            throw Fault(member, "another member stands here.");
        }
    }

    private static void Read(ref Utf8JsonReader reader, JsonTokenType type, string member)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw Fault(member, "it is missing or of another type.");
        }
    }

    private static FileCheckException Fault(string rule) => new("Manifest", rule);

    private static FileCheckException Fault(string member, string rule) => new($"Manifest, {member}", rule);
}
