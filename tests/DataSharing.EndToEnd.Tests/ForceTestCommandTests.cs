using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary><c>datasharing force test</c> as a person runs it: each step with its time, what to do about a failure, and nothing left behind.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ForceTestCommandTests
{
    private static readonly string[] AllSteps = ["name", "connect", "hostKey", "login", "folder", "space", "write", "clock", "verify", "rename", "delete"];

    [Test]
    public async Task Tells_every_step_of_a_drop_that_is_well_and_leaves_nothing([Values] SftpEngine engine)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.SetEngine(Rig.Gmp, engine);

        Ended ended = await rig.ProgramAsync("--json", "force", "test", Rig.Gmp);

        Assert.That(ended.Code, Is.Zero, ended.Output + ended.Error);
        Assert.That(Steps(ended).Select(step => step.GetProperty("step").GetString()), Is.EqualTo(AllSteps));
        Assert.That(Steps(ended).All(step => step.GetProperty("ok").GetBoolean() && step.GetProperty("milliseconds").GetInt64() >= 0), Is.True);
        Assert.That(Steps(ended)[3].GetProperty("message").GetString(), Does.Contain("statvfs@openssh.com"), "What the server offers is told whoever asks.");
        JsonElement answer = ended.Json();
        Assert.That((answer.GetProperty("engine").GetString(), answer.GetProperty("engineLimits").GetString() is { } limits && limits.Contains("realpath", StringComparison.Ordinal)),
            Is.EqualTo((engine.Word(), engine == SftpEngine.SshNet)));
        Assert.That(Steps(ended)[2].GetProperty("message").GetString()!.Split("SHA256:"), Has.Length.EqualTo(3), "The key offered stands beside the one pinned.");
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
        Assert.That(File.Exists(rig.LedgerPath), Is.False, "No export is started.");
    }

    [TestCase("host", "\"drop.invalid\"", "name", "dropUnreachable")]
    [TestCase("port", "1", "connect", "dropUnreachable")]
    [TestCase("user", "\"nobody-here\"", "login", "dropLogin")]
    [TestCase("folder", "\"no-such-folder\"", "folder", "dropFolderMissing")]
    [TestCase("hostKeys", "[\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKnq0oyFfSTgx0Kt5TzTQ0vOqeHUCX0EdnpZ5ZpPDoaB\"]", "hostKey", "hostKey")]
    [TestCase("login", "{\"key\":{\"file\":\"/nowhere/key\"}}", "login", "dropConfiguration")]
    public async Task Stops_at_the_step_that_fails_and_says_what_to_do(string setting, string value, string step, string reason)
    {
        await using Rig rig = Rig.Make();
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]![setting] = JsonNode.Parse(value));

        Ended ended = await rig.ProgramAsync("--json", "force", "test", Rig.Gmp);

        Assert.That(ended.Code, Is.EqualTo(1), ended.Output + ended.Error);
        JsonElement last = Steps(ended)[^1];
        Assert.That((last.GetProperty("step").GetString(), last.GetProperty("reason").GetString()), Is.EqualTo((step, reason)), last.ToString());
        Assert.That(last.GetProperty("toDo").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task Says_that_renaming_is_denied_and_still_takes_the_probe_away()
    {
        await using Rig rig = Rig.Make();
        rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), "deny:rename"));

        Ended ended = await rig.ProgramAsync("force", "test", Rig.Gmp);

        Assert.That(ended.Code, Is.EqualTo(1));
        Assert.That(ended.Output, Does.Contain("FAILED rename").And.Contain("drop.publish").And.Contain("A delivery cannot go"));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
    }

    [Test]
    public async Task Warns_of_an_inbox_without_room_and_goes_on()
    {
        await using Rig rig = Rig.Make();
        rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), "no-room"));

        Ended ended = await rig.ProgramAsync("--json", "force", "test", Rig.Gmp);

        JsonElement space = Steps(ended).Single(step => step.GetProperty("step").GetString() == "space");
        Assert.That((space.GetProperty("ok").GetBoolean(), space.GetProperty("message").GetString()), Is.EqualTo((true, "0 MB free.")));
        Assert.That(space.GetProperty("toDo").GetString(), Does.Contain("Tell the force that its inbox is full"));
        Assert.That((ended.Code, Steps(ended).Length), Is.EqualTo((0, AllSteps.Length)), "A warning, and the other steps are made.");
        Assert.That((await rig.ProgramAsync("force", "test", Rig.Gmp)).Output, Does.Match("space +0 MB free|space.*0 MB free").And.Contain("Tell the force that its inbox is full"));
    }

    [Test]
    public async Task Takes_a_drop_box_as_it_is()
    {
        await using Rig rig = Rig.Make();
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), "deny:rename+stat+lstat+fstat+read+opendir+readdir,no-extensions"));

        Ended ended = await rig.ProgramAsync("force", "test", Rig.Gmp);

        Assert.That(ended.Code, Is.Zero, ended.Output);
    }

    [Test]
    public async Task Knows_no_such_force()
    {
        await using Rig rig = Rig.Make();

        Assert.That((await rig.ProgramAsync("force", "test", "atlantis")).Code, Is.EqualTo(2));
        Assert.That((await rig.ProgramAsync("force", "test")).Code, Is.EqualTo(2));
    }

    private static JsonElement[] Steps(Ended ended) => [.. ended.Json().GetProperty("steps").EnumerateArray()];
}
