using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSharing.Sandbox;

/// <summary>
/// The verb <c>verify-inbox</c>: compares every delivered file with its manifest, as a force would, with nothing of the gateway's own code.
/// </summary>
internal static partial class VerifyInboxVerb
{
    public static Command Build()
    {
        var folder = new Argument<string>("DIR") { Description = "A force's inbox, or a folder of inboxes." };
        var command = new Command("verify-inbox", """
            Compares every delivered file with its manifest: SHA-256, length, columns, and number of rows by action; no file without a manifest, no manifest
            without its file, no temporary left, no gap in the sequences. Rows are sent again only in a full file or in a range, which is of whole months.
            What manifests tell of the journal is told once, and again where a file is sent again.

            Example: verify-inbox .demo/inbox
            Exit codes: 0 all is well, 1 something differs, 2 usage.
            """)
        {
            folder,
        };
        command.SetAction(parsed => Verify(parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Verify(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"{folder} is not a folder.");
            return ExitCode.Usage;
        }

        int files = 0;
        var faults = new List<string>();
        foreach (string inbox in Directory.EnumerateDirectories(folder).Append(folder).Order(StringComparer.Ordinal))
        {
            files += VerifyInbox(inbox, faults);
        }

        foreach (string fault in faults)
        {
            Console.Error.WriteLine(fault);
        }

        if (files == 0)
        {
            Console.Error.WriteLine($"{folder} holds no manifest.");
            return ExitCode.Failed;
        }

        if (faults.Count > 0)
        {
            return ExitCode.Failed;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files} manifests, and every file is the one its manifest names."));
        return ExitCode.Done;
    }

    private static int VerifyInbox(string inbox, List<string> faults)
    {
        string[] manifests = Directory.GetFiles(inbox, "*.json");
        var named = new HashSet<string>(StringComparer.Ordinal);
        var sequences = new SortedSet<int>();
        var heads = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string path in manifests)
        {
            try
            {
                using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(path));
                if (manifest.RootElement.TryGetProperty("test", out _))
                {
                    faults.Add($"{path}: this is a test file, whose rows are invented. Delete it and its file.");
                    named.Add(manifest.RootElement.GetProperty("file").GetString()!);
                    continue;
                }

                sequences.Add(manifest.RootElement.GetProperty("sequence").GetInt32());
                VerifyHead(path, manifest.RootElement, heads, faults);
                VerifyFile(path, manifest.RootElement, named, faults);
            }
            catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                faults.Add($"{path}: this is not a manifest.");
            }
        }

        foreach (string file in Directory.EnumerateFiles(inbox).Except(manifests, StringComparer.Ordinal))
        {
            if (!named.Contains(Path.GetFileName(file)))
            {
                faults.Add($"{file}: no manifest names this file.");
            }
        }

        if (sequences.Count > 0 && (sequences.Min != 1 || sequences.Max != sequences.Count))
        {
            faults.Add($"{inbox}: the sequences {string.Join(", ", sequences)} have a gap.");
        }

        return manifests.Length;
    }

    private static void VerifyFile(string path, JsonElement manifest, HashSet<string> named, List<string> faults)
    {
        JsonElement counts = manifest.GetProperty("counts");
        Compare(path, "rows", manifest.GetProperty("rows").GetInt32(), counts.EnumerateObject().Sum(count => count.Value.GetInt32()), faults);
        VerifyRange(path, manifest, faults);
        if (manifest.GetProperty("file").GetString() is not { } name)
        {
            return;
        }

        named.Add(name);
        string file = Path.Combine(Path.GetDirectoryName(path)!, name);
        if (!File.Exists(file))
        {
            faults.Add($"{path}: its file {name} is not there.");
            return;
        }

        byte[] bytes = File.ReadAllBytes(file);
        Compare(path, "bytes", manifest.GetProperty("bytes").GetInt64(), bytes.LongLength, faults);
        Compare(path, "sha256", manifest.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)), faults);
        List<string> actions = ActionsIn(bytes);
        if (manifest.TryGetProperty("format", out _))
        {
            VerifyHeader(path, manifest, bytes, faults);
        }

        Compare(path, "rows", manifest.GetProperty("rows").GetInt32(), actions.Count, faults);
        foreach (JsonProperty count in counts.EnumerateObject())
        {
            Compare(path, $"counts.{count.Name}", count.Value.GetInt32(), actions.Count(action => action.Equals(count.Name, StringComparison.OrdinalIgnoreCase)), faults);
        }
    }

    /// <summary>A head of the journal is 64 digits, and told under one sequence only. Manifests of before ledger version 9 tell none.</summary>
    private static void VerifyHead(string path, JsonElement manifest, Dictionary<string, int> heads, List<string> faults)
    {
        if (!manifest.TryGetProperty("journalHead", out JsonElement head) || head.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        string told = head.GetString()!;
        int sequence = manifest.GetProperty("sequence").GetInt32();
        if (!HexadecimalHash().IsMatch(told))
        {
            faults.Add($"{path}: journalHead is no hash.");
        }
        else if (!heads.TryAdd(told, sequence) && heads[told] != sequence)
        {
            faults.Add($"{path}: journalHead was told under another sequence before.");
        }
    }

    /// <summary>What is sent again has a reason in the manifest: a full file, or a range of whole months of one of its dates.</summary>
    private static void VerifyRange(string path, JsonElement manifest, List<string> faults)
    {
        bool full = manifest.GetProperty("mode").GetString() == "full";
        if (!manifest.TryGetProperty("range", out JsonElement range))
        {
            if (!full && manifest.GetProperty("counts").GetProperty("resend").GetInt32() > 0)
            {
                faults.Add($"{path}: rows are sent again, and it is neither a full file nor a range.");
            }

            return;
        }

        DateOnly from = DateOnly.ParseExact(range.GetProperty("from").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        DateOnly to = DateOnly.ParseExact(range.GetProperty("to").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (full || from > to || from.Day != 1 || to.AddDays(1).Day != 1
            || !manifest.GetProperty("columns").EnumerateArray().Any(column => column.GetProperty("name").GetString() == range.GetProperty("column").GetString() && column.GetProperty("type").GetString() == "date"))
        {
            faults.Add($"{path}: the range is not of whole months of a date of the file, or the file is a full one.");
        }
    }

    /// <summary>The first line, read as the manifest says, has the columns that the manifest describes.</summary>
    private static void VerifyHeader(string path, JsonElement manifest, byte[] bytes, List<string> faults)
    {
        JsonElement reading = manifest.GetProperty("reading");
        if (!reading.GetProperty("header").GetBoolean())
        {
            return;
        }

        string text = CodePagesEncodingProvider.Instance.GetEncoding(reading.GetProperty("encoding").GetString()!)?.GetString(bytes) ?? Encoding.UTF8.GetString(bytes);
        string line = text.TrimStart('\uFEFF').Split(reading.GetProperty("lineEnding").GetString() == "crlf" ? "\r\n" : "\n")[0];
        string columns = string.Join(reading.GetProperty("delimiter").GetString(), manifest.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
        Compare(path, "columns", columns, line.Replace("\"", "", StringComparison.Ordinal), faults);
    }

    private static void Compare<T>(string manifest, string member, T told, T found, List<string> faults)
    {
        if (!EqualityComparer<T>.Default.Equals(told, found))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{manifest}: {member} is {told}, but {found} was found."));
        }
    }

    /// <summary>The second field of every record but the header; the delimiter is whatever stands after the first field.</summary>
    private static List<string> ActionsIn(byte[] csv)
    {
        // Every encoding a profile can have agrees with Latin-1 on the characters that matter here.
        string text = Encoding.Latin1.GetString(csv);
        var actions = new List<string>();
        bool quoted = false;
        int start = text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? 3 : 0;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == '\n' && !quoted)
            {
                Match fields = FirstFields().Match(text[start..i]);
                if (fields.Groups["id"].Value != "record_id")
                {
                    actions.Add(fields.Groups["action"].Value);
                }

                start = i + 1;
            }
        }

        return actions;
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex HexadecimalHash();

    [GeneratedRegex("^\"?(?<id>[A-Za-z0-9_]+)\"?[,;|\t]\"?(?<action>[A-Za-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstFields();
}
