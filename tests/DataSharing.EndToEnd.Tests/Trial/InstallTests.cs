using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Trial;

/// <summary>
/// docs/install.md, followed on an empty machine with the program as it is published, to the first file, through keys, upgrade and move. Only what the page
/// says a person edits is written by the test. Not played: the package manager, and databases on a server.
/// </summary>
[NonParallelizable]
internal sealed partial class InstallTests
{
    private const string Met = "metropolitan";
    private const string Profile = $"/etc/datasharing/forces/{Met}.json";
    private const string Site = "/etc/systemd/system/datasharing.service.d/site.conf";
    private string _folder = "";
    private TestSshd _server = null!;
    private EmptyMachine _machine = null!;
    private string _firstNight = "";

    private string Inbox => Path.Combine(_folder, "inbox");

    [OneTimeSetUp]
    public async Task Install()
    {
        if ((EmptyMachine.Missing ?? TestSshd.Missing) is { } missing)
        {
            Assert.Ignore(missing);
        }

        _folder = Directory.CreateTempSubdirectory("datasharing-install-").FullName;
        Directory.CreateDirectory(Inbox);
        _server = await TestSshd.StartAsync(Path.Combine(_folder, "sshd"), CancellationToken.None);
        SourceWriter source = SourceWriter.Create(Path.Combine(_folder, "incidents.db"));
        source.Together(() =>
        {
            for (long id = 1; id <= 30; id++)
            {
                source.Add(id, Met);
            }
        });
        source.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        Ended packed = await Ended.RunAsync("tar", "-czf", Path.Combine(_folder, "datasharing.tar.gz"), "-C", Path.Combine(Demo.Folder, "program"), ".");
        Assert.That(packed.ExitCode, Is.Zero, packed.ToString());

        _machine = await EmptyMachine.StartAsync();
        Assert.That((await _machine.RunAsync("id datasharing; ls /opt/datasharing /etc/datasharing; command -v datasharing")).Output, Is.Empty, "nothing of it is there");
        await ProgramAsync(_machine);
        await TypeAsync("4. The configuration", 0);
        await EditAsync();
        Assert.That(await TypeAsync("4. The configuration", 1), Does.Contain("/etc/datasharing-keys/metropolitan-key does not exist").And.Contain("0 errors, 1 warning."));
        Assert.That(await TypeAsync("5. The key ring", 0), Does.Contain("is in /etc/datasharing-keys/cst-keys. Back this file up now"));
        string said = await TypeAsync("6. A login key for each force", 0);
        AtTheForce(LoginKey().Match(said).Value);
        Assert.That(await TypeAsync("8. Check everything", 0), Does.Contain("All is well.").And.Contain("ok     delete"));
        string[] looking = InstallPage.Of("9. Look before anything leaves");
        said = await InstallPage.TypeAsync(_machine, looking[0], "datasharing plan", "datasharing export");
        Assert.That(said, Does.Contain("rows: 30 new").And.Contain("The profile is not enabled.").And.Contain("record_id,action,version"));
        Assert.That(await InstallPage.TypeAsync(_machine, looking[1]), Does.Contain("Nobody has accepted the profile as it is").And.Contain("datasharing profile accept metropolitan "));
        Assert.That(await InstallPage.TypeAsync(_machine, looking[2]), Does.Contain("metropolitan: accepted, journal entry ").And.Contain("All is well."));
        await TypeAsync("10. The worker", 0);
        said = await TypeAsync("10. The worker", 1);
        Assert.That(said, Does.Contain("active (running)"));
        _firstNight = await TypeAsync("11. The first file", 0);
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public async Task The_first_file_arrives_and_the_owners_and_modes_are_those_of_the_page()
    {
        Assert.That(_firstNight, Does.Contain("metropolitan: delivered\n  sequence 1").And.Contain("The ledger is whole:"));
        Assert.That(File.Exists(Path.Combine(Inbox, "cst_metropolitan_000001_1.csv")), Is.True);
        string page = await File.ReadAllTextAsync(RepositoryFolder.At(InstallPage.Path));
        Match[] rows = FolderRow().Matches(page).ToArray();
        Assert.That(rows, Has.Length.EqualTo(6));
        foreach (Match row in rows)
        {
            string group = row.Groups[3].Success ? row.Groups[3].Value : row.Groups[2].Value;
            Assert.That((await _machine.RunAsync("stat", "-c", "%n %U %G 0%a", row.Groups[1].Value)).Output.Trim(), Is.EqualTo($"{row.Groups[1].Value} {row.Groups[2].Value} {group} {row.Groups[4].Value}"));
        }

        Ended foreign = await _machine.RunAsync("find /var/lib/datasharing ! -user datasharing; find /etc/datasharing-keys -type f ! -name '*.pub' -perm /377; find /opt/datasharing ! -user root; find /run -name 'datasharing*' ! -path '/run/systemd/*'");
        Assert.That(foreign.Output.Trim(), Is.AnyOf("", "/run/credentials/datasharing.service"), "files with a wrong owner or mode, and what a command left");
    }

    [Test, DependsOnTest(nameof(The_first_file_arrives_and_the_owners_and_modes_are_those_of_the_page), AllowFailure = true)]
    public async Task A_command_beside_the_worker_keeps_the_login_id_and_has_the_workers_credentials_and_no_other_environment()
    {
        await StandInAsync();
        Ended command = await _machine.RunAsync("sh", "-c", "echo 1001 >/proc/self/loginuid; SECRET=1 LD_LIBRARY_PATH=/root TERM=vt100 exec /opt/stand-in/deploy/datasharing-admin show 'a b' '$HOME' '' '*' '\"'", "sh");
        string[] lines = command.Output.Split('\n');
        Assert.That(command.ExitCode, Is.EqualTo(7), command.ToString());
        Assert.That(lines[0], Is.EqualTo("<--config></etc/datasharing><show><a b><$HOME><><*><\">"));
        Assert.That(lines[1], Is.EqualTo("datasharing datasharing 1001 /var/lib/datasharing"));
        Assert.That(lines[2], Is.EqualTo("cst-keys metropolitan-key "), "the credentials, as the account reads them");
        Assert.That(lines[3], Is.EqualTo("0000000000000000 1"), "capabilities, and no new privileges");
        Assert.That(lines[4..^1], Is.EquivalentTo(new[]
        {
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/var/lib/datasharing", "USER=datasharing", "LOGNAME=datasharing", "LANG=C.UTF-8", "TERM=vt100",
            "DOTNET_EnableDiagnostics=0", "DOTNET_CLI_TELEMETRY_OPTOUT=1", "CREDENTIALS_DIRECTORY=/run/credentials/datasharing.service", "DATASHARING_ALERT_URL=https://alerts.example.org/ a", "PWD=/var/lib/datasharing",
        }));
    }

    [Test, DependsOnTest(nameof(A_command_beside_the_worker_keeps_the_login_id_and_has_the_workers_credentials_and_no_other_environment), AllowFailure = true)]
    public async Task The_command_refuses_with_a_sentence_and_passes_exit_codes_on()
    {
        Ended other = await _machine.RunAsync("setpriv --reuid=65534 --regid=65534 --clear-groups datasharing history");
        Assert.That((other.ExitCode, other.Output, other.Error), Is.EqualTo((2, "", "datasharing: this needs root, because the keys do. Run: sudo datasharing ...\n")));
        Ended worker = await _machine.RunAsync("datasharing --config /etc/datasharing run");
        Assert.That((worker.ExitCode, worker.Error), Is.EqualTo((2, "datasharing: the worker is a service. Run: systemctl start datasharing\n")));
        Assert.That((await _machine.RunAsync("datasharing show metropolitan 99")).ExitCode, Is.EqualTo(1));
        Assert.That((await _machine.RunAsync("datasharing no-such-command")).ExitCode, Is.EqualTo(2));
        Ended ring = await _machine.RunAsync("datasharing keys new");
        Assert.That((ring.ExitCode, ring.Error.Contains("exists already", StringComparison.Ordinal)), Is.EqualTo((1, true)), ring.ToString());
        Ended input = await _machine.RunAsync("echo 'Mr Ashworth came' | datasharing redact");
        Assert.That((input.ExitCode, input.Output), Is.EqualTo((0, "Mr [PERSON] came\n")), input.ToString());
    }

    [Test, DependsOnTest(nameof(The_command_refuses_with_a_sentence_and_passes_exit_codes_on), AllowFailure = true)]
    public async Task Every_command_of_the_runbook_works_beside_the_worker()
    {
        // Mentioned without what it needs.
        string[] mentions = ["datasharing text reject", "datasharing resend", "datasharing withdraw", "datasharing hold"];
        string[] commands = [.. RunbookCommand().Matches(await File.ReadAllTextAsync(RepositoryFolder.At("deploy/RUNBOOK.md")))
            .Select(match => match.Groups[1].Value.Replace("\n", " ", StringComparison.Ordinal)).Distinct().Except(mentions)];
        Assert.That(commands, Has.Length.GreaterThan(12));
        foreach (string command in commands)
        {
            string typed = Placeholder().Replace(command, match => match.Value == "N" ? "1" : "CST-2026-001234").Replace("<force>", Met, StringComparison.Ordinal).Replace("FORCE", Met, StringComparison.Ordinal).Replace("<sequence>", "1", StringComparison.Ordinal)
                .Replace("FILE", "copy.db", StringComparison.Ordinal).Replace("…", "CST-2026-001234", StringComparison.Ordinal);
            Ended ended = await _machine.RunAsync(typed);
            Assert.That(ended.ExitCode, Is.AnyOf(0, 1), $"{typed}\n{ended}");
        }

        Assert.That((await _machine.RunAsync("systemctl is-active datasharing")).Output.Trim(), Is.EqualTo("active"));
    }

    [Test, DependsOnTest(nameof(Every_command_of_the_runbook_works_beside_the_worker), AllowFailure = true)]
    public async Task A_new_key_reaches_the_folder_of_root_and_the_worker_when_it_starts_again()
    {
        // The runbook's test has added keys already.
        int before = int.Parse((await _machine.RunAsync("grep -vc '^#' /etc/datasharing-keys/cst-keys")).Output, CultureInfo.InvariantCulture);
        Ended added = await _machine.RunAsync("datasharing keys new --rotate");
        Assert.That(added.Error, Does.Contain("systemctl restart datasharing"), added.ToString());
        Assert.That((await _machine.RunAsync("grep -vc '^#' /etc/datasharing-keys/cst-keys; stat -c '%a %U' /etc/datasharing-keys/cst-keys; ls -A /etc/datasharing-keys")).Output,
            Is.EqualTo($"{before + 1}\n400 root\ncst-keys\nmetropolitan-key\nmetropolitan-key.pub\n"));
        Assert.That((await _machine.RunAsync("datasharing history")).Error, Does.Contain("/etc/datasharing-keys/cst-keys has changed since the worker started."));
        Assert.That((await _machine.RunAsync("systemctl restart datasharing; datasharing history")).Error, Is.Empty);
    }

    [Test, DependsOnTest(nameof(A_new_key_reaches_the_folder_of_root_and_the_worker_when_it_starts_again), AllowFailure = true)]
    public async Task Keys_can_be_encrypted_and_the_command_reads_them_when_the_worker_is_stopped()
    {
        if ((await _machine.RunAsync("command -v systemd-creds")).ExitCode != 0)
        {
            Assert.Ignore("systemd-creds is not installed.");
        }

        string shown = Regex.Match(await File.ReadAllTextAsync(RepositoryFolder.At(InstallPage.Path)), "(?s)```\n(cd /etc/datasharing-keys\n.*?)```").Groups[1].Value;
        await InstallPage.TypeAsync(_machine, "systemctl stop datasharing\n" + shown);
        Assert.That((await _machine.RunAsync("ls -A /etc/datasharing-keys")).Output, Is.EqualTo("cst-keys.cred\nmetropolitan-key\nmetropolitan-key.pub\n"));
        Assert.That((await _machine.RunAsync("datasharing ledger verify; datasharing plan metropolitan")).Output, Does.Contain("The ledger is whole").And.Contain("rows: 0 new"));
        Ended added = await _machine.RunAsync("datasharing keys new --rotate");
        Assert.That(added.ExitCode, Is.Zero, added.ToString());
        await InstallPage.TypeAsync(_machine, $"""
            sed -i 's|^LoadCredential=cst-keys:.*|LoadCredentialEncrypted=cst-keys:/etc/datasharing-keys/cst-keys.cred|' {Site}
            systemctl daemon-reload
            systemctl start datasharing
            datasharing check --connect
            """);

        // Back to the plain one: an encrypted key does not move to another machine.
        await InstallPage.TypeAsync(_machine, $"""
            systemctl stop datasharing
            cd /etc/datasharing-keys
            umask 077
            systemd-creds decrypt --name=cst-keys cst-keys.cred cst-keys
            rm cst-keys.cred
            sed -i 's|^LoadCredentialEncrypted=.*|LoadCredential=cst-keys:/etc/datasharing-keys/cst-keys|' {Site}
            systemctl daemon-reload
            systemctl start datasharing
            """);
    }

    [Test, DependsOnTest(nameof(Keys_can_be_encrypted_and_the_command_reads_them_when_the_worker_is_stopped), AllowFailure = true)]
    public async Task The_worker_delivers_at_its_time_under_the_rules_of_its_unit()
    {
        // The profile is read again twice a minute; an empty night has a file of its header alone.
        await _machine.RunAsync($"cp -p {Profile} /root/profile.json; sed -i 's|\"cron\": \"[^\"]*\"|\"cron\": \"0/10 * * * * ?\"|' {Profile}");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var look = new PeriodicTimer(TimeSpan.FromSeconds(2));
        JsonNode? served = null;
        while (served is null)
        {
            await look.WaitForNextTickAsync(limit.Token);
            JsonNode history = JsonNode.Parse((await _machine.RunAsync("datasharing --json history metropolitan")).Output)!;
            served = history["runs"]!.AsArray().FirstOrDefault(run => run!["dueAt"] is not null && run["endedAt"] is not null);
        }

        string log = (await _machine.RunAsync("cp -p /root/profile.json " + Profile + "; systemctl restart datasharing; journalctl --no-pager -n 20 -u datasharing")).Output;
        Assert.That(served["outcome"]!.GetValue<string>(), Is.EqualTo("delivered"), served + log);
    }

    [Test, DependsOnTest(nameof(The_worker_delivers_at_its_time_under_the_rules_of_its_unit), AllowFailure = true)]
    public async Task An_upgrade_as_the_page_has_it_goes_on_where_the_old_program_was()
    {
        Assert.That(await TypeAsync("12. Every day", 0), Does.Contain("ledger-").And.Contain("outbox-"));
        Assert.That(await TypeAsync("Upgrade", 0), Does.Contain("# Changes").And.Contain("All is well."));
        await TypeAsync("Upgrade", 1);
        Assert.That(await TypeAsync("Upgrade", 2), Does.Contain("The ledger is whole").And.Contain("All is well.").And.Contain("rows: 0 new, 0 amended, 0 withdrawn"));
        Assert.That((await _machine.RunAsync("systemctl is-active datasharing; ls -d /opt/datasharing.old")).Output, Is.EqualTo("active\n/opt/datasharing.old\n"));
    }

    [Test, DependsOnTest(nameof(An_upgrade_as_the_page_has_it_goes_on_where_the_old_program_was), AllowFailure = true)]
    public async Task Another_machine_takes_over_and_goes_on_with_the_next_sequence()
    {
        int last = LastSequence(JsonNode.Parse((await _machine.RunAsync("datasharing --json history metropolitan")).Output)!);
        string head = Head().Match(await TypeAsync("Move to another machine", 0)).Value;
        Assert.That(head, Is.Not.Empty);
        Assert.That((await _machine.RunAsync("datasharing export metropolitan")).ExitCode, Is.EqualTo(2), "nothing works on the old machine");

        await using EmptyMachine other = await EmptyMachine.StartAsync();
        await ProgramAsync(other);
        await _machine.RunAsync("cp /root/move.tar.gz /srv/");
        File.Move(Path.Combine(_machine.Share, "move.tar.gz"), Path.Combine(other.Share, "move.tar.gz"));
        await other.RunAsync("cp /srv/move.tar.gz /root/");
        string[] moving = InstallPage.Of("Move to another machine");
        string said = await InstallPage.TypeAsync(other, moving[1]);
        Assert.That(said, Does.Contain(head).And.Contain("All is well."));

        // A record more at the incident system, so that there is something to send.
        await other.RunAsync("cp /var/lib/datasharing/incidents.db /srv/");
        SourceWriter.Of(Path.Combine(other.Share, "incidents.db")).Add(31, Met);
        await other.RunAsync("cat /srv/incidents.db >/var/lib/datasharing/incidents.db; rm -f /var/lib/datasharing/incidents.db-*");
        string went = await InstallPage.TypeAsync(other, moving[2]);
        Assert.That(went, Does.Contain($"metropolitan: delivered\n  sequence {last + 1},").And.Contain("1 new, 0 amended, 0 withdrawn"));
        Assert.That(File.Exists(Path.Combine(Inbox, string.Create(CultureInfo.InvariantCulture, $"cst_metropolitan_{last + 1:000000}_1.csv"))), Is.True, went);
        Assert.That((await other.RunAsync("systemctl is-active datasharing")).Output.Trim(), Is.EqualTo("active"));
    }

    private static int LastSequence(JsonNode history) => history["runs"]!.AsArray().Max(run => run!["sequence"]?.GetValue<int>() ?? 0);

    private async Task<string> TypeAsync(string section, int block) => await InstallPage.TypeAsync(_machine, InstallPage.Of(section)[block]);

    /// <summary>Steps 1 to 3.</summary>
    private async Task ProgramAsync(EmptyMachine machine)
    {
        foreach (string block in InstallPage.Of("1. Packages"))
        {
            await InstallPage.TypeAsync(machine, block);
        }

        await InstallPage.TypeAsync(machine, InstallPage.Of("2. The account and the folders")[0]);
        File.Copy(Path.Combine(_folder, "datasharing.tar.gz"), Path.Combine(machine.Share, "datasharing.tar.gz"));
        await machine.RunAsync("cp /srv/datasharing.tar.gz /root/");
        Assert.That(await InstallPage.TypeAsync(machine, InstallPage.Of("3. The program")[0]), Does.Match(@"^\d+\.\d+\.\d+"));
    }

    /// <summary>What the page says a person edits: where the source is, and the force's server.</summary>
    private async Task EditAsync()
    {
        File.Copy(Path.Combine(_folder, "incidents.db"), Path.Combine(_machine.Share, "incidents.db"));
        Ended copied = await _machine.RunAsync($"install -o datasharing -g datasharing -m 0600 /srv/incidents.db /var/lib/datasharing/; cp {Profile} /srv/");
        Assert.That(copied.ExitCode, Is.Zero, copied.ToString());
        string file = Path.Combine(_machine.Share, $"{Met}.json");
        JsonNode profile = JsonNode.Parse(await File.ReadAllTextAsync(file), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
        profile["agreement"]!["lastDay"] = DateTime.UtcNow.AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        profile["drop"]!["host"] = TestSshd.Host;
        profile["drop"]!["port"] = _server.Port;
        profile["drop"]!["user"] = TestSshd.UserName;
        profile["drop"]!["folder"] = ".";
        profile["drop"]!["hostKeys"] = new JsonArray(_server.HostKeyLine);

        // As an editor leaves it, for the page's own sed to find.
        await File.WriteAllTextAsync(file, profile.ToJsonString(new() { WriteIndented = true }));
        await _machine.RunAsync($"cp /srv/{Met}.json {Profile}");
    }

    /// <summary>What the force does with the line that it was sent.</summary>
    private void AtTheForce(string line)
    {
        string key = File.ReadAllText(_server.AddForce(Met, Inbox) + ".pub").Trim();
        string file = Path.Combine(_folder, "sshd", "authorized_keys");
        File.WriteAllText(file, File.ReadAllText(file).Replace(key, line, StringComparison.Ordinal));
    }

    /// <summary>The command with a program that shows what it was given.</summary>
    private async Task StandInAsync()
    {
        Ended made = await _machine.RunAsync("""
            mkdir -p /opt/stand-in/deploy
            cp /opt/datasharing/deploy/datasharing-admin /opt/stand-in/deploy/
            cat >/opt/stand-in/datasharing <<'TXT'
            #!/bin/sh
            printf '<%s>' "$@"; echo
            echo "$(id -un) $(id -Gn) $(cat /proc/self/loginuid) $(pwd)"
            for file in "$CREDENTIALS_DIRECTORY"/*; do test -s "$file" && cat "$file" >/dev/null && printf '%s ' "${file##*/}"; done; echo
            echo "$(sed -n 's/^CapEff:\t//p' /proc/self/status) $(sed -n 's/^NoNewPrivs:\t//p' /proc/self/status)"
            env
            exit 7
            TXT
            chmod 755 /opt/stand-in /opt/stand-in/datasharing
            printf '%s\n' '# for the alert command' 'DATASHARING_ALERT_URL="https://alerts.example.org/ a"' 'LD_PRELOAD=/tmp/x.so' >/etc/datasharing/environment
            """);
        Assert.That(made.ExitCode, Is.Zero, made.ToString());
    }

    [GeneratedRegex("ssh-ed25519 [A-Za-z0-9+/=]+ cst-upload")]
    private static partial Regex LoginKey();

    [GeneratedRegex(@"head [0-9a-f]{64}")]
    private static partial Regex Head();

    [GeneratedRegex(@"(?m)^\| `(/[a-z/-]+)` \|[^|]*\| `?([a-z]+)`?(?:, group `([a-z]+)`)? \| (0[0-7]{3}) \|$")]
    private static partial Regex FolderRow();

    [GeneratedRegex(@"\b(?:N|TEXT)\b")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"`(datasharing (?:--json )?[a-z][^`]*)`")]
    private static partial Regex RunbookCommand();
}
