using System.Text.RegularExpressions;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Onboarding;

/// <summary>Making, enabling and disabling a force by commands.</summary>
[NonParallelizable]
internal sealed class ForceNewTests
{
    private Office _office = null!;

    [SetUp]
    public void Open() => _office = new Office();

    [TearDown]
    public void Close() => _office.Dispose();

    [Test]
    public void A_new_force_has_a_whole_profile_that_sends_nothing()
    {
        InProcess.Ended made = _office.NewForce("scotland", ("--encoding", "utf-8-bom"), ("--cron", "0 15 3 * * ?"), ("--backfill-from", "2026-01-01"));
        Assert.That((made.Code, made.Output), Is.EqualTo((0, made.Output)), made.ToString());
        ForceConfiguration read = new ConfigurationFolder(_office.Config).ReadForce("scotland");
        Assert.That((read.Profile.Enabled, read.Profile.Version, read.Profile.Agreement.BackfillFrom), Is.EqualTo((false, 1, new DateOnly(2026, 1, 1))));
        string text = File.ReadAllText(_office.ProfileOf("scotland"));
        Assert.That(text, Does.StartWith("// Police Scotland (Scotland).").And.Contain("bank holidays of scotland").And.Contain("rarePremises").And.Not.Contain("\r"));
        Assert.That(text, Does.Not.Contain("    \"summary\"").And.Not.Contain("    \"own_reference\"").And.Not.Contain("    \"victim_gender\""), "What needs a decision is a comment.");
        Assert.That(_office.Run("check", "scotland").Code, Is.Zero);
    }

    [Test]
    public void A_force_whose_references_are_known_gets_them()
    {
        Assert.That(_office.NewForce("metropolitan").Code, Is.Zero);
        Assert.That(File.ReadAllText(_office.ProfileOf("metropolitan")), Does.Contain("    \"own_reference\",").And.Not.Contain("\"referencePattern\":"), "The protocol has the form already.");
    }

    [Test]
    public void Nothing_is_overwritten()
    {
        Assert.That(_office.NewForce("essex").Code, Is.Zero);
        string before = File.ReadAllText(_office.ProfileOf("essex"));
        InProcess.Ended again = _office.NewForce("essex", ("--host", "other.example"));
        Assert.That(again.Code, Is.EqualTo(2));
        Assert.That(again.Error, Does.Contain("forces/essex.json: The force has a profile already, which is not overwritten."));
        Assert.That(File.ReadAllText(_office.ProfileOf("essex")), Is.EqualTo(before));
    }

    [TestCase("esex", "", "", "reference/forces.csv: The list has no force \"esex\". Did you mean \"essex\"?")]
    [TestCase("essex", "--host", "sftp://essex.example", "forces/essex.json:", "--host: \"sftp://essex.example\" cannot be used here. Write a host name")]
    [TestCase("essex", "--user", "cst upload", "--user: \"cst upload\" cannot be used here.")]
    [TestCase("essex", "--port", "99999", "--port: \"99999\" is not a whole number from 1 to 65535.")]
    [TestCase("essex", "--cron", "30 2 * * *", "--cron: ")]
    [TestCase("essex", "--encoding", "utf8", "--encoding: \"utf8\" is not one of the words allowed here. Did you mean \"utf-8\"?")]
    [TestCase("essex", "--delimiter", ".", "--delimiter: \".\" is not one of the words allowed here.")]
    [TestCase("essex", "--date-format", "dd/mm/yyyy", "--date-format: \"dd/mm/yyyy\" is not one of the words allowed here. Did you mean \"dd/MM/yyyy\"?")]
    [TestCase("essex", "--contact", "Jo Example", "--contact: \"Jo Example\" does not fit here.")]
    [TestCase("essex", "--protocol", "national", "--protocol: There is no protocol \"national\". Name one with --protocol: national-2015, statistics-2026.")]
    [TestCase("essex", "--in-force-from", "01/12/2026", "--in-force-from takes a day, written as year-month-day")]
    [TestCase("essex", "--in-force-from", "2020-01-01", "--last-day: The agreement has ended: its last day was 2021-12-31.")]
    [TestCase("essex", "--last-day", "2020-01-01", "--last-day: The agreement ends before it begins.")]
    [TestCase("essex", "--key", "/nowhere.key", "--key: The private key file /nowhere.key does not exist. Create it, or correct the name.")]
    [TestCase("essex", "--host-key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1", "--host-key: This is no whole ssh-ed25519 key")]
    [TestCase("essex", "--host-key", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3x", "--host-key: This is no whole ssh-rsa key: it is cut, or is a key of another kind.")]
    [TestCase("essex", "--host-key", "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", "--host-key: This is an MD5 fingerprint, which can be forged.")]
    [TestCase("essex", "--host-key", "-----BEGIN OPENSSH PRIVATE KEY-----", "--host-key: This is a private key.")]
    [TestCase("essex", "--host-key", "a.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3x\nb.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3y", "--host-key: These are keys of several servers. Give only the lines of the force's server.")]
    [TestCase("essex", "--host-key", "yes", "--host-key: This is no host key.")]
    public void What_is_wrong_is_told_with_what_to_write_and_nothing_is_written(string force, string option, string value, params string[] told)
    {
        InProcess.Ended ended = option.Length == 0 ? _office.NewForce(force) : _office.NewForce(force, (option, value));
        Assert.That(ended.Code, Is.EqualTo(2), ended.ToString());
        foreach (string sentence in told)
        {
            Assert.That(ended.Error, Does.Contain(sentence));
        }

        Assert.That(Directory.Exists(_office["config/forces"]) && Directory.EnumerateFiles(_office["config/forces"]).Any(), Is.False);
        Assert.That(File.Exists(_office["ledger.db"]), Is.False);
    }

    [Test]
    public void Everything_that_is_wrong_is_told_at_once_and_what_is_missing_too()
    {
        InProcess.Ended ended = _office.NewForce("essex", ("--host", "a b"), ("--encoding", "latin"), ("--cron", "never"), ("--contact", "me"));
        Assert.That(Regex.Count(ended.Error, @"(?m)^  forces/essex\.json:[1-9]\d*: \S+: --"), Is.GreaterThanOrEqualTo(4), ended.Error);
        InProcess.Ended missing = _office.NewForce("essex", ("--host", null), ("--key", null), ("--agreement", null));
        Assert.That((missing.Code, missing.Error.TrimEnd()), Is.EqualTo((2, "What is missing: --host HOST, --agreement REFERENCE, --key KEY. Nothing was written.")));
    }

    [Test]
    public void A_key_that_is_open_to_others_or_has_a_passphrase_that_nobody_names_is_refused()
    {
        string key = _office["essex.key"];
        Assert.That(_office.NewForce("essex", ("--new-key", key), ("--key", null)).Code, Is.Zero);
        File.Delete(_office.ProfileOf("essex"));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.That(_office.NewForce("essex", ("--key", key)).Error, Does.Contain("--key: The private key file").And.Contain("has mode 0604").And.Contain("chmod 0600"));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        Assert.That(_office.NewForce("essex", ("--key", key)).Error, Does.Contain("is encrypted with a passphrase and the profile names none."));
    }

    [Test]
    public void A_new_key_is_its_owners_alone_and_is_never_made_twice()
    {
        string key = _office["essex.key"];
        InProcess.Ended made = _office.NewForce("essex", ("--new-key", key), ("--key", null));
        Assert.That(made.Code, Is.Zero, made.ToString());
        Assert.That(File.GetUnixFileMode(key), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        string line = File.ReadAllText(key + ".pub").Trim();
        Assert.That(line, Does.StartWith("ssh-ed25519 ").And.EndsWith(" cst-essex"));
        Assert.That(made.Output.Split('\n').Select(said => said.Trim()), Does.Contain(line));
        Assert.That(made.Output, Does.Not.Contain("PRIVATE KEY"));
        byte[] before = File.ReadAllBytes(key);
        InProcess.Ended again = _office.NewForce("kent", ("--new-key", key), ("--key", null));
        Assert.That((again.Code, again.Error), Is.EqualTo((1, again.Error)));
        Assert.That(again.Error, Does.Contain("exists already and is not overwritten"));
        Assert.That(File.ReadAllBytes(key), Is.EqualTo(before));
        Assert.That(File.Exists(_office.ProfileOf("kent")), Is.False);
        Assert.That(_office.NewForce("kent", ("--new-key", "/nowhere/at/all/kent.key"), ("--key", null)).Error, Does.Contain("mkdir -m 700 /nowhere/at/all"));
    }

    [Test]
    public async Task A_host_key_is_taken_whole_in_any_form_and_from_the_server_only_with_the_fingerprint_of_another_channel()
    {
        Office.RequireSshd();
        await using TestSshd server = await TestSshd.StartAsync(_office["sshd"], default);
        string port = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string print = new DataSharing.Gateway.Delivery.Sftp.HostKeyPin("ssh-ed25519", server.HostKeyLine.Split(' ')[1]).Sha256;
        string wrong = "SHA256:" + new string('A', 43);
        InProcess.Ended refused = _office.NewForce("essex", ("--host", TestSshd.Host), ("--port", port), ("--host-key", wrong));
        Assert.That((refused.Code, File.Exists(_office.ProfileOf("essex"))), Is.EqualTo((1, false)), refused.ToString());
        Assert.That(refused.Error, Does.Contain($"shows no key with the fingerprint {wrong}").And.Contain("this may be an attack"));
        string[] forms = [print, $"256 {print} root@host (ED25519)", server.HostKeyLine, $"[127.0.0.1]:{port} {server.HostKeyLine}", _office["sshd/host_key.pub"]];
        string[] forces = ["essex", "kent", "surrey", "sussex", "dorset"];
        foreach ((string form, string force) in forms.Zip(forces))
        {
            Assert.That(_office.NewForce(force, ("--host", TestSshd.Host), ("--port", port), ("--host-key", form)).Code, Is.Zero, form);
            Assert.That(File.ReadAllText(_office.ProfileOf(force)), Does.Contain($"\"hostKeys\": [\"{server.HostKeyLine}\"]"), form);
        }

        InProcess.Ended nobody = _office.NewForce("cumbria", ("--host", TestSshd.Host), ("--port", "1"), ("--host-key", print));
        Assert.That((nobody.Code, nobody.Error), Is.EqualTo((1, nobody.Error)));
        Assert.That(nobody.Error, Does.Contain("shows no host key"));
    }

    [Test]
    public void Enabling_and_disabling_change_three_lines_and_leave_who_did_it()
    {
        Assert.That(_office.Run("keys", "new").Code, Is.Zero);
        Assert.That(_office.NewForce("essex").Code, Is.Zero);
        string path = _office.ProfileOf("essex");
        string[] before = File.ReadAllLines(path);
        InProcess.Ended enabled = _office.Run("force", "enable", "essex", "--from", Office.In(7));
        Assert.That(enabled.Code, Is.Zero, enabled.ToString());
        string[] after = File.ReadAllLines(path);
        Assert.That(after.Zip(before).Where(pair => pair.First != pair.Second).Select(pair => pair.First.Trim()),
            Is.EqualTo(new[] { "\"version\": 2,", "\"enabled\": true,", $"\"inForceFrom\": \"{Office.In(7)}\"," }));
        Assert.That(_office.Run("force", "enable", "essex", "--from", Office.In(7)).Output, Does.Contain("was enabled already"));
        Assert.That(_office.Run("force", "disable", "essex").Code, Is.Zero);
        Assert.That(File.ReadAllLines(path)[6].Trim(), Is.EqualTo("\"version\": 3,"));
        IReadOnlyList<(string Kind, string? Force, string Actor, string Body)> entries = _office.Journal("forceAdded", "forceChanged");
        Assert.That(entries.Select(entry => (entry.Kind, entry.Force, entry.Actor)), Is.EqualTo(new[]
        {
            ("forceAdded", "essex", Environment.UserName), ("forceChanged", "essex", Environment.UserName), ("forceChanged", "essex", Environment.UserName),
        }));
        Assert.That(entries[1].Body, Does.Contain("\"enabled\":\"true\"").And.Contain($"\"inForceFrom\":\"{Office.In(7)}\"").And.Contain("\"version\":2"));
        Assert.That(_office.Run("ledger", "verify").Code, Is.Zero);
    }

    [Test]
    public void A_profile_that_cannot_be_written_leaves_no_entry()
    {
        Assert.That(_office.Run("keys", "new").Code, Is.Zero);
        Assert.That(_office.NewForce("essex").Code, Is.Zero);
        byte[] before = File.ReadAllBytes(_office.ProfileOf("essex"));
        Directory.CreateDirectory(_office.ProfileOf("essex") + ".new");
        Assert.That(_office.Run("force", "enable", "essex", "--from", Office.Today).Code, Is.EqualTo(1));
        Assert.That(_office.Journal("forceChanged"), Is.Empty);
        Assert.That(File.ReadAllBytes(_office.ProfileOf("essex")), Is.EqualTo(before));
    }

    [Test]
    public void A_file_with_other_line_ends_and_a_mark_keeps_every_other_byte()
    {
        Assert.That(_office.NewForce("essex").Code, Is.Zero);
        string path = _office.ProfileOf("essex");
        byte[] before = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(path).Replace("\n", "\r\n", StringComparison.Ordinal))];
        File.WriteAllBytes(path, before);
        Assert.That(_office.Run("force", "enable", "essex", "--from", Office.Today).Code, Is.Zero);
        string expected = System.Text.Encoding.UTF8.GetString(before).Replace("\"enabled\": false", "\"enabled\": true", StringComparison.Ordinal)
            .Replace("\"version\": 1,", "\"version\": 2,", StringComparison.Ordinal);
        Assert.That(System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(path)), Is.EqualTo(expected));
    }

    [Test]
    public void A_force_is_not_enabled_on_a_day_on_which_nothing_can_be_sent()
    {
        Assert.That(_office.NewForce("essex", ("--in-force-from", Office.In(10)), ("--last-day", Office.In(20))).Code, Is.Zero);
        byte[] before = File.ReadAllBytes(_office.ProfileOf("essex"));
        foreach ((string day, string told) in new[]
        {
            (Office.In(-1), "Nothing can begin on a day that is past."), (Office.In(9), "The agreement is not in force before"), (Office.In(21), "The agreement ends before"),
        })
        {
            InProcess.Ended ended = _office.Run("force", "enable", "essex", "--from", day);
            Assert.That(ended.Code, Is.EqualTo(2), ended.ToString());
            Assert.That(ended.Error, Does.Contain(told).And.Contain("forces/essex.json"));
        }

        Assert.That(_office.Run("force", "enable", "esex", "--from", Office.Today).Error, Does.Contain("Did you mean \"essex\"?"));
        File.WriteAllText(_office.ProfileOf("essex"), File.ReadAllText(_office.ProfileOf("essex")).Replace("\"utf-8\",", "\"utf8\",", StringComparison.Ordinal));
        Assert.That(_office.Run("force", "enable", "essex", "--from", Office.In(10)).Code, Is.EqualTo(2), "A profile with an error is not enabled.");
        Assert.That(File.ReadAllBytes(_office.ProfileOf("essex")), Has.Length.EqualTo(before.Length - 1));
    }

    [Test]
    public void Who_may_not_change_forces_makes_none_and_enables_none()
    {
        Assert.That(_office.NewForce("essex").Code, Is.Zero);
        Assert.That(_office.Run("keys", "new").Code, Is.Zero);
        File.WriteAllText(_office["config/people.json"], $$"""
            { "people": [{ "id": "jan", "name": "Jan Example", "osUsers": [{{DataSharing.Gateway.People.Login.Current().Number}}], "from": "2026-01-01", "roles": ["operator"] }] }
            """);
        Assert.That(_office.NewForce("kent", ("--new-key", _office["kent.key"])).Code, Is.EqualTo(1));
        Assert.That(_office.Run("force", "enable", "essex", "--from", Office.Today).Code, Is.EqualTo(1));
        Assert.That((File.Exists(_office.ProfileOf("kent")), File.Exists(_office["kent.key"])), Is.EqualTo((false, false)));
        Assert.That(File.ReadAllText(_office.ProfileOf("essex")), Does.Contain("\"enabled\": false"));
        Assert.That(_office.Journal("operationRefused").Select(entry => entry.Actor), Is.Not.Empty.And.All.StartsWith("jan ("));
    }

    [Test]
    public void The_list_has_every_force_with_its_state()
    {
        Assert.That(_office.NewForce("essex").Code, Is.Zero);
        Assert.That(_office.Run("force", "list").Output, Does.Match(@"(?m)^essex +stopped \(disabled\) +" + Office.Today + " to "));
        System.Text.Json.Nodes.JsonArray all = _office.Json("force", "list", "--all")["forces"]!.AsArray();
        Assert.That(all.Select(force => (string?)force!["state"]).GroupBy(state => state).Select(group => (group.Key, group.Count())), Is.EquivalentTo(new[] { ("stopped", 1), ("noProfile", 45) }));
    }
}
