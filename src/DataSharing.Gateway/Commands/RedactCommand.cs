using System.CommandLine;
using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Narrative;
using Microsoft.Win32.SafeHandles;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing redact</c>.</summary>
internal static class RedactCommand
{
    private const string Usage = "usage";

    // Descriptor 1 of every process on Linux.
    private const nint StandardOutput = 1;

    public static Command Build()
    {
        var file = new Argument<string>(
            "file") { Description = "The text, in UTF-8; - for standard input.", Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "-" };
        var mode = new Option<string?>(
            "--mode") { Description = "standard, or strict: what is not known to be safe is masked too. Default: the profile's, else standard." };
        mode.AcceptOnlyFromAmong("standard", "strict");
        var profile = new Option<string?>(
            "--profile") { Description = "A force: its mode, and the terms that it keeps, from the configuration folder.",
            HelpName = "FORCE" };
        var jsonl = new Option<bool>("--jsonl") { Description = "A line of JSON for each text, in and out: see below." };
        var command = new Command("redact", """
            Mask what identifies people in a text: names, addresses, numbers, dates. What is masked is a proposal: a person reads what leaves.
            Needs no configuration folder; with --profile it takes the keep list of the folder and of the force.

            With --jsonl the input has lines {"id": ..., "text": ..., "record": {"any field": value, list or object}} and the output
            {"id": ..., "redacted": ..., "spans": [{"start", "end", "type"}]}. Every value of "record", at any depth, is masked wherever and however it stands.
            Offsets count Unicode code points of the text; the end is not included. A line that cannot be used is answered by
            {"error": {"code", "message", "line", "problems"}}, without anything of its text, and the lines after it are answered too.

            Examples:
              datasharing redact report.txt
              datasharing redact --mode strict --jsonl < texts.jsonl

            Exit codes: 0 done, 1 a file could not be read or written, the text is not UTF-8, or a line could not be used, 2 usage or configuration, 130 cancelled.
            """)
        {
            file, mode, profile, jsonl,
        };
        command.SetAction(
            (parsed, ct) => RedactAsync(
            CommandContext.From(parsed), parsed.GetValue(file)!, ModeOf(parsed.GetValue(mode)), parsed.GetValue(profile),
            parsed.GetValue(jsonl), ct));
        return command;
    }

    private static RedactionMode? ModeOf(string? word) =>
        word is null ? null : word == "strict" ? RedactionMode.Strict : RedactionMode.Standard;

    private static async Task<int> RedactAsync(
        CommandContext context, string file, RedactionMode? mode, string? profile, bool jsonl, CancellationToken ct)
    {
        try
        {
            Redactor redactor = RedactorOf(context, mode, profile);
            // Reading a terminal or a pipe cannot be cancelled, so whoever waits for it is: the program then ends with the thread that
            // reads.
            return await Task.Run(() => WorkAsync(context, redactor, file, jsonl, ct), CancellationToken.None).WaitAsync(ct);
        }
        catch (ConfigurationException error)
        {
            return Answer.Error(
                context, ExitCode.Usage, Reason.ProfileInvalid.Code,
                $"The configuration in {context.Folder.Path} has {error.Problems.Count} problem(s).", error.Problems);
        }
        catch (OperationCanceledException)
        {
            return Answer.Error(context, ExitCode.Cancelled, Reason.Cancelled.Code, "Cancelled.");
        }
        catch (DecoderFallbackException)
        {
            return Answer.Error(
                context, ExitCode.Failed, Reason.ProgramError.Code,
                "The input is not UTF-8. Convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Answer.Error(context, ExitCode.Failed, Reason.ProgramError.Code, $"There is no file {Path.GetFullPath(file)}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Answer.Error(
                context, ExitCode.Failed, Reason.ProgramError.Code, $"A file could not be read or written: {error.Message}");
        }
    }

    private static async Task<int> WorkAsync(CommandContext context, Redactor redactor, string file, bool jsonl, CancellationToken ct)
    {
        using var reader = new StreamReader(
            file == "-" ? StandardStreams.OpenInput() : File.OpenRead(file), EncodingOf(jsonl), detectEncodingFromByteOrderMarks: false);
        await using Stream output = OpenOutput();
        await using var writer = new StreamWriter(output, new UTF8Encoding(false));
        return jsonl ? await LinesAsync(context, redactor, reader, writer, ct)
            : context.IsJson ? await DocumentAsync(redactor, reader, writer, ct)
            : await TextAsync(redactor, reader, writer, ct);
    }

    /// <summary>
    /// UTF-8. Among lines, wrong bytes become a mark, which makes their line a bad one and leaves the others as they are.
    /// </summary>
    private static Encoding EncodingOf(bool jsonl) => jsonl
        ? Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(RedactionLine.NotUtf8))
        : new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>The process's own standard output, at the place where whoever had it before stopped.</summary>
    private static Stream OpenOutput()
    {
        StandardStreams.RequireOutput();
        // A file stream keeps a place of its own in a file, and would write over what another process wrote into it; the console's stream
        // takes everything that goes into a pipe although nobody reads it any more.
        var own = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return own.CanSeek ? Console.OpenStandardOutput() : own;
    }

    private static Redactor RedactorOf(CommandContext context, RedactionMode? mode, string? profile)
    {
        if (profile is null)
        {
            return new Redactor(BuiltInWords.Lists, mode ?? RedactionMode.Standard, BuiltInWords.Keep);
        }

        ForceConfiguration force = context.Folder.ReadForce(profile);
        return new Redactor(BuiltInWords.Lists, mode ?? force.Narrative.Mode, force.Narrative.Keep, force.Narrative.IsNumbered);
    }

    private static async Task<int> LinesAsync(
        CommandContext context, Redactor redactor, StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        // From here on every line of standard output answers a line.
        Answer.Begin();
        long number = 0;
        long bad = 0;
        while (await NextLineAsync(reader, writer, ct) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string answer;
            try
            {
                answer = RedactionLine.Read(line).Redact(redactor);
            }
            catch (FormatException error)
            {
                bad++;
                answer = RedactionLine.Error(
                    number, $"Line {number.ToString(CultureInfo.InvariantCulture)} cannot be used: {error.Message}.");
            }

            await writer.WriteAsync(answer.AsMemory(), ct);
            await writer.WriteAsync("\n".AsMemory(), ct);
        }

        await writer.FlushAsync(ct);
        return bad == 0 ? ExitCode.Done
            : Answer.Error(
                context, ExitCode.Failed, Usage,
            string.Create(
                CultureInfo.InvariantCulture, $"{bad:N0} line(s) could not be used. Each was answered by an error with its number."));
    }

    /// <summary>
    /// The next line; while it is waited for, the answers so far are out, so that a program may send a line, read its answer, and send the
    /// next.
    /// </summary>
    private static async Task<string?> NextLineAsync(StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        ValueTask<string?> next = reader.ReadLineAsync(ct);
        if (!next.IsCompleted)
        {
            await writer.FlushAsync(ct);
        }

        return await next;
    }

    private static async Task<int> TextAsync(Redactor redactor, StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        await foreach (string block in TextBlocks.ReadAsync(reader, TextBlocks.Longest, ct))
        {
            await writer.WriteAsync(redactor.Redact(block, KnownIdentifiers.None).Text.AsMemory(), ct);
            // What a part leaves behind is many times its length, and would otherwise pile up before it is collected.
            GC.Collect();
        }

        return ExitCode.Done;
    }

    private static async Task<int> DocumentAsync(Redactor redactor, StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        string text = await reader.ReadToEndAsync(ct);
        Redaction redaction = redactor.Redact(text, KnownIdentifiers.None);
        await writer.WriteLineAsync(
            System.Text.Json.JsonSerializer.Serialize(
            new { redacted = redaction.Text, spans = RedactionLine.Spans(text, redaction) }, Gateway.Json.Indented).AsMemory(), ct);
        return ExitCode.Done;
    }
}
