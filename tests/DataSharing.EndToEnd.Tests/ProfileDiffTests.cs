using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary><c>profile diff</c>: what is different, and how many records that is about.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ProfileDiffTests
{
    private const string File = $"forces/{Rig.Met}.json";

    [Test]
    public async Task The_records_are_counted_that_get_something_new_or_had_something_finer()
    {
        await using Rig rig = await WithThreeSentAsync();
        Ended same = await rig.ProgramAsync("profile", "diff", Rig.Met);
        Assert.That(same.Code, Is.Zero, same.ToString());
        Assert.That(same.Output, Does.Contain("Nothing is different."));
        string used = rig.Folder + "/used.json";
        System.IO.File.Copy(Path.Combine(rig.Config, File), used);

        // One record more, which would leave by both texts, gets nothing new.
        rig.Source.Add(4, Rig.Met);
        rig.Edit(File, profile => profile["columns"]!.AsArray().Add("strand"));
        JsonElement wider = await AskAsync(rig, 3);
        Assert.That(Counted(wider), Is.EqualTo((4, 4, 0)), "Every row has the new column.");
        Assert.That(wider.GetProperty("accept").GetString(), Does.StartWith($"datasharing profile accept {Rig.Met} "));
        Assert.That(wider.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("words").GetString()), Has.Some.Contains("the column strand: is new"));
        Assert.That((await AskAsync(rig, 3, "--words")).GetProperty("records").ValueKind, Is.EqualTo(JsonValueKind.Null));
        JsonElement named = await AskAsync(rig, 3, "--against", used);
        Assert.That((named.GetProperty("with").GetString(), Counted(named)), Is.EqualTo(("file", (4, 4, 0))));
        Assert.That((await AskAsync(rig, 3, "--against", wider.GetProperty("against").GetString()!)).GetProperty("with").GetString(), Is.EqualTo("kept"));

        System.IO.File.Copy(used, Path.Combine(rig.Config, File), overwrite: true);
        rig.Edit(File, profile => profile["columns"]!.AsArray().RemoveAll(column => column is JsonValue name && name.GetValue<string>() == "category"));
        JsonElement narrower = await AskAsync(rig, 0);
        Assert.That(Counted(narrower), Is.EqualTo((4, 0, 3)), "The fourth was never sent.");
        Assert.That((await rig.ProgramAsync("profile", "diff", Rig.Met)).Output, Does.Contain("Finer values were already sent for 3 records."));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Without_the_source_there_are_the_words_alone()
    {
        await using Rig rig = await WithThreeSentAsync();
        rig.Edit(File, profile => profile["columns"]!.AsArray().Add("strand"));
        System.IO.File.Delete(rig.SourcePath);
        JsonElement answer = await AskAsync(rig, 3);
        Assert.That(answer.GetProperty("records").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(answer.GetProperty("notMeasured").GetProperty("reason").GetString(), Does.StartWith("source"));
        Assert.That(answer.GetProperty("changes").GetArrayLength(), Is.Positive);
    }

    [Test]
    public async Task What_cannot_be_compared_with_is_told()
    {
        await using Rig rig = await WithThreeSentAsync();
        Assert.That((await rig.ProgramAsync("profile", "diff", Rig.Met, "--against", new string('a', 64))).Code, Is.EqualTo(1), "No such text is kept.");
        Assert.That((await rig.ProgramAsync("profile", "diff", Rig.Met, "--against", "/dev/null")).Code, Is.EqualTo(2));
        Assert.That((await rig.ProgramAsync("profile", "diff", "nowhere")).Code, Is.EqualTo(2));
        string broken = rig.Folder + "/broken.json";
        await System.IO.File.WriteAllTextAsync(broken, "{");
        Assert.That((await rig.ProgramAsync("profile", "diff", Rig.Met, "--against", broken)).Code, Is.EqualTo(2));
        // A text that nobody has used is different as a whole.
        Ended first = await rig.ProgramAsync("profile", "diff", Rig.Notts);
        Assert.That(first.Code, Is.EqualTo(3), first.ToString());
        Assert.That(first.Output, Does.Contain("no text of it was used before"));
    }

    [Test]
    public async Task Where_the_ledger_does_not_keep_the_last_text_nothing_is_claimed_about_records()
    {
        await using Rig rig = Upgrade.ThirtyNights.Installed();
        await rig.MakeLedgerAsync();
        Ended ended = await rig.ProgramAsync("profile", "diff", Rig.Notts);
        Assert.That(ended.Code, Is.EqualTo(3), ended.ToString());
        Assert.That(ended.Output, Does.Contain("the ledger does not keep the text of the last export").And.Contain("was not measured").And.Not.Contain("get something new"));
    }

    private static async Task<Rig> WithThreeSentAsync()
    {
        Rig rig = Rig.Make();
        rig.SetApprovers(Rig.Met, 1);
        rig.SetApprovers(Rig.Notts, 1);
        foreach (int id in (int[])[1, 2, 3])
        {
            rig.Source.Add(id, Rig.Met);
        }

        await rig.AcceptProfileAsync(Rig.Met);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        return rig;
    }

    private static async Task<JsonElement> AskAsync(Rig rig, int code, params string[] further)
    {
        Ended ended = await rig.ProgramAsync(["--json", "profile", "diff", Rig.Met, .. further]);
        Assert.That(ended.Code, Is.EqualTo(code), ended.ToString());
        return ended.Json();
    }

    private static (int Leave, int New, int Finer) Counted(JsonElement answer) => answer.GetProperty("records") is var records
        ? (records.GetProperty("leave").GetInt32(), records.GetProperty("new").GetInt32(), records.GetProperty("finer").GetInt32()) : default;
}
