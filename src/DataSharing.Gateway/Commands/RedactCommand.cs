using System.CommandLine;
using System.Text;
using DataSharing.Disclosure;
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
        var file = new Argument<string>("file") { Description = "The text, in UTF-8; - for standard input.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "-" };
        var mode = new Option<string?>("--mode") { Description = "standard, or strict: what is not known to be safe is masked too. Default: the profile's, else standard." };
        mode.AcceptOnlyFromAmong("standard", "strict");
        var profile = new Option<string?>("--profile") { Description = "A force: its mode, and the terms that it keeps, from the configuration folder.", HelpName = "FORCE" };
        var jsonl = new Option<bool>("--jsonl") { Description = "A line of JSON for each text, in and out: see below." };
        var command = new Command("redact", """
            Mask what identifies people in a text: names, addresses, numbers, dates. What is masked is a proposal: a person reads what leaves.
            Needs no configuration folder; with --profile it takes the keep list of the folder and of the force.

            With --jsonl the input has lines {"id": ..., "text": ..., "record": {"any field": value or list of values}} and the output
            {"id": ..., "redacted": ..., "spans": [{"start", "end", "type"}]}. Every value of "record" is masked wherever and however it stands.
            Offsets count Unicode code points of the text; the end is not included.

            Examples:
              datasharing redact report.txt
              datasharing redact --mode strict --jsonl < texts.jsonl

            Exit codes: 0 done, 1 a file could not be read or written, 2 usage, or a line that is none: it is named, and the lines before it are answered.
            """)
        {
            file, mode, profile, jsonl,
        };
        command.SetAction((parsed, ct) => RedactAsync(CommandContext.From(parsed), parsed.GetValue(file)!, ModeOf(parsed.GetValue(mode)), parsed.GetValue(profile), parsed.GetValue(jsonl), ct));
        return command;
    }

    private static RedactionMode? ModeOf(string? word) => word is null ? null : word == "strict" ? RedactionMode.Strict : RedactionMode.Standard;

    private static async Task<int> RedactAsync(CommandContext context, string file, RedactionMode? mode, string? profile, bool jsonl, CancellationToken ct)
    {
        try
        {
            Redactor redactor = RedactorOf(context, mode, profile);
            // Reading a terminal or a pipe cannot be cancelled, so whoever waits for it is: the program then ends with the thread that reads.
            return await Task.Run(() => WorkAsync(context, redactor, file, jsonl, ct), CancellationToken.None).WaitAsync(ct).ConfigureAwait(false);
        }
        catch (ConfigurationException error)
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileInvalid.Code, $"The configuration in {context.Folder.Path} has {error.Problems.Count} problem(s).", error.Problems);
        }
        catch (OperationCanceledException)
        {
            return Answer.Error(context, ExitCode.Cancelled, Reason.Cancelled.Code, "Cancelled.");
        }
        catch (DecoderFallbackException)
        {
            return Answer.Error(context, ExitCode.Usage, Usage, "The input is not UTF-8. Convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Answer.Error(context, ExitCode.Usage, Usage, $"There is no file {Path.GetFullPath(file)}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Answer.Error(context, ExitCode.Failed, Reason.ProgramError.Code, $"A file could not be read or written: {error.Message}");
        }
    }

    private static async Task<int> WorkAsync(CommandContext context, Redactor redactor, string file, bool jsonl, CancellationToken ct)
    {
        using var reader = new StreamReader(file == "-" ? Console.OpenStandardInput() : File.OpenRead(file), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
        // Not the console's stream, which takes everything although nobody reads it any more.
        await using var output = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        await using var writer = new StreamWriter(output, new UTF8Encoding(false));
        return jsonl ? await LinesAsync(context, redactor, reader, writer, ct).ConfigureAwait(false)
            : context.IsJson ? await DocumentAsync(redactor, reader, writer, ct).ConfigureAwait(false)
            : await TextAsync(redactor, reader, writer, ct).ConfigureAwait(false);
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

    private static async Task<int> LinesAsync(CommandContext context, Redactor redactor, StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        long number = 0;
        while (await NextLineAsync(reader, writer, ct).ConfigureAwait(false) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            RedactionLine parsed;
            try
            {
                parsed = RedactionLine.Read(line);
            }
            catch (FormatException error)
            {
                await writer.FlushAsync(ct).ConfigureAwait(false);
                return Answer.Error(context, ExitCode.Usage, Usage, $"Line {number} cannot be used: {error.Message}.");
            }

            await writer.WriteAsync(parsed.Redact(redactor).AsMemory(), ct).ConfigureAwait(false);
            await writer.WriteAsync("\n".AsMemory(), ct).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    /// <summary>The next line; while it is waited for, the answers so far are out, so that a program may send a line, read its answer, and send the next.</summary>
    private static async Task<string?> NextLineAsync(StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        ValueTask<string?> next = reader.ReadLineAsync(ct);
        if (!next.IsCompleted)
        {
            await writer.FlushAsync(ct).ConfigureAwait(false);
        }

        return await next.ConfigureAwait(false);
    }

    private static async Task<int> TextAsync(Redactor redactor, StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        await foreach (string block in TextBlocks.ReadAsync(reader, TextBlocks.Longest, ct).ConfigureAwait(false))
        {
            await writer.WriteAsync(redactor.Redact(block, KnownIdentifiers.None).Text.AsMemory(), ct).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private static async Task<int> DocumentAsync(Redactor redactor, StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        string text = await reader.ReadToEndAsync(ct).ConfigureAwait(false);
        Redaction redaction = redactor.Redact(text, KnownIdentifiers.None);
        await writer.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(new { redacted = redaction.Text, spans = RedactionLine.Spans(text, redaction) }, Gateway.Json.Indented).AsMemory(), ct).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
