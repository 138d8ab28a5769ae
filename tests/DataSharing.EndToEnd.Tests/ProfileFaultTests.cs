using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Rules and rows that are wrong: said in full, and never a reason to send more, or to keep another force waiting.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ProfileFaultTests
{
    [Test]
    public async Task A_broken_profile_ends_with_2_and_names_every_problem()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        Break(rig, Rig.Met);
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Met);
        Assert.That(ended.Code, Is.EqualTo(2));
        JsonElement error = ended.Json().GetProperty("error");
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("profileInvalid"));
        JsonElement[] problems = [.. error.GetProperty("problems").EnumerateArray()];
        foreach (string named in new[] { "emptyNight", "agreement", "drop", "no_such_column", "surprise" })
        {
            Assert.That(problems.Where(problem => problem.GetProperty("path").GetString()!.Contains(named, StringComparison.Ordinal)
                || problem.GetProperty("message").GetString()!.Contains(named, StringComparison.Ordinal)), Is.Not.Empty, named);
        }

        foreach (JsonElement problem in problems)
        {
            Assert.That(problem.GetProperty("file").GetString(), Is.EqualTo("forces/metropolitan.json"));
            Assert.That(problem.GetProperty("line").GetInt32(), Is.Positive);
            Assert.That(problem.GetProperty("fix").GetString(), Is.Not.Empty);
        }

        ended = await rig.ProgramAsync("check", Rig.Met);
        Assert.That(ended.Code, Is.EqualTo(2));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);
    }

    [Test]
    public async Task A_broken_profile_among_all_ends_with_5_and_the_others_are_served()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        Break(rig, Rig.Met);
        Ended ended = await rig.ProgramAsync("--json", "export", "--all");
        Assert.That(ended.Code, Is.EqualTo(5), ended.Error);
        var said = ended.Json().GetProperty("exports").EnumerateArray().ToDictionary(one => one.GetProperty("force").GetString()!, one => one.Said());
        Assert.That(said, Is.EquivalentTo(new Dictionary<string, string> { [Rig.Met] = "refused profileInvalid", [Rig.Gmp] = "delivered", [Rig.Notts] = "delivered" }));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_broken_protocol_or_dictionary_stops_every_force_that_rests_on_it([Values("protocols/national-2015.json", "source/fields.json", "gateway.json")] string file)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        File.WriteAllText(Path.Combine(rig.Config, file), "{ \"version\": 1, ");
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That(ended.Code, Is.EqualTo(2));
        Assert.That(ended.Json().GetProperty("error").GetProperty("problems")[0].GetProperty("file").GetString(), Is.EqualTo(file));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
    }

    [TestCase("lastDay", "2020-01-01", "agreementLapsed")]
    [TestCase("inForceFrom", "2098-01-01", "agreementNotInForce")]
    [TestCase("suspended", true, "agreementSuspended")]
    public async Task Nothing_is_sent_outside_the_agreement(string member, object value, string reason)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        rig.Edit("forces/metropolitan.json", profile =>
        {
            profile["agreement"]!["lastDay"] = "2099-12-31";
            profile["agreement"]![member] = value is bool flag ? JsonValue.Create(flag) : JsonValue.Create((string)value);
            if (member == "lastDay")
            {
                profile["agreement"]!.AsObject().Remove("reviewDue");
            }
        });
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Met);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, $"refused {reason}")));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);
        Assert.That((await rig.ProgramAsync("export", "--all")).Code, Is.Zero, "Refused counts as done under --all.");
    }

    [TestCase("do_not_share", "maybe", "unreadable at do_not_share")]
    [TestCase("embargo_until", "next week", "unreadable at embargo_until")]
    [TestCase("occurred_from", "2026-13-40 10:00", "unreadable at occurred_from")]
    [TestCase("category_code", "Unheard", "unknownCode at category_code")]
    [TestCase("town", "Atlantis", "notInReference at town")]
    [TestCase("postcode", "NOT A CODE", "notAPostcode at postcode")]
    public async Task A_row_that_cannot_be_cleared_is_held_back_with_field_and_reason_and_without_its_value(string column, string value, string said)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        rig.Source.Set(2, (column, value));
        Ended ended = await rig.ProgramAsync("export", Rig.Met);
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(ended.Output, Does.Contain(said).And.Not.Contain(value));
        Assert.That(ended.Error, Does.Not.Contain(value));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));

        // The force keeps what it has when a record that it holds becomes unreadable.
        rig.Source.Set(3, (column, value));
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    private static void Break(Rig rig, string force) => rig.Edit($"forces/{force}.json", profile =>
    {
        profile["emptyNight"] = "never";
        profile["agreement"]!.AsObject().Remove("lastDay");
        profile["drop"]!["hostKeys"] = new JsonArray("not a key");
        profile["columns"]!.AsArray().Add("no_such_column");
        profile["surprise"] = 1;
    });
}
