using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Alerts;

/// <summary>The alert commands that are shipped: a mail program and a web server get what they should, and nothing that stands in an alert is run or becomes a header.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed partial class AlertScriptTests
{
    private const string Nasty = """{"kind":"forceSuspended","force":"metropolitan","reason":"profileInvalid","message":"Nothing is \"sent\" $(touch PWNED) `touch PWNED` %s \\n; touch PWNED","lines":["a\nBcc: other@example.org","b\r\n.\r\nDATA"],"at":"2026-11-20T03:00:00Z"}""";

    [TestCase("mail")]
    [TestCase("webhook")]
    [TestCase("worker-ended")]
    public void A_script_is_posix_shell_can_be_run_and_evaluates_nothing(string script)
    {
        string path = RepositoryFolder.At($"deploy/alerts/{script}");
        string text = File.ReadAllText(path);
        Assert.That(File.GetUnixFileMode(path) & UnixFileMode.UserExecute, Is.EqualTo(UnixFileMode.UserExecute));
        Assert.That(text, Does.StartWith("#!/bin/sh\n").And.Not.Contain('\r').And.Not.Match(@"\beval\b|\[\[|\bfunction\b|<<<"));
        Assert.That(text, Does.Contain("set -eu"));
    }

    [Test]
    public async Task A_mail_has_a_subject_of_one_line_and_the_alert_as_its_text()
    {
        using var folder = new TemporaryFolder();
        Ran ran = await RunAsync("mail", Nasty, Mail(folder, new() { ["DATASHARING_ALERT_MAIL_FROM"] = "gateway@example.org" }), folder, "office@example.org", "second@example.org");
        Assert.That(ran.Code, Is.Zero, ran.Error);
        Assert.That(File.ReadAllLines(folder["arguments"]), Is.EqualTo(new[] { "-i", "-f", "gateway@example.org", "--", "office@example.org", "second@example.org" }));
        string[] parts = File.ReadAllText(folder["mail"]).Split("\n\n", 2);
        Assert.That(parts[0].Split('\n'), Is.EqualTo(new[]
        {
            "To: office@example.org, second@example.org", "From: gateway@example.org", "Subject: DataSharing: forceSuspended: metropolitan",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
        }));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(parts[1]), JsonNode.Parse(Nasty)), Is.True, "Its line breaks stand between the texts.");
        Assert.That(Directory.GetFiles(folder.FullName).Select(Path.GetFileName), Has.None.EqualTo("PWNED"));
    }

    [Test]
    public async Task No_line_of_a_mail_is_longer_than_a_mail_may_have()
    {
        using var folder = new TemporaryFolder();
        string lines = string.Join(',', Enumerable.Range(0, 45).Select(number => $"\"force-{number}: {string.Concat(Enumerable.Repeat("wörds and ", number * 5))}\""));
        Ran ran = await RunAsync("mail", $$"""{"kind":"nightSummary","force":null,"reason":null,"message":"How","lines":[{{lines}}],"at":"2026-11-20T03:00:00Z"}""", Mail(folder, []), folder, "office@example.org");
        Assert.That(ran.Code, Is.Zero, ran.Error);
        string[] mail = File.ReadAllLines(folder["mail"]);
        Assert.That(mail, Does.Contain("Subject: DataSharing: nightSummary"));
        Assert.That(mail.Max(line => System.Text.Encoding.UTF8.GetByteCount(line)), Is.InRange(500, 998));
    }

    [TestCase("office@example.org\nBcc: other@example.org")]
    [TestCase("-Xother@example.org")]
    [TestCase("office")]
    [TestCase("")]
    public async Task An_address_that_is_none_is_refused(string address)
    {
        using var folder = new TemporaryFolder();
        Ran ran = await RunAsync("mail", Nasty, Mail(folder, []), folder, address);
        Assert.That((ran.Code, File.Exists(folder["mail"])), Is.EqualTo((64, false)), ran.Error);
    }

    [TestCase("""{"kind":"a b","force":null}""")]
    [TestCase("""Subject: x""")]
    [TestCase("")]
    public async Task What_is_no_alert_is_not_sent(string text)
    {
        using var folder = new TemporaryFolder();
        Assert.That((await RunAsync("mail", text, Mail(folder, []), folder, "office@example.org")).Code, Is.EqualTo(64));
        Assert.That(File.Exists(folder["mail"]), Is.False);
    }

    [Test]
    public async Task A_mail_program_that_fails_fails_the_script()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, string> environment = Mail(folder, []);
        environment["DATASHARING_ALERT_SENDMAIL"] = "/bin/false";
        Assert.That((await RunAsync("mail", Nasty, environment, folder, "office@example.org")).Code, Is.EqualTo(1));
    }

    [TestCase("json", 200, 0)]
    [TestCase("text", 204, 0)]
    [TestCase("json", 500, 22)]
    public async Task A_web_server_gets_the_alert_and_its_answer_decides(string form, int status, int code)
    {
        RequireCurl();
        using var folder = new TemporaryFolder();
        using var server = new OneRequest(status);
        Ran ran = await RunAsync("webhook", Nasty, new() { ["DATASHARING_ALERT_WEBHOOK"] = server.Address + "hook?of=a&x=%20", ["DATASHARING_ALERT_WEBHOOK_TOKEN"] = "s3cret.token", ["DATASHARING_ALERT_WEBHOOK_FORM"] = form }, folder);
        Assert.That(ran.Code, Is.EqualTo(code), ran.Error);
        (string method, string path, string? authorization, string? type, string body) = await server.Seen;
        Assert.That((method, path, authorization, type), Is.EqualTo(("POST", "/hook?of=a&x=%20", "Bearer s3cret.token", "application/json")));
        if (form == "json")
        {
            Assert.That(body, Is.EqualTo(Nasty));
        }
        else
        {
            Assert.That((string?)JsonNode.Parse(body)!["text"], Is.EqualTo("forceSuspended metropolitan: " + (string?)JsonNode.Parse(Nasty)!["message"]));
        }
    }

    [TestCase("https://hooks.example.org/\"\nurl = \"file:///etc/passwd")]
    [TestCase("file:///etc/passwd")]
    [TestCase("")]
    public async Task An_address_of_the_web_that_is_none_is_refused(string address)
    {
        using var folder = new TemporaryFolder();
        Assert.That((await RunAsync("webhook", Nasty, new() { ["DATASHARING_ALERT_WEBHOOK"] = address }, folder)).Code, Is.EqualTo(64));
    }

    [Test]
    public async Task A_worker_that_ended_by_itself_is_told_once_an_hour_and_one_that_was_stopped_is_not()
    {
        using var folder = new TemporaryFolder();
        async Task<bool> EndsAsync(string result, string status)
        {
            File.Delete(folder["mail"]);
            Dictionary<string, string> environment = Mail(folder, new() { ["SERVICE_RESULT"] = result, ["EXIT_STATUS"] = status, ["STATE_DIRECTORY"] = folder.FullName });
            Ran ran = await RunAsync("worker-ended", "", environment, folder, RepositoryFolder.At("deploy/alerts/mail"), "office@example.org");
            Assert.That(ran.Code, Is.Zero, ran.Error);
            return File.Exists(folder["mail"]);
        }

        Assert.That(await EndsAsync("success", "0"), Is.False);
        Assert.That(await EndsAsync("exit-code", "2"), Is.True);
        Assert.That(File.ReadAllText(folder["mail"]), Does.Contain("Subject: DataSharing: workerEnded\n").And.Contain("(exit-code, 2)").And.Contain("datasharing check"));
        Assert.That(await EndsAsync("exit-code", "2"), Is.False, "It was told within the hour.");
        File.SetLastWriteTimeUtc(folder["worker-ended"], File.GetLastWriteTimeUtc(folder["worker-ended"]).AddMinutes(-70));
        Assert.That(await EndsAsync("core-dump", "SEGV"), Is.True);
    }

    [Test]
    public async Task The_commands_of_the_documentation_do_what_it_says()
    {
        RequireCurl();
        using var folder = new TemporaryFolder();
        using var server = new OneRequest(200);
        string text = File.ReadAllText(RepositoryFolder.At("docs/operations.md"));
        string[] blocks = [.. Block().Matches(text[text.IndexOf("### Ready-made commands", StringComparison.Ordinal)..]).Select(block => block.Groups[1].Value).Take(2)];
        foreach (string block in blocks)
        {
            string script = block.Replace("/opt/datasharing/deploy/alerts", RepositoryFolder.At("deploy/alerts"), StringComparison.Ordinal).Replace("https://hooks.example.org/", server.Address, StringComparison.Ordinal);
            Ran ran = await RunAsync("/bin/sh", script, Mail(folder, []), folder, "-e");
            Assert.That(ran.Code, Is.Zero, ran.Error + script);
        }

        Assert.That(File.ReadAllText(folder["mail"]), Does.Contain("To: office@example.org\n").And.Contain("Subject: DataSharing: lateDelivery: metropolitan\n"));
        (string method, string path, _, _, string body) = await server.Seen;
        Assert.That((method, path, (string?)JsonNode.Parse(body)!["kind"]), Is.EqualTo(("POST", "/alerts", "lateDelivery")));
    }

    private static Dictionary<string, string> Mail(TemporaryFolder folder, Dictionary<string, string> more)
    {
        string program = folder["sendmail"];
        if (!File.Exists(program))
        {
            File.WriteAllText(program, $"#!/bin/sh\nprintf '%s\\n' \"$@\" > {folder["arguments"]}\ncat > {folder["mail"]}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        more["DATASHARING_ALERT_SENDMAIL"] = program;
        return more;
    }

    private static async Task<Ran> RunAsync(string script, string input, Dictionary<string, string> environment, TemporaryFolder folder, params string[] arguments)
    {
        bool shell = script == "/bin/sh";
        var start = new ProcessStartInfo("/bin/sh", shell ? arguments : [RepositoryFolder.At($"deploy/alerts/{script}"), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.FullName,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input.Length == 0 ? "" : input + "\n");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading.
        }

        await process.WaitForExitAsync();
        return new Ran(process.ExitCode, await output, await error);
    }

    private static void RequireCurl()
    {
        if (!File.Exists("/usr/bin/curl"))
        {
            Assert.Ignore("curl is not installed; the package curl has it.");
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed record Ran(int Code, string Output, string Error);

    /// <summary>A web server that answers one request.</summary>
    private sealed class OneRequest : IDisposable
    {
        private readonly HttpListener _listener = new();

        public OneRequest(int status)
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            }

            _listener.Prefixes.Add(Address);
            _listener.Start();
            Seen = AnswerAsync(status);
        }

        public string Address { get; }

        public Task<(string Method, string Path, string? Authorization, string? Type, string Body)> Seen { get; }

        public void Dispose() => _listener.Close();

        private async Task<(string Method, string Path, string? Authorization, string? Type, string Body)> AnswerAsync(int status)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            string body = await reader.ReadToEndAsync();
            context.Response.StatusCode = status;
            context.Response.Close();
            return (context.Request.HttpMethod, context.Request.RawUrl!, context.Request.Headers["Authorization"], context.Request.ContentType, body);
        }
    }
}
