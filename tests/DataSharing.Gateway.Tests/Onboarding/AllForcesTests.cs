using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Gateway.Tests.Onboarding;

/// <summary>Every force of the list, made by options alone, and one night of all of them.</summary>
[NonParallelizable]
internal sealed class AllForcesTests
{
    private const int Incidents = 4500;
    private const int AtOnce = 6;

    [Test]
    public async Task Every_incident_reaches_exactly_its_force_at_a_real_server()
    {
        Office.RequireSshd();
        using var office = new Office();
        string source = office["no-source.db"];
        SyntheticSource.Create(source, 5, Incidents, London.Today(TimeProvider.System));
        await using TestSshd server = await TestSshd.StartAsync(office["sshd"], default);
        Assert.That(office.Run("keys", "new").Code, Is.Zero);
        var folder = new ConfigurationFolder(office.Config);
        string[] forces = [.. folder.ReadForceList().All.Select(force => force.Slug)];
        foreach (string force in forces)
        {
            MakeAndEnable(office, server, force);
        }

        Assert.That(office.Run("check").Output, Does.EndWith("All is well.\n"));
        ExportResult[] night = await NightAsync(office, folder, forces);
        Assert.That(night.Select(result => (result.Force, result.Outcome)), Is.EqualTo(forces.Select(force => (force, RunOutcome.Delivered))), string.Join('\n', night.Select(result => $"{result.Force} {result.Reason} {result.Message}")));

        ILookup<string, string> ofSource = Pairs(source, "select force_slug, incident_id from sharing_incident where force_slug is not null").ToLookup(pair => pair.Force, pair => pair.Key);
        ILookup<string, string> sent = Pairs(office["ledger.db"], "select e.force, r.incident_key from exported_row r join export e on e.id = r.export_id").ToLookup(pair => pair.Force, pair => pair.Key);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        using IDisposable all = Assert.EnterMultipleScope();
        foreach (ExportResult result in night)
        {
            Assert.That(sent[result.Force], Is.SubsetOf(ofSource[result.Force]), result.Force);
            Assert.That(sent[result.Force].Count(), Is.GreaterThan(0), $"{result.Force} has something to be told.");
            Assert.That(result.Rows.New + result.Excluded.Values.Sum() + result.HeldBack.Values.Sum(), Is.EqualTo(ofSource[result.Force].Count()), $"{result.Force}: nothing is lost.");
            string[] rows = RowsAt(office[$"inbox/{result.Force}"]);
            Assert.That(rows, Has.Length.EqualTo(sent[result.Force].Count()), result.Force);
            Assert.That(rows.Select(row => row[..16]).Where(token => !tokens.Add(token)), Is.Empty, "No token is at two forces.");
        }

        Assert.That(sent.SelectMany(force => force), Is.Unique, "No incident is at two forces.");
        Assert.That(night.Sum(result => result.Rows.New), Is.GreaterThan(Incidents / 3));
    }

    private static void MakeAndEnable(Office office, TestSshd server, string force)
    {
        string key = server.AddForce(force, office[$"inbox/{force}"]);
        InProcess.Ended made = office.NewForce(
            force, ("--host", TestSshd.Host), ("--port", server.Port.ToString(CultureInfo.InvariantCulture)), ("--user", TestSshd.UserName), ("--folder", "."),
            ("--key", key), ("--host-key", server.HostKeyLine));
        Assert.That(made.Code, Is.Zero, $"{force}: {made}");
        InProcess.Ended enabled = office.Run("force", "enable", force, "--from", Office.Today);
        Assert.That(enabled.Code, Is.Zero, $"{force}: {enabled}");
        // That a person accepts a profile and lets the first file through is shown elsewhere; here it would be said 46 times.
        string profile = office[$"config/forces/{force}.json"];
        File.WriteAllText(profile, Once(File.ReadAllText(profile), "\"enabled\":", "\"approvers\": 0, \"guards\": { \"firstExport\": false }, \"enabled\":"));
    }

    private static string Once(string text, string what, string with)
    {
        int at = text.IndexOf(what, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(what, at + 1, StringComparison.Ordinal) < 0 ? text[..at] + with + text[(at + what.Length)..] : throw new InvalidOperationException($"{what} is not there once.");
    }

    private static async Task<ExportResult[]> NightAsync(Office office, ConfigurationFolder folder, string[] forces)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(SqliteServer.File(office["ledger.db"]), applySchema: true, TimeProvider.System);
        var flow = new ExportRun(folder, ledger, Drops.Connector(TimeProvider.System), TimeProvider.System, NullLogger.Instance, RunWatch.None);
        var results = new ExportResult[forces.Length];
        await Parallel.ForEachAsync(forces.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (force, ct) => results[force.Index] = await flow.RunAsync(new ExportRequest(force.Item, ExportTask.Export, "test"), ct));
        return results;
    }

    private static List<(string Force, string Key)> Pairs(string database, string select)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = select;
        using SqliteDataReader reader = command.ExecuteReader();
        var pairs = new List<(string, string)>();
        while (reader.Read())
        {
            // The source has numbers, and the ledger what it makes of them.
            pairs.Add((reader.GetString(0), reader.GetValue(1) is long number ? IncidentKey.FromNumber(number).Stored : reader.GetString(1)));
        }

        return pairs;
    }

    /// <summary>The rows of the one file of an inbox; no cell of these profiles has a line break.</summary>
    private static string[] RowsAt(string inbox)
    {
        string file = Directory.GetFiles(inbox, "*.csv").Single();
        Assert.That(Directory.GetFiles(inbox), Has.Length.EqualTo(2), "The file and its manifest.");
        return [.. File.ReadAllText(file, Encoding.UTF8).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }
}
