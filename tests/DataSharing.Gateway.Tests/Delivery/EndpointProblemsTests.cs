using System.Text.Json;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>What <c>check</c> takes the engines take, and what the engines would refuse in the night <c>check</c> refuses: one list, fed to both.</summary>
[TestFixture]
internal sealed class EndpointProblemsTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKnq0oyFfSTgx0Kt5TzTQ0vOqeHUCX0EdnpZ5ZpPDoaB";

    [TestCase("sftp.gmp.example", true)]
    [TestCase("sftp.gmp.example.", true)]
    [TestCase("sftp_1.gmp.example", true)]
    [TestCase("192.0.2.7", true)]
    [TestCase("2001:db8::7", true)]
    [TestCase("localhost", true)]
    [TestCase("sftp.gmp.example:2222", false)]
    [TestCase("a..b", false)]
    [TestCase(".a", false)]
    [TestCase("a-.b..", false)]
    [TestCase("[2001:db8::7]", false)]
    [TestCase("fe80::1%eth0", false)]
    [TestCase("met@sftp.gmp.example", false)]
    [TestCase("-oProxyCommand=true", false)]
    [TestCase("sftp gmp", false)]
    [TestCase("sftp.gmp.example\n", false)]
    public Task A_host(string host, bool usable) => Same("host", host, usable, endpoint => endpoint with { Host = host });

    [TestCase("cst", true)]
    [TestCase("cst+drop", true)]
    [TestCase("cst@gmp.example", true)]
    [TestCase(@"CORP\cst", true)]
    [TestCase("_cst-1.2", true)]
    [TestCase(@"CORP\", false)]
    [TestCase(@"\cst", false)]
    [TestCase("-l", false)]
    [TestCase("c st", false)]
    [TestCase("cst;id", false)]
    [TestCase("cst$(id)", false)]
    [TestCase("cst\n", false)]
    public Task A_user(string user, bool usable) => Same("user", user, usable, endpoint => endpoint with { UserName = user });

    [TestCase(Key, true)]
    [TestCase("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIKnq0oyFfSTgx0Kt5TzTQ0vOqeHUCX0EdnpZ5ZpPDoaB", false)]
    [TestCase("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKnq0oyFfSTgx0Kt5TzTQ0vOqeHUCX0EdnpZ5ZpPDoaBA", false)]
    public Task A_host_key(string line, bool usable) =>
        Same("hostKeys", line, usable, endpoint => endpoint with { HostKeys = [new HostKeyPin(line.Split(' ')[0], line.Split(' ')[1])] });

    private static IEnumerable<TestCaseData> Keys()
    {
        const string Whole = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQy\n-----END OPENSSH PRIVATE KEY-----\n";
        yield return new TestCaseData(Whole.ReplaceLineEndings("\r\n"), "line ends of Windows");
        yield return new TestCaseData(Whole.ReplaceLineEndings(" "), "is on one line");
        yield return new TestCaseData(Whole.TrimEnd(), "no line break after its last line");
        yield return new TestCaseData("\uFEFF" + Whole, "byte order mark");
        yield return new TestCaseData(Key + " cst@gateway.example\n", "public half of a key");
        yield return new TestCaseData("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "public half of a key");
        yield return new TestCaseData("\n", "is empty");
        yield return new TestCaseData("PuTTY-User-Key-File-3: ssh-ed25519\n", "convert a .ppk file");
    }

    [TestCaseSource(nameof(Keys))]
    public async Task What_copying_did_to_a_private_key_is_named_by_both_engines(string content, string message)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("datasharing-key-").FullName, "key");
        try
        {
            await File.WriteAllTextAsync(file, content);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            foreach (SftpEngine engine in Enum.GetValues<SftpEngine>())
            {
                var endpoint = new SftpEndpoint("gmp", "sftp.gmp.example", 22, "cst", [new HostKeyPin(Key.Split(' ')[0], Key.Split(' ')[1])], new PrivateKeyCredential(file), SftpTimeouts.Default, Engine: engine);
                SftpException? e = await Some.FailureOf(() => Drop.Connector.ConnectAsync(endpoint, default));
                Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Configuration));
                Assert.That(e?.Message, Does.Contain(message));
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static async Task Same(string member, string value, bool usable, Func<SftpEndpoint, SftpEndpoint> change)
    {
        IReadOnlyList<ConfigProblem> told = Check(member, value);
        var good = new SftpEndpoint("gmp", "sftp.gmp.example", 22, "cst", [new HostKeyPin(Key.Split(' ')[0], Key.Split(' ')[1])], new PrivateKeyCredential("/k"), SftpTimeouts.Default);
        SftpEndpoint changed = change(good);

        Assert.That(told.Count == 0, Is.EqualTo(usable), string.Join(' ', told));
        Assert.That(told.Select(problem => problem.Path), Is.All.StartsWith(member));
        Assert.That(changed.Problems().Count == 0, Is.EqualTo(usable));
        foreach (SftpEngine engine in Enum.GetValues<SftpEngine>())
        {
            // The key file is not there, which is found after the endpoint.
            SftpException? e = await Some.FailureOf(() => Drop.Connector.ConnectAsync(changed with { Engine = engine }, default));
            Assert.That((e?.Failure, e?.Message.StartsWith("The SFTP endpoint cannot be used", StringComparison.Ordinal)), Is.EqualTo(((SftpFailure?)SftpFailure.Configuration, (bool?)!usable)));
        }
    }

    private static IReadOnlyList<ConfigProblem> Check(string member, string value)
    {
        var members = new Dictionary<string, object> { ["host"] = "sftp.gmp.example", ["user"] = "cst", ["folder"] = "inbox", ["hostKeys"] = new[] { Key }, ["login"] = new { key = new { file = "/k" } } };
        members[member] = member == "hostKeys" ? new[] { value } : value;
        var problems = new ConfigProblems();
        ConfigObject drop = ConfigDocument.Parse("forces/gmp.json", JsonSerializer.SerializeToUtf8Bytes(members), problems)!;
        DropSettings.Parse(drop, "gmp", login => login.OptionalText("file", "/k"));
        return problems.All;
    }
}
