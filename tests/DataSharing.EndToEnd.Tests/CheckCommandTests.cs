using System.Text.Json;

namespace DataSharing.EndToEnd.Tests;

/// <summary><c>datasharing check</c> as a person or a script runs it: what it says, and the exit code.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CheckCommandTests
{
    [Test]
    public async Task A_warning_gives_code_2_only_where_it_was_asked_for()
    {
        await using Rig rig = Rig.Make();
        Assert.That((await rig.ProgramAsync("check", "--strict")).Code, Is.Zero, "There is no warning yet.");
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["schedule"]!["cron"] = "0 0/5 * * * ?");

        Ended lax = await rig.ProgramAsync("--json", "check");
        Ended strict = await rig.ProgramAsync("--json", "check", "--strict");
        Assert.That((lax.Code, strict.Code), Is.EqualTo((0, 2)), lax.ToString());
        JsonElement answer = strict.Json();
        Assert.That((answer.GetProperty("ok").GetBoolean(), answer.GetProperty("warnings").GetInt32(), Codes(answer)), Is.EqualTo((true, 1, "firesOften")));

        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["enabledd"] = true);
        Assert.That((await rig.ProgramAsync("check")).Code, Is.EqualTo(2), "An error always does.");
        Assert.That((await rig.ProgramAsync("check", Rig.Met)).Code, Is.Zero, "It is the error of another force.");
    }

    [Test]
    public async Task A_machine_without_time_zones_is_told_what_to_install()
    {
        await using Rig rig = Rig.Make();
        Ended ended = await rig.ProgramAsync(new Dictionary<string, string> { ["TZDIR"] = Path.Combine(rig.Folder, "no-zones") }, "--json", "check");
        Assert.That(ended.Code, Is.EqualTo(2), ended.ToString());
        JsonElement problem = ended.Json().GetProperty("problems").EnumerateArray().Single(one => one.GetProperty("code").GetString() == "timeZonesMissing");
        Assert.That(problem.GetProperty("message").GetString(), Does.Contain("Europe/London"));
        Assert.That(problem.GetProperty("fix").GetString(), Does.Contain("Install tzdata"));
    }

    [Test]
    public async Task A_column_that_is_the_same_in_every_record_decides_nothing()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 150);
        Ended ended = await rig.ProgramAsync("--json", "check", "--connect");
        Assert.That(Codes(ended.Json()), Does.Contain("sameInAllRows"), ended.ToString());
        JsonElement problem = ended.Json().GetProperty("problems").EnumerateArray().First(one => one.GetProperty("code").GetString() == "sameInAllRows");
        Assert.That(problem.GetProperty("path").GetString(), Does.StartWith("roles."));
        Assert.That(problem.GetProperty("message").GetString(), Does.Match("has (the same|no) value in all 150 records, so it decides nothing\\.$"));
    }

    [Test]
    public async Task A_force_without_a_profile_is_answered_with_the_one_that_is_meant()
    {
        await using Rig rig = Rig.Make();
        Ended ended = await rig.ProgramAsync("check", "metropolitn");
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Error, Does.Contain("There is no profile forces/metropolitn.json").And.Contain("Did you mean \"metropolitan\"?"));
    }

    private static string Codes(JsonElement answer) => string.Join(' ', answer.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()));
}
