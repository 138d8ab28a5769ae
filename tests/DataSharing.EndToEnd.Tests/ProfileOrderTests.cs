using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Two workers with two configurations do not change every record there and back.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ProfileOrderTests
{
    private const string Profile = "forces/metropolitan.json";

    [Test]
    public async Task Another_profile_with_the_same_version_is_refused_until_it_is_raised_and_then_the_first_one_is()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        string first = Read(rig);
        rig.NarrowProfile(Rig.Met);
        ExportResult other = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((other.Outcome, other.Reason), Is.EqualTo((RunOutcome.Refused, Reason.ProfileVersionReused)));
        Assert.That(other.Message, Does.Contain("raise the version: \"version\": 2").And.Contain("datasharing acknowledge metropolitan profileVersionReused --reason TEXT"));
        string narrow = Read(rig);

        rig.NarrowProfile(Rig.Met, 2);
        ExportResult raised = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((raised.Outcome, raised.Rows.Amend), Is.EqualTo((RunOutcome.Delivered, 3)));
        foreach (string profile in (string[])[first, narrow])
        {
            Write(rig, profile);
            ExportResult older = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
            Assert.That((older.Outcome, older.Reason), Is.EqualTo((RunOutcome.Refused, Reason.ProfileOlder)));
            Assert.That(older.Message, Does.Contain("has version 1, and export 2 was made with version 2").And.Contain("\"version\": 3"));
        }

        Assert.That(rig.Inbox(Rig.Met), Has.Count.EqualTo(2), "Nothing goes there and back.");
    }

    [Test]
    public async Task An_administrators_word_says_which_profile_is_right_and_the_other_one_is_refused_from_then_on()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        string old = Read(rig);
        rig.NarrowProfile(Rig.Met, 2);
        string higher = Read(rig);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);

        Write(rig, old);
        Ended check = await rig.ProgramAsync("--json", "check", Rig.Met);
        Assert.That((check.Code, check.Output), Is.EqualTo((0, check.Output)));
        Assert.That(JsonNode.Parse(check.Output)!["problems"]!.AsArray().Select(problem => (string?)problem!["code"]), Does.Contain("profileOlder"));
        JsonNode plan = JsonNode.Parse((await rig.ProgramAsync("--json", "plan", Rig.Met)).Output)!;
        Assert.That(((string?)plan["outcome"], (string?)plan["reason"], (int?)plan["rows"]!["amend"]), Is.EqualTo(("refused", "profileOlder", (int?)3)), "The plan is shown all the same.");
        Ended wrong = await rig.ProgramAsync("--json", "acknowledge", Rig.Met, "profileVersionReused", "--reason", "x");
        Assert.That((wrong.Code, (string?)JsonNode.Parse(wrong.Output)!["error"]!["code"]), Is.EqualTo((1, "nothingWaiting")), wrong.Output);
        Ended given = await rig.ProgramAsync("acknowledge", Rig.Met, "profileOlder", "--reason", "the new columns were a mistake");
        Assert.That((given.Code, given.Error), Is.EqualTo((0, "")));
        Assert.That(given.Output, Does.StartWith("metropolitan: profileOlder acknowledged, journal entry ").And.Contain("version 1 of the profile, as it is here, is the right one."));

        foreach (bool exported in (bool[])[false, true])
        {
            Write(rig, higher);
            ExportResult other = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
            Assert.That((other.Outcome, other.Reason), Is.EqualTo((RunOutcome.Refused, Reason.ProfileVersionReused)), $"{exported}");
            Write(rig, old);
            Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.Amend, Is.EqualTo(exported ? 0 : 3));
        }

        rig.Edit(Profile, profile => profile["version"] = 3);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_changes_no_row_needs_no_new_version()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        rig.Edit(Profile, profile =>
        {
            profile["schedule"]!["cron"] = "0 15 3 * * ?";
            profile["drop"]!["loginExpires"] = "2028-01-01";
            profile["agreement"]!["version"] = "9.9";
            JsonNode columns = profile["columns"]!.DeepClone();
            profile.AsObject().Remove("columns");
            profile["columns"] = columns;
        });
        File.WriteAllText(Path.Combine(rig.Config, Profile), "// a comment\n" + Read(rig));
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
    }

    [Test]
    public async Task An_export_of_an_earlier_version_of_the_ledger_is_compared_with_nothing()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        rig.Edit(Profile, profile => profile["version"] = 5);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        using (System.Data.Common.DbConnection ledger = rig.OpenLedger())
        using (System.Data.Common.DbCommand command = ledger.CreateCommand())
        {
            command.CommandText = "update export set release_hash = null";
            command.ExecuteNonQuery();
        }

        rig.NarrowProfile(Rig.Met, 1);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
    }

    private static string Read(Rig rig) => File.ReadAllText(Path.Combine(rig.Config, Profile));

    private static void Write(Rig rig, string profile) => File.WriteAllText(Path.Combine(rig.Config, Profile), profile);
}
