using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Keys;
using DataSharing.Sandbox;

namespace DataSharing.Benchmarks;

/// <summary>The source of one force with many records, its configuration, and the rounds over both.</summary>
internal sealed class MillionTrial
{
    private const string Force = "metropolitan";
    private const string Statistical = "national-statistics";

    private readonly string _folder;
    private readonly TestPostgres? _postgres;
    private string? _source;

    private MillionTrial(string folder, TestPostgres? postgres)
    {
        _folder = folder;
        _postgres = postgres;
    }

    private string Configuration => Path.Combine(_folder, "config");

    private string Source => Path.Combine(_folder, "incidents.db");

    /// <summary>Interleaved rounds: the baseline, then what is asked for.</summary>
    /// <param name="folder">Receives source, ledger and files.</param>
    /// <param name="rows">Records of the source.</param>
    /// <param name="rounds">How often each is measured, 1 or more.</param>
    /// <param name="first">Whether first exports are asked for.</param>
    /// <param name="quiet">Whether nights with nothing changed are asked for.</param>
    /// <param name="counted">Whether first exports under mode <c>k</c> are asked for.</param>
    /// <param name="postgres">The server of source and ledger; null for files of SQLite.</param>
    public static MillionFigures Measure(string folder, int rows, int rounds, bool first, bool quiet, bool counted, TestPostgres? postgres = null)
    {
        var trial = new MillionTrial(folder, postgres);
        trial.Prepare(rows);
        var baseline = new List<Measured>();
        var firsts = new List<Measured>();
        var nights = new List<Measured>();
        var countings = new List<Measured>();
        for (int round = 0; round < rounds; round++)
        {
            string file = Path.Combine(folder, "baseline.csv");
            baseline.Add(trial._source is { } source ? Child.Run("baseline-postgres", source, file) : Child.Run("baseline", trial.Source, file));
            File.Delete(file);
            if (counted)
            {
                countings.Add(trial.FirstExport(Statistical, rows / 2, rows));
            }

            if (first || (quiet && round == 0))
            {
                Measured export = trial.FirstExport(Force, rows, rows);
                if (first)
                {
                    firsts.Add(export);
                }
            }

            if (quiet)
            {
                nights.Add(Child.Run("run", trial.Configuration, Force));
            }
        }

        return new MillionFigures(postgres is null ? "" : "PostgreSQL: ", rows, baseline, firsts, nights, countings);
    }

    private Measured FirstExport(string force, int least, int most)
    {
        string state = Path.Combine(Configuration, "state");
        if (Directory.Exists(state))
        {
            Directory.Delete(state, recursive: true);
        }

        Directory.CreateDirectory(state);
        if (_postgres is not null)
        {
            WriteConnection("ledger", _postgres.NewDatabase());
        }

        Measured export = Child.Run("run", Configuration, force);
        return export.Rows >= least && export.Rows <= most ? export : throw new InvalidOperationException($"The first export of {force} sent {export.Rows} records; {least} to {most} were expected.");
    }

    private void Prepare(int rows)
    {
        foreach (string file in new[] { "gateway.json", "source/fields.json", "source/incidents.sql", "protocols/benchmark.json", "protocols/counted.json", $"forces/{Force}.json", $"forces/{Statistical}.json" })
        {
            string target = Path.Combine(Configuration, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, Resource(file));
        }

        Directory.CreateDirectory(Path.Combine(Configuration, "reference"));
        foreach (string list in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "cst", "reference"), "*.csv"))
        {
            File.Copy(list, Path.Combine(Configuration, "reference", Path.GetFileName(list)));
        }

        KeyRingFile.Create(Path.Combine(Configuration, "keys"));
        string reference = Path.Combine(Configuration, "reference");
        var authorities = File.ReadLines(Path.Combine(reference, "local-authorities.csv")).Skip(1)
            .ToDictionary(line => line[..line.IndexOf(',', StringComparison.Ordinal)], line => Name(line), StringComparer.Ordinal);
        MillionSource.Create(Source, Resource("source/schema.sql"), [.. File.ReadLines(Path.Combine(reference, "towns.csv")).Skip(1)], authorities, rows);
        if (_postgres is null)
        {
            return;
        }

        _source = _postgres.NewDatabase();
        MillionSource.CopyToPostgres(Source, _source, Resource("source/schema.sql"));
        File.Delete(Source);
        WriteConnection("source", _source);
        JsonNode gateway = JsonNode.Parse(Resource("gateway.json"), documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true })!;
        foreach (string database in (string[])["source", "ledger"])
        {
            gateway[database] = new JsonObject { ["server"] = "postgresql", ["connection"] = new JsonObject { ["file"] = $"{database}.connection" } };
        }

        gateway["outboxFolder"] = "state/outbox";
        File.WriteAllText(Path.Combine(Configuration, "gateway.json"), gateway.ToJsonString());
    }

    private void WriteConnection(string database, string connection)
    {
        string file = Path.Combine(Configuration, $"{database}.connection");
        File.WriteAllText(file, connection);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    // A name may hold a comma and is quoted then; the force is what follows the last comma.
    private static string Name(string line)
    {
        int first = line.IndexOf(',', StringComparison.Ordinal) + 1;
        return line[first..line.LastIndexOf(',')].Trim('"');
    }

    private static string Resource(string name)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program lacks its resource {name}.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}

/// <summary>What the rounds gave, in their order; a list that was not asked for is empty.</summary>
internal sealed record MillionFigures(string On, int Rows, IReadOnlyList<Measured> Baseline, IReadOnlyList<Measured> First, IReadOnlyList<Measured> Quiet, IReadOnlyList<Measured> Counted);
