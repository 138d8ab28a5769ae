using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.ForForces;

/// <summary>An analyst's machine: an inbox, a database, and the importer of docs/for-forces. Nothing that it prints has a cell.</summary>
internal sealed class Importer : IDisposable
{
    /// <summary>Stands in the cells of files that a test makes, and must not come out.</summary>
    public const string Mark = "Qzxw7";

    private const string Python = "/usr/bin/python3";

    /// <summary>Ends the importer with SIGKILL before it runs a line: the so-manyth of all, or of those with a text.</summary>
    private const string KilledAt = """
        import linecache, os, runpy, signal, sys
        left, text = int(sys.argv[1]), sys.argv[2]
        sys.argv = sys.argv[3:]
        def trace(frame, event, arg):
            global left
            if frame.f_code.co_filename != sys.argv[0]:
                return None
            if event == "line" and text in linecache.getline(sys.argv[0], frame.f_lineno):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace
        sys.settrace(trace)
        runpy.run_path(sys.argv[0], run_name="__main__")
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("datasharing-importer-").FullName;

    public Importer()
    {
        Inbox = Directory.CreateDirectory(Path.Combine(_folder, "inbox")).FullName;
        // An account without rights has to reach it, wherever the repository lies.
        Script = Path.Combine(_folder, "import.py");
        File.Copy(RepositoryFolder.At("docs/for-forces/import.py"), Script);
    }

    public string Inbox { get; }

    public string Script { get; }

    public string Database => Path.Combine(_folder, "incidents.db");

    public string Folder => _folder;

    /// <summary>The names that lie in the inbox.</summary>
    public IEnumerable<string?> Names => Directory.GetFiles(Inbox).Select(Path.GetFileName);

    /// <summary>Skips the test where there is no Python.</summary>
    public static void RequirePython()
    {
        if (!File.Exists(Python))
        {
            Assert.Ignore($"{Python} is not there; the package python3 has it.");
        }
    }

    /// <summary>Puts delivered pairs into the inbox.</summary>
    public void Put(string force, IEnumerable<Delivered> files)
    {
        foreach (string name in files.SelectMany(file => new[] { file.File, file.ManifestName }).OfType<string>())
        {
            File.Copy(Path.Combine(ThirtyNights.InboxOf(force), name), Path.Combine(Inbox, name), overwrite: true);
        }
    }

    /// <summary>Puts a pair that the test makes into the inbox, like the first night of the worked examples.</summary>
    /// <param name="name">Of both files, without an extension.</param>
    /// <param name="csv">The file.</param>
    /// <param name="change">What the manifest has otherwise.</param>
    public void Put(string name, byte[] csv, Action<JsonNode>? change = null)
    {
        string example = File.ReadAllText(RepositoryFolder.At("docs/for-forces/examples/night-1/essex-000001-1.json"));
        JsonNode manifest = JsonNode.Parse(example)!;
        manifest["file"] = name + ".csv";
        manifest["sha256"] = Convert.ToHexStringLower(SHA256.HashData(csv));
        manifest["bytes"] = csv.Length;
        change?.Invoke(manifest);
        File.WriteAllBytes(Path.Combine(Inbox, name + ".csv"), csv);
        File.WriteAllText(Path.Combine(Inbox, name + ".json"), manifest.ToJsonString());
    }

    /// <summary>The CSV file of a worked example.</summary>
    public static byte[] Example(string file) => File.ReadAllBytes(RepositoryFolder.At("docs/for-forces/examples", file));

    public Task<Ended> RunAsync(params string[] options) => StartAsync(Python, [Script, .. options, "--database", Database, Inbox]);

    /// <summary>As an account that owns nothing and is not root.</summary>
    public Task<Ended> RunWithoutRightsAsync(params string[] options) => Environment.IsPrivilegedProcess
        ? StartAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Python, Script, .. options, "--database", Database, Inbox])
        : RunAsync(options);

    /// <summary>Killed before a line that has a text, the so-manyth time.</summary>
    public Task<Ended> KilledAsync(int times, string text = "") =>
        StartAsync(Python, ["-c", KilledAt, times.ToString(System.Globalization.CultureInfo.InvariantCulture), text, Script, "--database", Database, Inbox]);

    /// <summary>The rows of the table by record token, without the version; a cell without a value is null.</summary>
    public Dictionary<string, Dictionary<string, string?>> Rows()
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM records";
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new Dictionary<string, Dictionary<string, string?>>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rows[reader.GetString(0)] = Enumerable.Range(1, reader.FieldCount - 1).Where(cell => reader.GetName(cell) != "version")
                .ToDictionary(reader.GetName, cell => reader.IsDBNull(cell) ? null : reader.GetString(cell));
        }

        return rows;
    }

    /// <summary>The last sequence that the table knows.</summary>
    public int Last() => (int)(long)Read("SELECT coalesce(max(sequence), 0) FROM imported");

    public object Read(string sql)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() ?? 0;
    }

    /// <summary>Fails unless the table is what the files up to a sequence make, as the tests read them.</summary>
    public void RequireTruth(string force, int upTo = int.MaxValue)
    {
        IReadOnlyList<Delivered> files = ThirtyNights.Of(force);
        JsonElement reading = files[0].Manifest.GetProperty("reading");
        string none = reading.GetProperty("nullToken").GetString()!;
        bool escaped = reading.GetProperty("formulasEscaped").GetBoolean();
        string? Meant(string cell) => cell == none ? null : escaped && cell is ['\'', '=' or '+' or '-' or '@', ..] ? cell[1..] : cell;
        IEnumerable<string> truth = Table.Replay(files.Where(file => file.Sequence <= upTo))
            .Select(row => Line(row.Key, row.Value.ToDictionary(cell => cell.Key, cell => Meant(cell.Value))));
        // Not as a list of both, which would print the cells.
        Assert.That(Rows().Select(row => Line(row.Key, row.Value)).ToHashSet(StringComparer.Ordinal).SetEquals(truth), Is.True, $"The table of {force} up to sequence {upTo} is not the truth.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Line(string token, Dictionary<string, string?> cells) =>
        JsonSerializer.Serialize(new { token, cells = cells.OrderBy(cell => cell.Key, StringComparer.Ordinal) });

    private static async Task<Ended> StartAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Ended ended = await Rig.EndAsync(process);
        string said = ended.Output + ended.Error;
        Assert.That(ThirtyNights.Cells.Append(Mark).Where(cell => said.Contains(cell, StringComparison.Ordinal)).Count(), Is.Zero, "The importer printed a cell.");
        Assert.That(ended.Error, Does.Not.Contain("Traceback"));
        return ended;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }
}
