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
    KeysCommand.Build(),
    RedactCommand.Build(),
    TextCommand.Build(time),
    ReasonsCommand.Build(),
};

BriefHelp.Use(root);
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // System.CommandLine's own answer would be exit code 1 and its help on standard output.
    CommandContext context = CommandContext.From(parsed);
    return Answer.Error(context, ExitCode.Usage, "usage", string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message))
        + Environment.NewLine + $"See: datasharing {string.Join(' ', Words(parsed.CommandResult))}--help");
}

using var stop = new StopRequest();
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);

static IEnumerable<string> Words(SymbolResult result)
{
    if (result.Parent is not CommandResult parent)
    {
        return [];
    }

    return Words(parent).Append(((CommandResult)result).Command.Name + " ");
}
