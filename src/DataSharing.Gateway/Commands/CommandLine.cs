using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Commands;

/// <summary>The command line: every command, and the answer to a line that is none.</summary>
internal static partial class CommandLine
{
    /// <summary>How a line is carried out: what fails goes to whoever called, and is never printed with its place in the program.</summary>
    public static InvocationConfiguration Settings => new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Does what the line says, and gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        StandardStreams.KeepApart();
        LastResort.Prepare();
        Console.SetError(new QuietWriter(Console.Error));
        RootCommand root = Build(TimeProvider.System);
        ParseResult parsed = Parse(root, arguments);
        if (WrongUse(parsed) is { } wrong)
        {
            // System.CommandLine's own answer would be exit code 1 and its help on standard output.
            return Answer.Error(
                CommandContext.From(parsed), ExitCode.Usage, "usage",
                $"{wrong}{Environment.NewLine}See: datasharing {string.Concat(Words(parsed.CommandResult))}--help");
        }

        using var stop = new StopRequest();
        return await parsed.InvokeAsync(Settings, stop.Token);
    }

    /// <summary>Reads a line. "@name" is a text like any other, and no file is read for it.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>Every command.</summary>
    public static RootCommand Build(TimeProvider time)
    {
        var root = new RootCommand("""
            Shares anonymised incident data between a charity and the police, force by force: what leaves is stripped to what each force's
            protocol profile allows, delivered over SFTP exactly once, and kept in a ledger.

            Start with: datasharing check, then datasharing plan <force>.
            """)
        {
            GlobalOptions.Config,
            GlobalOptions.Json,
            InitCommand.Build(time),
            RunCommand.Build(time),
            StatusCommand.Build(time),
            CheckCommand.Build(time),
            PlanCommand.Build(time),
            ExportCommand.Build(time),
            ResendCommand.Build(time),
            ReexportCommand.Build(time),
            ConfirmCommand.Build(time),
            AcknowledgeCommand.Build(time),
            StopAllCommand.Build(time),
            ResumeAllCommand.Build(time),
            WithdrawCommand.Build(time),
            RestoreCommand.Build(time),
            HoldCommand.Build(time),
            WithdrawalsCommand.Build(time),
            WhoHoldsCommand.Build(time),
            TraceCommand.Build(time),
            RequestsCommand.Build(time),
            ForceCommand.Build(time),
            ProfileCommand.Build(time),
            HistoryCommand.Build(time),
            ShowCommand.Build(time),
            LedgerCommand.Build(time),
            KeysCommand.Build(time),
            RedactCommand.Build(),
            TextCommand.Build(time),
            ReasonsCommand.Build(),
            SchemaCommand.Build(),
            VersionCommand.Build(),
        };
        root.Add(HelpCommand.Build(root));
        root.Add(CompletionCommand.Build(root));
        BriefHelp.Use(root);
        return root;
    }

    /// <summary>" Did you mean "plan"?", or nothing where no known word is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known) =>
        ConfigObject.Nearest(word, known) is { } nearest ? $" Did you mean \"{nearest}\"?" : "";

    private static string? WrongUse(ParseResult parsed) =>
        NoSuchOption(parsed) is { } option ? option
        : parsed.Errors.Count > 0
        ? ReasonOption.Torn(parsed) ?? NoSuchCommand(parsed)
        ?? string.Join(Environment.NewLine, parsed.Errors.Select(error => Plain(error.Message)).Distinct())
        // An empty name or path is nearly always a variable of a script that was not set.
        : parsed.Tokens.Any(token => token.Type == TokenType.Argument && string.IsNullOrWhiteSpace(token.Value))
        ? "An argument, or the value of an option, is empty."
        : null;

    /// <summary>What to say where the word in the place of a command is none; null where it is one, or is not there.</summary>
    private static string? NoSuchCommand(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-')
            ? $"\"{word}\" is no command.{DidYouMean(word, command.Subcommands.Select(sub => sub.Name))}"
            : null;
    }

    /// <summary>
    /// What to say of a word that looks like an option and is none: it would otherwise be the name of a force or a file. After "--"
    /// anything may be a name.
    /// </summary>
    private static string? NoSuchOption(ParseResult parsed)
    {
        CommandResult command = parsed.CommandResult;
        if (parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            || command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
                .FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2) is not { } wrong)
        {
            return null;
        }

        string name = wrong.Split('=', ':')[0];
        return $"{name} is no option of {command.Command.Name}.{DidYouMean(name, command.Command.Options.Select(option => option.Name).Concat([GlobalOptions.Config.Name, GlobalOptions.Json.Name, "--help"]).Distinct())}";
    }

    /// <summary>The message, without the name of a type of the program: whatever is not a text here is a whole number.</summary>
    private static string Plain(string message) => NoNumber().Replace(message, match => match.Groups["option"] is { Success: true } option
        ? $"{option.Value} takes a whole number, and not \"{match.Groups["value"].Value}\"."
        : $"\"{match.Groups["value"].Value}\" is in the place of a whole number.");

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (command '.*'|option '(?<option>.*)') as expected type '.*Int32.*'\.\z", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex NoNumber();

    private static IEnumerable<string> Words(SymbolResult result)
    {
        if (result.Parent is not CommandResult parent)
        {
            return [];
        }

        return Words(parent).Append(((CommandResult)result).Command.Name + " ");
    }
}
