using System.CommandLine;
using System.CommandLine.Parsing;
using DataSharing.Gateway;
using DataSharing.Gateway.Commands;
using DataSharing.Gateway.Delivery;

if (AskPass.Answer(args) is { } answered)
{
    return answered;
}

TimeProvider time = TimeProvider.System;
var root = new RootCommand("""
    Shares anonymised incident data between a charity and the police, force by force: what leaves is stripped to what each force's
    protocol profile allows, delivered over SFTP exactly once, and kept in a ledger.

    Start with: datasharing check, then datasharing plan <force>.
    """)
{
    GlobalOptions.Config,
    GlobalOptions.Json,
    RunCommand.Build(time),
    CheckCommand.Build(time),
    PlanCommand.Build(time),
    ExportCommand.Build(time),
    ResendCommand.Build(time),
    ReexportCommand.Build(time),
    ConfirmCommand.Build(time),
    AcknowledgeCommand.Build(time),
    ForceCommand.Build(time),
    HistoryCommand.Build(time),
    ShowCommand.Build(time),
    LedgerCommand.Build(time),
    KeysCommand.Build(time),
    RedactCommand.Build(),
    TextCommand.Build(time),
    ReasonsCommand.Build(),
};

BriefHelp.Use(root);
Console.SetError(new QuietWriter(Console.Error));
try
{
    // "@name" is a text like any other, and no file is read for it.
    ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    if (WrongUse(parsed) is { } wrong)
    {
        // System.CommandLine's own answer would be exit code 1 and its help on standard output.
        return Answer.Error(CommandContext.From(parsed), ExitCode.Usage, "usage", $"{wrong}{Environment.NewLine}See: datasharing {string.Join(' ', Words(parsed.CommandResult))}--help");
    }

    using var stop = new StopRequest();
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
}
catch (Exception error)
{
    return LastResort.Answer(args, error);
}

static string? WrongUse(ParseResult parsed) =>
    parsed.Errors.Count > 0 ? ReasonOption.Torn(parsed) ?? string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message))
    // An empty name or path is nearly always a variable of a script that was not set.
    : parsed.Tokens.Any(token => token.Type == TokenType.Argument && string.IsNullOrWhiteSpace(token.Value)) ? "An argument, or the value of an option, is empty."
    : null;

static IEnumerable<string> Words(SymbolResult result)
{
    if (result.Parent is not CommandResult parent)
    {
        return [];
    }

    return Words(parent).Append(((CommandResult)result).Command.Name + " ");
}
