using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace DataSharing.Sandbox;

/// <summary>
/// The verb <c>verify-inbox</c>: compares every delivered file with its manifest, as a force would, with nothing of the gateway's own code.
/// </summary>
internal static class VerifyInboxVerb
{
    public static Command Build()
    {
        var folder = new Argument<string>("DIR") { Description = "A force's inbox, or a folder of inboxes." };
        var command = new Command("verify-inbox", """
            Compares every delivered file with its manifest: SHA-256, length and number of rows; no file without a manifest, no manifest
            without its file, no temporary left, no gap in the sequences.

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
        foreach (string path in manifests)
        {
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = manifest.RootElement;
            sequences.Add(root.GetProperty("sequence").GetInt32());
            if (root.GetProperty("file").GetString() is not { } name)
            {
                continue;
            }

            named.Add(name);
            string file = Path.Combine(inbox, name);
            if (!File.Exists(file))
            {
                faults.Add($"{path}: its file {name} is not there.");
                continue;
            }

            byte[] bytes = File.ReadAllBytes(file);
            Compare(path, "bytes", root.GetProperty("bytes").GetInt64(), bytes.LongLength, faults);
            Compare(path, "sha256", root.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)), faults);
            Compare(path, "rows", root.GetProperty("rows").GetInt32(), RecordsIn(bytes) - 1, faults);
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

    private static void Compare<T>(string manifest, string member, T told, T found, List<string> faults)
    {
        if (!EqualityComparer<T>.Default.Equals(told, found))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{manifest}: {member} is {told}, but the file has {found}."));
        }
    }

    /// <summary>Line ends outside quotes; the header counts as a record.</summary>
    private static int RecordsIn(byte[] csv)
    {
        int records = 0;
        bool quoted = false;
        foreach (byte b in csv)
        {
            if (b == (byte)'"')
            {
                quoted = !quoted;
            }
            else if (b == (byte)'\n' && !quoted)
            {
                records++;
            }
        }

        return records;
    }
}
