using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing withdraw</c>.</summary>
internal static class WithdrawCommand
{
    public static Command Build(TimeProvider time)
    {
        var incident = new IncidentArgument();
        var reason = new Option<string>(ReasonOption.Name) { Description = "Why: one of the codes above.", HelpName = "CODE", Required = true };
        var note = new Option<string?>("--note-file")
        {
            Description = "A text about it, kept sealed in the ledger and printed nowhere.", HelpName = "FILE",
        };
        var now = new Option<bool>("--now") { Description = "Send it at once, and not with each force's next due time." };
        var despite = new Option<bool>("--despite-stop") { Description = "With --now: send it although everything is stopped." };
        var yes = new Option<int?>("--yes-forces")
        {
            Description = "For scripts: how many forces hold the incident, instead of typing it.", HelpName = "N",
        };
        var command = new Command("withdraw", $"""
            Take an incident back from every force, for good: no force gets it, whatever its record says, and each that has it is told to delete it. It works
            while the source is down, when the record is gone from it, and when no force has it yet. The forces are never told why.

            Before it acts it says how many forces hold the incident, and asks for that number. What may have been read counts as held.

            Reasons:
              {string.Join(Environment.NewLine + "  ", WithdrawalReason.All.Select(one => $"{one.Code}: {one.Meaning}"))}

            Examples:
              datasharing withdraw 10234 --reason objection
              datasharing withdraw CST-2026-001234 --reason safety --now
              datasharing withdraw --token metropolitan 7K2M9QX0D4TB1HZN --reason courtOrder --yes-forces 2

            Exit codes: 0 withdrawn (also where it was already), 1 nobody knows the incident, it was refused, or something cannot be read or
            written, 2 usage or configuration, 5 withdrawn, and with --now not every force could be told, 130 cancelled.
            """);
        incident.AddTo(command);
        foreach (Option option in new Option[] { reason, note, now, despite, yes })
        {
            command.Add(option);
        }

        command.Validators.Add(result => Check(result, reason, now, despite, yes));
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            var asked = new Asked(
                incident.Of(parsed), WithdrawalReason.Find(parsed.GetValue(reason))!, parsed.GetValue(note), parsed.GetValue(yes),
                parsed.GetValue(now), parsed.GetValue(despite));
            return Run.WithWorkshopAsync(context, time, LedgerUse.Write, workshop => WithdrawAsync(context, workshop, asked, ct), ct);
        });
        return command;
    }

    private static void Check(
        CommandResult result, Option<string> reason, Option<bool> now, Option<bool> despite, Option<int?> yes)
    {
        // What was typed is not repeated: it may be the reason in words.
        if (result.GetResult(reason)?.Tokens is [{ Value: var code }] && WithdrawalReason.Find(code) is null)
        {
            result.AddError($"--reason takes one of these codes: {string.Join(", ", WithdrawalReason.All)}. What happened stands in the note: --note-file FILE.");
        }

        if (result.GetResult(yes)?.Tokens is [{ Value: ['-', ..] }])
        {
            result.AddError("--yes-forces takes the number of forces, from 0.");
        }

        if (result.Has(despite) && !result.Has(now))
        {
            result.AddError("--despite-stop goes with --now.");
        }
    }

    private static async Task<int> WithdrawAsync(CommandContext context, Workshop workshop, Asked asked, CancellationToken ct)
    {
        string? note = null;
        if (asked.NoteFile is { } file && (note = OrderNote.Read(file)) is null)
        {
            return Answer.Error(context, ExitCode.Usage, "usage", $"{file} is empty, longer than {OrderNote.LongestWords}, or not UTF-8. Nothing was recorded.");
        }

        OrderBook book = OrderBook.Of(workshop.Ledger, workshop.Settings);
        FoundIncident found = await IncidentArgument.FindAsync(context, workshop, book, asked.Incident, ct);
        int? forces = asked.Forces;
        if (found.Withdrawal?.Reason != asked.Reason.Code)
        {
            Show(context, found);
            if (forces is null && (context.IsJson || Console.IsInputRedirected))
            {
                return Answer.Error(
                    context, ExitCode.Usage, "usage",
                    string.Create(CultureInfo.InvariantCulture, $"The number of forces has to be typed at a terminal, and there is none. Nothing was recorded. {FoundIncident.Count(found.Held)} {(found.Held == 1 ? "holds" : "hold")} the incident; if that is what you expect, ask again with --yes-forces {found.Held}."));
            }

            forces ??= await TypedNumber.AskAsync(
                Console.In, context.Error,
                "Type the number of forces that hold it, to withdraw it from every force; anything else leaves it as it is:", ct);
        }

        var withdrawing = new WithdrawIncident(
            workshop.Ledger, new ForcesTold(workshop.Folder, workshop.Ledger), book, found.Incident, asked.Reason)
        {
            Forces = forces, Note = note, Now = asked.Now ? workshop.Flow(RunWatch.None) : null, DespiteStop = asked.DespiteStop,
        };
        WithdrawnIncident withdrawn = await withdrawing.RunAsync(context.WhoAsks(workshop.Time), ct);
        AllStopped? stopped = await AllStopped.OfAsync(workshop.Settings, workshop.Ledger, CancellationToken.None);
        WithdrawnAnswer.Show(context, workshop, found, withdrawn, asked.Now, stopped);
        return withdrawn.NotOutside is not null ? ExitCode.Failed : withdrawn.NotSent is null ? ExitCode.Done : ExitCode.SomeFailed;
    }

    /// <summary>What whoever asks should know before they act. The case references are for the terminal alone.</summary>
    private static void Show(CommandContext context, FoundIncident found)
    {
        TextWriter output = context.Error;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The incident{IncidentArgument.CaseOf(found)} is held by {FoundIncident.Count(found.Held)}."));
        if (found.Incident.SourceFailure is { } failure)
        {
            output.WriteLine($"The source could not be asked ({failure.Code}): its case reference and linked incidents are not known.");
        }
        else if (found.Incident.IsInSource == false)
        {
            output.WriteLine("Its record is gone from the source.");
        }

        if (found.LinkedShared.Count > 0)
        {
            string which = CommandContext.ShownOn == ShownOn.Terminal ? ": " + string.Join(", ", found.LinkedShared) : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Linked incidents that are still shared: {found.LinkedShared.Count}{which}. They stay shared."));
        }
        else if (found.Incident is { IsInSource: true, KnowsLinks: false, SourceFailure: null })
        {
            output.WriteLine("The source names no column that links incidents, so look yourself whether others have to go with it.");
        }
    }

    private sealed record Asked(IncidentSought Incident, WithdrawalReason Reason, string? NoteFile, int? Forces, bool Now, bool DespiteStop);
}
