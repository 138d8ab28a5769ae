using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.Sandbox;

/// <summary>The verb <c>trial</c>: a folder with everything a trial needs except the source.</summary>
internal static class TrialVerb
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Build(TimeProvider time)
    {
        var from = new Option<string>("--from") { HelpName = "DIR", Description = "The controller's configuration to copy, for example config/cst.", Required = true };
        var all = new Option<bool>("--all-forces") { Description = "Also an inbox and a login key for each force of reference/forces.csv that has no profile." };
        var folder = new Argument<string>("DIR") { Description = "The trial's folder. It gets config/, keys/, inbox/ and sshd/." };
        var command = new Command("trial", """
            Copies a configuration into a trial folder, points it at that folder, and starts an SFTP server for its forces on a free
            loopback port. Every agreement ends a year from today. The server goes on after this program ends; its process id, which
            also stands in sshd/sshd.pid, and its port are printed.

            Example: trial --from config/cst .demo
            Exit codes: 0 done, 1 failed, 2 usage.
            """)
        {
            from, all, folder,
        };
        command.SetAction((parsed, ct) => MakeAsync(parsed.GetRequiredValue(from), Path.GetFullPath(parsed.GetRequiredValue(folder)), parsed.GetValue(all), time, ct));
        return command;
    }

    private static async Task<int> MakeAsync(string from, string folder, bool all, TimeProvider time, CancellationToken ct)
    {
        if (TestSshd.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return ExitCode.Failed;
        }

        if (!File.Exists(Path.Combine(from, "gateway.json")))
        {
            await Console.Error.WriteLineAsync($"{from} holds no gateway.json.");
            return ExitCode.Usage;
        }

        string config = Path.Combine(folder, "config");
        Copy(from, config);
        JsonNode gateway = Read(Path.Combine(config, "gateway.json"));
        gateway["source"] = Database("../incidents.db");
        gateway["ledger"] = Database("../ledger.db");
        gateway["keys"] = new JsonObject { ["file"] = "../keys/master.keys" };
        Write(Path.Combine(config, "gateway.json"), gateway);

        TestSshd server = await TestSshd.StartAsync(Path.Combine(folder, "sshd"), ct);
        try
        {
            string lastDay = time.GetUtcNow().AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(config, "forces"), "*.json").Order(StringComparer.Ordinal))
            {
                string force = Path.GetFileNameWithoutExtension(file);
                string key = server.AddForce(force, Path.Combine(folder, "inbox", force));
                JsonNode profile = Read(file);
                profile["agreement"]!["lastDay"] = lastDay;
                profile["drop"] = Drop(server, key);
                if (profile["recipient"]?.GetValue<string>() == "statistical")
                {
                    // A trial of two nights has no quarter's end.
                    profile["enabled"] = false;
                }

                Write(file, profile);
            }

            foreach (string force in all ? File.ReadLines(Path.Combine(config, "reference/forces.csv")).Skip(1).Select(line => line.Split(',')[0]) : [])
            {
                if (!File.Exists(Path.Combine(config, "forces", force + ".json")))
                {
                    server.AddForce(force, Path.Combine(folder, "inbox", force));
                }
            }
        }
        catch
        {
            // Nobody would know of the server.
            await server.DisposeAsync();
            throw;
        }

        int port = server.Port;
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{server.Detach()} {port}"));
        return ExitCode.Done;
    }

    private static JsonObject Drop(TestSshd server, string key) => new()
    {
        ["host"] = TestSshd.Host,
        ["port"] = server.Port,
        ["user"] = TestSshd.UserName,
        ["folder"] = ".",
        ["hostKeys"] = new JsonArray(server.HostKeyLine),
        ["login"] = new JsonObject { ["key"] = new JsonObject { ["file"] = key } },
    };

    private static JsonObject Database(string path) => new() { ["server"] = "sqlite", ["database"] = path };

    /// <summary>A document with comments and trailing commas.</summary>
    internal static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file), documentOptions: Relaxed)!;

    /// <summary>Replaces a file by a document, which has no comments any more.</summary>
    internal static void Write(string file, JsonNode document) => File.WriteAllText(file, document.ToJsonString(Indented) + "\n");

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
