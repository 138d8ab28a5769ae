using System.Reflection;
using DataSharing.Gateway.Keys;

namespace DataSharing.Benchmarks;

/// <summary>The source of one force with many records, its configuration, and the rounds over both.</summary>
internal sealed class MillionTrial
{
    private const string Force = "metropolitan";
    private const string Statistical = "national-statistics";

    private readonly string _folder;

    private MillionTrial(string folder) => _folder = folder;

    private string Configuration => Path.Combine(_folder, "config");

    private string Source => Path.Combine(_folder, "incidents.db");

    /// <summary>Interleaved rounds: the baseline, then what is asked for.</summary>
    /// <param name="folder">Receives source, ledger and files.</param>
    /// <param name="rows">Records of the source.</param>
    /// <param name="rounds">How often each is measured, 1 or more.</param>
    /// <param name="first">Whether first exports are asked for.</param>
    /// <param name="quiet">Whether nights with nothing changed are asked for.</param>
    /// <param name="counted">Whether first exports under mode <c>k</c> are asked for.</param>
    public static MillionFigures Measure(string folder, int rows, int rounds, bool first, bool quiet, bool counted)
    {
        var trial = new MillionTrial(folder);
        trial.Prepare(rows);
        var baseline = new List<Measured>();
        var firsts = new List<Measured>();
        var nights = new List<Measured>();
        var countings = new List<Measured>();
        for (int round = 0; round < rounds; round++)
        {
            string file = Path.Combine(folder, "baseline.csv");
            baseline.Add(Child.Run("baseline", trial.Source, file));
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

        return new MillionFigures(rows, baseline, firsts, nights, countings);
    }

    private Measured FirstExport(string force, int least, int most)
    {
        string state = Path.Combine(Configuration, "state");
        if (Directory.Exists(state))
        {
            Directory.Delete(state, recursive: true);
        }

        Directory.CreateDirectory(state);
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
internal sealed record MillionFigures(int Rows, IReadOnlyList<Measured> Baseline, IReadOnlyList<Measured> First, IReadOnlyList<Measured> Quiet, IReadOnlyList<Measured> Counted);
