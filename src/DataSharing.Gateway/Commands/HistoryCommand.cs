using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing history</c>.</summary>
internal static class HistoryCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>("force") { Description = "Runs of this force only.", Arity = ArgumentArity.ZeroOrOne };
        var last = new Option<int>(
            "--last") { Description = "How many runs, newest first.", HelpName = "N", DefaultValueFactory = _ => 50 };
        last.Validators.Add(result =>
        {
            // What is no number at all is said by the option itself, and cannot be asked for here.
            if (result.Tokens is [var word]
                && int.TryParse(word.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                && number is < 1 or > 100_000)
            {
                result.AddError("--last takes a number from 1 to 100000.");
            }
        });
        var command = new Command("history", """
            List the runs, newest first: when, how each ended and why, and what it delivered.

            Examples:
              datasharing history metropolitan
              datasharing --json history --last 10

            Exit codes: 0 done, 1 the ledger cannot be read, 2 usage, configuration, or no such force, 130 cancelled.
            """)
        {
            force, last,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(context, time, LedgerUse.Read, async workshop =>
            {
                IReadOnlyList<RecordedRun> runs = await workshop.Ledger.Runs.HistoryAsync(
                    parsed.GetValue(force), parsed.GetValue(last), ct);
                if (runs.Count == 0 && parsed.GetValue(force) is { } named && !context.Folder.HasForce(named))
                {
                    return Answer.Error(
                        context, ExitCode.Usage, Reason.ProfileMissing.Code,
                        context.NoProfile(named) + " The ledger has no run of it either.");
                }

                Show(context, runs, await WaitingAnswer.ReadAsync(context.Folder, workshop.Ledger, parsed.GetValue(force), ct));
                return ExitCode.Done;
            }, ct);
        });
        return command;
    }

    private static void Show(CommandContext context, IReadOnlyList<RecordedRun> runs, IReadOnlyList<WaitingProfile> waiting)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                runs = runs.Select(run => new
                {
                    force = run.Force,
                    command = run.Command,
                    scope = run.Scope,
                    by = run.Person,
                    requestReason = run.RequestReason,
                    dueAt = run.DueAt,
                    startedAt = run.StartedAt,
                    endedAt = run.EndedAt,
                    outcome = run.Outcome,
                    reason = run.Reason,
                    sequence = run.Sequence,
                    attempt = run.Attempt,
                    file = run.File,
                    sha256 = run.Sha256,
                    rows = run.Rows is { } rows
                        ? new { @new = rows.New, amend = rows.Amend, withdraw = rows.Withdraw, resend = rows.Resend } : null,
                }),
                waiting = waiting.Select(
                    profile => new { force = profile.InUse.Present.Profile.Force, profile = WaitingAnswer.Document(profile) }),
            });
            return;
        }

        if (runs.Count == 0)
        {
            context.Output.WriteLine("The ledger has no run.");
        }

        foreach (RecordedRun run in runs)
        {
            string scope = run.Scope is null ? "" : $" of {run.Scope} alone";
            string ended = run.Outcome is { } outcome ? Json.Word(outcome) : "under way, or interrupted";
            string reason = run.Reason is null ? "" : $" ({run.Reason})";
            string file = run.Sequence is null ? ""
                : string.Create(
                CultureInfo.InvariantCulture, $" sequence {run.Sequence}, attempt {run.Attempt}, {run.File ?? "manifest only"}");
            string rows = run.Rows is { } counted
                ? string.Create(CultureInfo.InvariantCulture, $" +{counted.New} ~{counted.Amend} -{counted.Withdraw} ={counted.Resend}")
                : "";
            context.Output.WriteLine(
                $"{London.Text(run.StartedAt)} {run.Force} {Json.Word(run.Command)}{scope} by {run.Person ?? "schedule"}: {ended}{reason}{file}{rows}{(run.RequestReason is null ? "" : $", because: {run.RequestReason}")}");
        }

        foreach (WaitingProfile profile in waiting)
        {
            context.Output.WriteLine($"{profile.InUse.Present.Profile.Force}: {profile.Sentence}");
        }
    }
}
