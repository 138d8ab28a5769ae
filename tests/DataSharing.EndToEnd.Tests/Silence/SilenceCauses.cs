using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Gateway;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.Silence;

/// <summary>How the causes of the table are made that take more than a line.</summary>
internal static class SilenceCauses
{
    /// <summary>The ledger may not grow, and the night has more rows than its pages have room for.</summary>
    public static Task FullAsync(WatchedWorker worker)
    {
        worker.Rig.Source.Together(() =>
        {
            for (long id = 1_000; id < 1_500; id++)
            {
                worker.Rig.Source.Add(id, Rig.Met);
            }
        });
        // No page that an upgrade left free.
        using (var ledger = new SqliteConnection($"Data Source={worker.Rig.LedgerPath};Pooling=False"))
        {
            ledger.Open();
            Execute(ledger, "VACUUM");
        }

        return worker.RestartAsync(new LedgerOptions { MaximumBytes = 1 });
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The program's own way to the drop, whose profile is changed.</summary>
    public static Func<WatchedWorker, Task> Drop(Action<JsonObject> change) => worker =>
    {
        worker.Connector = Drops.Connector(TimeProvider.System);
        worker.Rig.Edit("forces/metropolitan.json", profile => change(profile["drop"]!.AsObject()));
        return Task.CompletedTask;
    };

    /// <summary>Throws, at a step of the force's run, what the stage throws in that fault.</summary>
    public static void Throw(WatchedWorker worker, Func<Exception> failure) => worker.Stepped = (force, step) =>
    {
        if (force == Rig.Met && step == ExportStep.Resumed)
        {
            throw failure();
        }
    };

    /// <summary>A file waits in the outbox, and somebody changes it.</summary>
    public static async Task DamageAsync(WatchedWorker worker)
    {
        Rig rig = worker.Rig;
        rig.Source.Add(102, Rig.Met);
        HashSet<string> before = [.. Directory.GetFiles(rig.OutboxPath)];
        await rig.ExportAsync(Rig.Met, connector: new Unreachable());
        foreach (string file in Directory.GetFiles(rig.OutboxPath).Where(file => !before.Contains(file)))
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[^1] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
    }

    public static string OtherKey(Rig rig)
    {
        string file = Path.Combine(rig.Folder, "other-key");
        using Process process = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, "ssh-keygen");
        return file;
    }

    /// <summary>The drop's server takes connections and never says a word.</summary>
    public static Task HangDropAsync(WatchedWorker worker)
    {
        SwallowingProxy proxy = worker.Keep(SwallowingProxy.Before(OneServer.Running.Port));
        proxy.SwallowAll();
        return Drop(drop => (drop["port"], drop["connectTimeoutSeconds"]) = (proxy.Port, 2))(worker);
    }

    /// <summary>The profile has gone up by one version, an export was made with it, and the old one is put back.</summary>
    public static async Task PutOldProfileBackAsync(WatchedWorker worker)
    {
        string path = Path.Combine(worker.Rig.Config, "forces/metropolitan.json");
        string old = File.ReadAllText(path);
        worker.Rig.NarrowProfile(Rig.Met, 2);
        await worker.Rig.ExportAsync(Rig.Met, connector: worker.Rig.Bare);
        File.WriteAllText(path, old);
    }

    /// <summary>A backup of the ledger is put in its place after another export was sent.</summary>
    public static async Task RestoreAsync(WatchedWorker worker)
    {
        LedgerCopy copy = await LedgerCopy.TakeAsync(worker.Rig);
        worker.Rig.Source.Add(102, Rig.Met);
        Assert.That((await worker.Rig.ExportAsync(Rig.Met, connector: worker.Rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await worker.RestartAsync(meanwhile: copy.Restore);
    }

    /// <summary>A rig whose ledger and source are on PostgreSQL, for a worker that goes by the machine's own clock: a server's clock is compared with it. No force is due for hours.</summary>
    public static Rig OnServer(TestPostgres? server = null)
    {
        Rig rig = Office.Rig(Rig.OnPostgres(server));
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        rig.Edit("forces/metropolitan.json", profile =>
        {
            profile["schedule"] = new JsonObject { ["cron"] = string.Create(CultureInfo.InvariantCulture, $"0 0 {now.AddHours(12).Hour} * * ?"), ["timeZone"] = "UTC" };
            profile["agreement"]!["lastDay"] = now.AddYears(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        });
        return rig;
    }

    private sealed class Unreachable : ISftpConnector
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) => throw new SftpException(SftpFailure.Unreachable, "Nothing is there.");
    }
}
