using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The command <c>redact</c> as somebody uses it: the real program, its input and its exit codes.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RedactCommandTests
{
    [Test]
    public async Task A_text_is_redacted_without_a_configuration_folder()
    {
        Ended ended = await RunAsync("Mrs Sarah Cohen rang 07700 900123.\n", "redact");
        Assert.That((ended.Code, ended.Output, ended.Error), Is.EqualTo((0, "Mrs [PERSON] rang [PHONE].\n", "")));
    }

    [Test]
    public async Task Lines_are_answered_line_by_line_with_offsets_in_code_points()
    {
        string input = """
            {"id":"a","text":"😀 Sara Kohen rang","record":{"anything":["Sarah Cohen", 5],"none":null}}

            {"id":2,"text":"Nobody was there.","other":true}
            """;
        Ended ended = await RunAsync(input, "redact", "--jsonl");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        JsonElement[] lines = [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0].GetProperty("id").GetString(), Is.EqualTo("a"));
        Assert.That(lines[0].GetProperty("redacted").GetString(), Is.EqualTo("😀 [PERSON] rang"));
        JsonElement span = lines[0].GetProperty("spans")[0];
        Assert.That((span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32(), span.GetProperty("type").GetString()), Is.EqualTo((2, 12, "PERSON")));
        Assert.That(lines[1].GetProperty("id").GetInt32(), Is.EqualTo(2));
        Assert.That(lines[1].GetProperty("spans").GetArrayLength(), Is.Zero);
    }

    [TestCase("{\"id\":1,", "no JSON")]
    [TestCase("[1]", "no JSON object")]
    [TestCase("{\"text\":\"Quillfeather\"}", "\"id\"")]
    [TestCase("{\"id\":1,\"text\":5}", "\"text\"")]
    [TestCase("{\"id\":1,\"text\":\"a\",\"record\":\"Quillfeather\"}", "\"record\"")]
    [TestCase("{\"id\":1,\"text\":\"a\",\"text\":\"Quillfeather\"}", "twice")]
    [TestCase("{\"id\":1,\"text\":\"a\",\"record\":{\"x\":1,\"x\":\"Quillfeather\"}}", "twice")]
    [TestCase("{\"id\":1,\"text\":\"Quillfeather \u00ff\"}", "UTF-8")]
    [TestCase("{\"id\":1,\"text\":\"\\ud800\"}", "Unicode")]
    public async Task A_line_that_is_none_is_answered_by_an_error_with_its_number_and_the_others_are_answered(string line, string named)
    {
        byte[] input = [.. Encoding.UTF8.GetBytes("{\"id\":0,\"text\":\"Fine.\"}\n"), .. Encoding.Latin1.GetBytes(line), .. Encoding.UTF8.GetBytes("\n{\"id\":3,\"text\":\"Later: 5 £.\"}\n")];
        Ended ended = await RunAsync(input, "redact", "--jsonl");
        Assert.That(ended.Code, Is.EqualTo(1));
        JsonElement[] lines = [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(lines, Has.Length.EqualTo(3));
        JsonElement error = lines[1].GetProperty("error");
        Assert.That((error.GetProperty("code").GetString(), error.GetProperty("line").GetInt32()), Is.EqualTo(("usage", 2)));
        Assert.That(error.GetProperty("message").GetString(), Does.Contain("Line 2").And.Contain(named));
        Assert.That(ended.Output + ended.Error, Does.Not.Contain("Quillfeather"));
        Assert.That(lines[2].GetProperty("redacted").GetString(), Is.EqualTo("Later: 5 £."));
    }

    [Test]
    public async Task Values_of_a_record_are_masked_at_any_depth()
    {
        Ended ended = await RunAsync("""{"id":1,"text":"sara kohen told it","record":{"people":[{"role":"victim","name":{"full":"Sarah Cohen"}}]}}""", "redact", "--jsonl");
        Assert.That((ended.Code, JsonDocument.Parse(ended.Output).RootElement.GetProperty("redacted").GetString()), Is.EqualTo((0, "[PERSON] told it")), ended.Error);
    }

    [Test]
    public async Task Two_runs_into_one_opened_file_leave_both()
    {
        string all = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            string program = Path.Combine(AppContext.BaseDirectory, "datasharing.dll");
            using Process shell = Process.Start("sh", ["-c", "for t in 'Mrs Sarah Cohen rang.' 'Nobody came.'; do echo \"$t\" | dotnet exec \"$0\" redact; done > \"$1\"", program, all]);
            await shell.WaitForExitAsync();
            Assert.That((shell.ExitCode, await File.ReadAllTextAsync(all)), Is.EqualTo((0, "Mrs [PERSON] rang.\nNobody came.\n")));
        }
        finally
        {
            File.Delete(all);
        }
    }

    [Test]
    public async Task A_profile_brings_its_mode_its_numbers_and_the_terms_that_it_keeps()
    {
        await using Rig rig = Rig.Make();
        rig.Edit("forces/metropolitan.json", profile => profile["narrative"] = new System.Text.Json.Nodes.JsonObject
        {
            ["mode"] = "strict",
            ["numbered"] = true,
            ["keep"] = new System.Text.Json.Nodes.JsonArray("Quillfeather Cup"),
        });
        Ended ended = await RunAsync("Amina and Sarah saw the Quillfeather Cup.\n", "--config", rig.Config, "redact", "--profile", Rig.Met);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((0, "[PERSON 1] and [PERSON 2] saw the Quillfeather Cup.\n")), ended.Error);

        rig.Edit("forces/metropolitan.json", profile => profile["narrative"]!["mode"] = "loose");
        ended = await RunAsync("Amina.\n", "--config", rig.Config, "redact", "--profile", Rig.Met);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Error, Does.Contain("narrative"));
    }

    [TestCase("redact", "--mode", "loose")]
    [TestCase("redact", "--profile", "metropolitan")]
    public async Task Wrong_usage_ends_with_2_and_says_what_is_wrong(params string[] arguments)
    {
        Ended ended = await RunAsync("Amina.\n", arguments);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Error, Is.Not.Empty);
    }

    [TestCase("redact", "no-such-file.txt")]
    [TestCase("--json", "redact", "no-such-file.txt")]
    public async Task A_file_that_cannot_be_read_ends_with_1(params string[] arguments)
    {
        Ended ended = await RunAsync("Amina.\n", arguments);
        Assert.That(ended.Code, Is.EqualTo(1), ended.ToString());
        Assert.That(ended.Output + ended.Error, Does.Contain("There is no file"));
    }

    [Test]
    public async Task A_text_of_any_length_is_redacted_in_parts_and_nothing_is_lost()
    {
        const int Lines = 60_000;
        string line = "It was said again that nobody had come to the door that night.\n";
        Ended ended = await RunAsync(string.Concat(Enumerable.Repeat(line, Lines)) + "Then Amina Yusuf came.\n", "redact");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(ended.Output, Has.Length.EqualTo((line.Length * Lines) + "Then [PERSON] came.\n".Length));
        Assert.That(ended.Output, Does.EndWith("Then [PERSON] came.\n"));
    }

    [TestCase("kill -INT $0")]
    [TestCase("kill -TERM $0")]
    [TestCase("kill -INT $0; kill -INT $0")]
    [TestCase("kill -INT $0; kill -TERM $0; kill -INT $0")]
    public async Task It_stops_when_asked_and_however_often_it_is_asked(string asking)
    {
        using Process process = Start("redact", "--jsonl");
        await process.StandardInput.WriteLineAsync("""{"id":1,"text":"Nobody was there."}""");
        await process.StandardInput.FlushAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            Assert.That(await process.StandardOutput.ReadLineAsync(limit.Token), Does.Contain("Nobody"), "It works, and waits for more.");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail("A line was not answered while the input stayed open.");
        }

        Task<Ended> ending = Rig.EndAsync(process);
        using Process asked = Process.Start("sh", ["-c", asking, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await asked.WaitForExitAsync();
        if (await Task.WhenAny(ending, Task.Delay(Timeout.Infinite, limit.Token)) != ending)
        {
            process.Kill();
            Assert.Fail("It did not stop.");
        }

        Ended ended = await ending;

        // The second time it is the system that ends the program, by the signal itself.
        Assert.That(ended.Code, Is.EqualTo(130).Or.EqualTo(143), ended.Error);
        Assert.That(ended.Error.Trim(), Is.EqualTo("Cancelled.").Or.Empty);
    }

    private static Task<Ended> RunAsync(string input, params string[] arguments) => RunAsync(Encoding.UTF8.GetBytes(input), arguments);

    private static async Task<Ended> RunAsync(byte[] input, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<Ended> ending = Rig.EndAsync(process);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended before it read everything, as it should after a line that is none.
        }

        return await ending;
    }

    private static Process Start(params string[] arguments)
    {
        // Whatever starts the tests in the background may ignore an interrupt, and a program inherits that.
        var start = new ProcessStartInfo("env") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        foreach (string argument in new[] { "--default-signal=INT", "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "datasharing.dll") }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
