using System.Globalization;
using DataSharing.Gateway.Keys;
using DataSharing.Sandbox;

namespace DataSharing.Benchmarks;

/// <summary>All forces of the United Kingdom on the sample controller's own configuration and the sandbox's source.</summary>
internal sealed class ForcesTrial
{
    private const int Incidents = 40_000;
    private const int Nights = 3;

    private readonly string _folder;
    private readonly DateOnly _today;

    private ForcesTrial(string folder, DateOnly today)
    {
        _folder = folder;
        _today = today;
    }

    private string Configuration => Path.Combine(_folder, "config");

    private string Source => Path.Combine(_folder, "incidents.db");

    public static async Task<ForcesFigures> MeasureAsync(string folder, int rounds)
    {
        var trial = new ForcesTrial(folder, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime));
        var swallowed = new List<Measured>();
        var delivered = new List<Measured>();
        string? why = TestSshd.Missing;
        await using TestSshd? server = why is null ? await TestSshd.StartAsync(Path.Combine(folder, "sshd"), CancellationToken.None) : null;
        trial.Prepare(server);
        Child.Run("all", trial.Configuration, "swallow");
        for (int round = 0; round < rounds; round++)
        {
            trial.Change(round * 2);
            swallowed.Add(Child.Run("all", trial.Configuration, "swallow"));
            if (server is not null)
            {
                trial.Change((round * 2) + 1);
                delivered.Add(Child.Run("all", trial.Configuration, "ssh"));
            }
        }

        return new ForcesFigures(swallowed, delivered, why);
    }

    private void Prepare(TestSshd? server)
    {
        IReadOnlyList<ForceCount> forces = SyntheticSource.Create(Source, seed: 1, Incidents, _today);
        string sample = Path.Combine(AppContext.BaseDirectory, "cst");
        foreach (string file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/forces/", StringComparison.Ordinal)))
        {
            string target = Path.Combine(Configuration, Path.GetRelativePath(sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Directory.CreateDirectory(Path.Combine(Configuration, "forces"));
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        File.WriteAllText(Path.Combine(Configuration, "gateway.json"),
            """
            {
              "controller": "cst",
              "title": "Benchmark",
              "source": { "server": "sqlite", "database": "../incidents.db" },
              "ledger": { "server": "sqlite", "database": "../state/ledger.db" },
              "keys": { "file": "../keys" },
              "stopAll": false,
              "deliveriesAtOnce": 4,
            }
            """);
        KeyRingFile.Create(Path.Combine(_folder, "keys"));
        string profile = File.ReadAllText(Path.Combine(sample, "forces", "metropolitan.json"));
        // Everything of the sample profile but its drop and the end of its agreement.
        string rules = profile[..profile.IndexOf("\"drop\":", StringComparison.Ordinal)].Replace("\"2028-02-29\"", "\"2099-12-31\"", StringComparison.Ordinal);
        foreach (string force in forces.Select(force => force.Force).Where(force => force.Length > 0))
        {
            File.WriteAllText(Path.Combine(Configuration, "forces", force + ".json"),
                rules.Replace("\"metropolitan\"", $"\"{force}\"", StringComparison.Ordinal) + Drop(server, force) + "\n}\n");
        }
    }

    private string Drop(TestSshd? server, string force)
    {
        string key = server?.AddForce(force, Path.Combine(_folder, "inbox", force)) ?? "no-key-is-used";
        string host = server?.HostKeyLine ?? "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3x";
        return $$"""
            "drop": {
                "host": "{{TestSshd.Host}}",
                "port": {{(server?.Port ?? 22).ToString(CultureInfo.InvariantCulture)}},
                "user": "{{TestSshd.UserName}}",
                "folder": ".",
                "hostKeys": ["{{host}}"],
                "login": { "key": { "file": "{{key}}" } },
              },
            """;
    }

    /// <summary>Some nights' worth of changes, so that nearly every force has a few.</summary>
    private void Change(int round)
    {
        for (int night = 0; night < Nights; night++)
        {
            SyntheticSource.Change(Source, seed: 100 + (round * Nights) + night, _today);
        }
    }
}

/// <summary>Nights of all forces.</summary>
/// <param name="Swallowed">To a drop that costs nothing.</param>
/// <param name="Delivered">To a real SFTP server on the same machine; empty when none can be started.</param>
/// <param name="NoServer">Why none can be started, or null.</param>
internal sealed record ForcesFigures(IReadOnlyList<Measured> Swallowed, IReadOnlyList<Measured> Delivered, string? NoServer);
