using System.Globalization;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Three forces over random nights, thirty in a long run: what their analysts have after importing every file is what they should have.</summary>
[Parallelizable(ParallelScope.Self)]
[Early]
internal sealed class ModelTests
{
    private static readonly int Nights = LongRun.Rounds(30, part: 2);
    private static readonly DateOnly Start = new(2026, 11, 20);

    [TestCase(2011)]
    public async Task Tables_replayed_from_the_files_equal_the_truth_every_night(int seed)
    {
        await using Rig rig = Rig.Make();
        File.Delete(rig.SourcePath);
        SyntheticSource.Create(rig.SourcePath, seed, 260, Start);
        var random = new Random(seed);
        for (int night = 0; night < Nights; night++)
        {
            DateOnly today = Start.AddDays(night);
            rig.Time.Now = new DateTimeOffset(today, new TimeOnly(3, 0), TimeSpan.Zero);
            if (night > 0)
            {
                SyntheticSource.Change(rig.SourcePath, seed + night, today);
            }

            foreach (string force in Rig.Forces)
            {
                await NightAsync(rig, force, random, today, $"night {night} of {force}, seed {seed}");
            }
        }

        await rig.VerifyLedgerAsync();
    }

    private static async Task NightAsync(Rig rig, string force, Random random, DateOnly today, string where)
    {
        int kind = random.Next(12);
        string profile = $"forces/{force}.json";
        if (kind == 0)
        {
            // An outage: the export stays built, and the next run finishes it.
            int port = 0;
            rig.Edit(profile, document =>
            {
                port = document["drop"]!["port"]!.GetValue<int>();
                document["drop"]!["port"] = 1;
            });
            ExportResult failed = await rig.ExportAsync(force);
            Assert.That(failed.Outcome, Is.AnyOf(RunOutcome.Failed, RunOutcome.NothingToSend), where);
            rig.Edit(profile, document => document["drop"]!["port"] = port);
        }
        else if (kind == 1)
        {
            await rig.KilledAsync(force, (ExportStep)random.Next(Enum.GetValues<ExportStep>().Length));
        }
        else if (kind == 2)
        {
            await rig.RunAsync(new ExportRequest(force, ExportTask.ReexportFull, "test") { Why = "model" });
        }

        ExportResult result = await rig.ExportAsync(force);
        Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), $"{where}: {result.Reason} {result.Message}");
        if (kind == 3 && result.Sequence is { } last)
        {
            ExportResult again = await rig.RunAsync(new ExportRequest(force, ExportTask.Resend, "test") { Sequence = last, Why = "model" });
            Assert.That(again.Outcome, Is.EqualTo(result.File is null ? RunOutcome.Refused : RunOutcome.Delivered), $"{where}: {again.Reason} {again.Message}");
        }

        List<string> truth = Truth(rig.SourcePath, force, today, rig.Replay(force).Count);
        Assert.That(rig.Replay(force).Values.Select(row => Shown(row, force)), Is.EquivalentTo(truth), where);
    }

    /// <summary>The date, category and reported-to-police cells of a delivered row.</summary>
    private static string Shown(Dictionary<string, string> row, string force) => force switch
    {
        Rig.Met => $"{row["incident_date"]} {row["category"]} {row["reported_to_police"]}",
        Rig.Gmp => $"{row["Incident date"]} {row["Category"]} {row["Reported to police"]}",
        _ => $"{row["INC_DATE"]} {row["CATEGORY"]} {row["REPORTED"]}",
    };

    /// <summary>
    /// What the force should hold, said independently of the product in SQL. A report that came from the force is not sent to it as new, but stays
    /// when it was sent before its origin was recorded; the generator never changes an origin, so here it is never held.
    /// </summary>
    private static List<string> Truth(string path, string force, DateOnly today, int held)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT substr(i.occurred_from, 1, 10), i.category_code, coalesce(i.reported_to_police, 'Unknown')
            FROM incident i JOIN location l ON l.incident_id = i.incident_id
            WHERE l.force_slug = @force AND i.status = 'Verified' AND i.do_not_share = 0
              AND (i.embargo_until IS NULL OR i.embargo_until <= @today) AND i.source_force IS NULL
            """;
        command.Parameters.AddWithValue("@force", force);
        command.Parameters.AddWithValue("@today", today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>(held);
        while (reader.Read())
        {
            string? date = reader.IsDBNull(0) ? null : DateOnly.ParseExact(reader.GetString(0), "yyyy-MM-dd", CultureInfo.InvariantCulture)
                .ToString(force switch { Rig.Met => "yyyy-MM-dd", Rig.Gmp => "dd/MM/yyyy", _ => "dd-MM-yyyy" }, CultureInfo.InvariantCulture);
            rows.Add($"{date ?? (force == Rig.Notts ? "NULL" : "")} {Category(reader.GetString(1), force)} {reader.GetString(2)[0]}");
        }

        return rows;
    }

    private static string Category(string code, string force) => (force, code) switch
    {
        (Rig.Met, "ExtremeViolence") => "Extreme Violence",
        (Rig.Met, "DamageAndDesecration") => "Damage and Desecration",
        (Rig.Met, "AbusiveBehaviour") => "Abusive Behaviour",
        (Rig.Met, _) => code,
        (Rig.Gmp, "ExtremeViolence") => "Violence - extreme",
        (Rig.Gmp, "Assault") => "Violence - assault",
        (Rig.Gmp, "DamageAndDesecration") => "Criminal damage",
        (Rig.Gmp, "Threats") => "Threats",
        (Rig.Gmp, "AbusiveBehaviour") => "Abuse",
        (Rig.Gmp, _) => "Hate literature",
        (_, "ExtremeViolence") => "EV",
        (_, "Assault") => "AS",
        (_, "DamageAndDesecration") => "DD",
        (_, "Threats") => "TH",
        (_, "AbusiveBehaviour") => "AB",
        _ => "LI",
    };
}
