using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Witness;
using Spectre.Console;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing status</c>.</summary>
internal static class StatusCommand
{
    private const string Nothing = "-";
    private const int SecondsBetweenLooks = 10;

    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>("force") { Description = "This force only.", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch") { Description = "Look again and again, until Ctrl-C." };
        Option<int> every = Every();
        var command = new Command("status", """
            Say how every force stands, one line each: whether its nights go, its last due time and how its last run ended, what was delivered last and when,
            what waits for an administrator's word, what is held, and the next due time. Changes nothing. Times are in the zone Europe/London.

            States:
              sends      its nights go
              late       nothing was delivered for a due time, and schedule.lateMinutes have passed
              blocked    its next night cannot go until somebody acts: a profile or a word that is awaited, a held export, a host key, a file of unknown outcome,
                         a clock
              suspended  nobody wrote so: its profile has errors, or is gone while the force holds records, or its agreement has lapsed
              stopped    somebody wrote so: disabled, an agreement that is suspended or not in force yet, or stopAll

            Examples:
              datasharing status
              datasharing status metropolitan
              datasharing status --watch --every 30
              datasharing --json status

            Exit codes: 0 no force is late, blocked or suspended, 1 one is, or the ledger cannot be read or is older than what was sent, 2 usage, configuration, or no such force, 130 cancelled. With --watch Ctrl-C gives 0.
            """)
        {
            force, watch, every,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(watch) && result.GetResult(every) is { Implicit: false })
            {
                result.AddError("--every is for --watch.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            string? only = parsed.GetValue(force);
            if (!parsed.GetValue(watch))
            {
                return Run.GuardedAsync(context, () => LookAsync(context, time, only, static () => { }, ct));
            }

            return context.IsJson
                ? Task.FromResult(
                    Answer.Error(
                    context, ExitCode.Usage, "usage",
                "--watch writes no JSON: it would be more than one document. Ask for one again and again."))
                : WatchAsync(context, time, only, TimeSpan.FromSeconds(parsed.GetValue(every)), ct);
        });
        return command;
    }

    private static Option<int> Every()
    {
        var every = new Option<int>(
            "--every") { Description = "With --watch: the seconds between two looks, 1 to 3600.", HelpName = "SECONDS",
            DefaultValueFactory = _ => SecondsBetweenLooks };
        every.Validators.Add(result =>
        {
            if (result.Tokens is [var word]
                && int.TryParse(word.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                && number is < 1 or > 3600)
            {
                result.AddError("--every takes a number of seconds from 1 to 3600.");
            }
        });
        return every;
    }

    private static async Task<int> WatchAsync(CommandContext context, TimeProvider time, string? only, TimeSpan every, CancellationToken ct)
    {
        Action before = Console.IsOutputRedirected ? static () => { } : ClearTerminal();
        while (true)
        {
            int code = await Run.GuardedAsync(context, async () =>
            {
                try
                {
                    int looked = await LookAsync(context, time, only, before, ct);
                    context.Output.WriteLine();
                    await context.Output.FlushAsync(CancellationToken.None);
                    return looked;
                }
                catch (OperationCanceledException) when (ct.IsCancellationRequested)
                {
                    return ExitCode.Done;
                }
            });
            if (code == ExitCode.Usage && only is not null && !context.Folder.HasForce(only))
            {
                // A name that is wrong does not become right.
                return code;
            }

            try
            {
                // A ledger or a file that cannot be read now has been said, and may be back at the next look.
                await Task.Delay(every, time, ct);
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Done;
            }
        }
    }

    /// <summary>Clears the screen and not what can be scrolled back to, as Spectre's own clearing does.</summary>
    private static Action ClearTerminal()
    {
        const string clear = "\u001b[2J\u001b[H";
        bool understands = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Profile.Capabilities.Ansi;
        return () => Console.Out.Write(understands ? clear : "");
    }

    /// <param name="context">Where to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="only">This force only; null for all.</param>
    /// <param name="before">Done when everything is read, before the first line of the answer.</param>
    /// <param name="ct">Cancels.</param>
    private static async Task<int> LookAsync(CommandContext context, TimeProvider time, string? only, Action before, CancellationToken ct)
    {
        // Opened at each look: it is read as it is by then, and a server may have been away.
        Workshop workshop = await Workshop.OpenAsync(context.Folder, time, LedgerUse.Look, new UpgradeReport(static _ => { }), ct);
        await using Workshop closing = workshop;
        IReadOnlyList<ForceStatus> forces = await ForceStatus.ReadAsync(context.Folder, workshop.Ledger, time, only, ct);
        if (only is not null && forces.Count == 0)
        {
            return Answer.Error(
                context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(only) + " By the ledger it holds nothing.");
        }

        AllStopped? stopped = await AllStopped.OfAsync(workshop.Settings, workshop.Ledger, ct);
        (IReadOnlyList<LedgerFinding> older, string? notCompared) = workshop.Ledger.IsThere
            ? await LedgerAge.Of(workshop.Settings, workshop.Ledger).OlderIfComparableAsync(context.Folder.Forces(), ct)
            : ([], null);
        older = [.. older.Where(found => only is null || found.Force == only)];
        PeopleStatus people = await PeopleStatus.ReadAsync(context.Folder, workshop.Ledger, time, ct);
        before();
        if (!workshop.Ledger.IsThere)
        {
            context.Error.WriteLine(NoLedgerYet(workshop));
        }

        Show(context, forces, stopped, people, time.GetUtcNow());
        foreach (LedgerFinding found in older)
        {
            context.Error.WriteLine($"{found.Force}: {Reason.LedgerOlder.Code}. {found.Older}");
        }

        if (notCompared is not null)
        {
            context.Error.WriteLine(notCompared);
        }

        return older.Count > 0 || notCompared is not null || forces.Any(force => force.NeedsSomebody) ? ExitCode.Failed : ExitCode.Done;
    }

    private static string NoLedgerYet(Workshop workshop) =>
        $"There is no ledger {workshop.Ledger.Path}: this is as of an installation that has sent nothing. Where there was one, restore it from its backup.";

    private static StringBuilder Table(IReadOnlyList<ForceStatus> forces)
    {
        string[][] rows = [
            ["force", "state", "last due", "last outcome", "sequence", "delivered", "waiting", "held", "next due"],
            .. forces.Select(Cells)];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return text;
    }

    private static void Show(
        CommandContext context, IReadOnlyList<ForceStatus> forces, AllStopped? stopped, PeopleStatus people, DateTimeOffset now)
    {
        int late = forces.Count(force => StateOf(force) == "late");
        int blocked = forces.Count(force => StateOf(force) == "blocked");
        int suspended = forces.Count(force => force.State.Standing == ForceStanding.Suspended);
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                ok = late + blocked + suspended == 0,
                at = now,
                late,
                blocked,
                suspended,
                stopped = stopped is null ? null : new { byFile = stopped.ByFile, orders = stopped.Orders.Select(StopAnswer.Document) },
                forces = forces.Select(force => new
                {
                    force = force.State.Force,
                    state = StateOf(force),
                    reason = (force.State.Reason ?? force.Blocked)?.Code,
                    message = force.Message,
                    lateFor = force.State.LateFor,
                    lastDue = force.LastDue,
                    lastOutcome = force.State.LastRun?.Outcome,
                    lastReason = force.State.LastRun?.Reason,
                    lastRunAt = force.State.LastRun?.StartedAt,
                    sequence = force.Sequence,
                    deliveredAt = force.DeliveredAt,
                    waiting = force.Waiting.Select(one => new { code = one.Code, records = one.Records }),
                    held = force.Held,
                    profile = WaitingAnswer.Document(force.Profile),
                    profileUsed = force.Used is { } used ? new { sha256 = used.Sha256, by = used.By, at = used.At } : null,
                    withoutManifest = force.WithoutManifest,
                    nextDue = force.NextDue,
                }),
                people = people.Document,
            });
            return;
        }

        StringBuilder text = Table(forces);
        text.AppendLine();
        foreach (ForceStatus force in forces.Where(force => force.Message is not null))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{force.State.Force}: {StateOf(force)}: {force.Message}");
        }

        AppendNarrowed(text, forces, now - PeopleNote.Shown);
        AppendStop(text, forces, stopped);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"At {London.Clock(now)}: {forces.Count} force{(forces.Count == 1 ? "" : "s")}, {late} late, {blocked} blocked, {suspended} suspended.");
        people.AppendTo(text);
        context.Output.Write(text.ToString());
    }

    private static void AppendNarrowed(StringBuilder text, IReadOnlyList<ForceStatus> forces, DateTimeOffset since)
    {
        foreach (ForceStatus force in forces.Where(force => force.Used is { By: UsedBy.Narrower } used && used.At >= since))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{force.State.Force}: a changed profile that lets nothing more leave is in use since {London.Clock(force.Used!.At)}: {force.Used.Sha256}. To widen it again it has to be accepted.");
        }
    }

    private static void AppendStop(StringBuilder text, IReadOnlyList<ForceStatus> forces, AllStopped? stopped)
    {
        foreach (ForceStatus force in forces.Where(force => force.WithoutManifest is not null))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{force.State.Force}: sequence {force.WithoutManifest}: file there, manifest not. The next run that is not stopped puts it.");
        }

        foreach (GivenStop order in stopped?.Orders ?? [])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Everything is stopped {StopAnswer.Line(order)}");
        }

        if (stopped is { ByFile: true })
        {
            text.AppendLine("Everything is stopped by stopAll in gateway.json.");
        }
    }

    private static string[] Cells(ForceStatus force) =>
    [
        force.State.Force,
        StateOf(force) + ((force.State.Reason ?? force.Blocked) is { } reason ? $" ({reason.Code})" : ""),
        Clock(force.LastDue),
        force.State.LastRun is not { } run ? Nothing : run.Outcome is not { } outcome ? "under way"
            : Json.Word(outcome) + (run.Reason is null ? "" : $" ({run.Reason})"),
        force.Sequence?.ToString(CultureInfo.InvariantCulture) ?? Nothing,
        Clock(force.DeliveredAt),
        force.Waiting.Count == 0 ? Nothing
            : string.Join(
            ", ", force.Waiting.Select(
            one => one.Records is { } records ? string.Create(CultureInfo.InvariantCulture, $"{one.Code} {records}") : one.Code)),
        force.Held ?? Nothing,
        Clock(force.NextDue),
    ];

    private static string StateOf(ForceStatus force) =>
        force.State.LateFor is not null ? "late" : force.Blocked is not null ? "blocked" : Json.Word(force.State.Standing);

    private static string Clock(DateTimeOffset? at) => at is { } time ? London.Clock(time) : Nothing;
}
