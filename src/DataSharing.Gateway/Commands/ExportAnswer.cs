using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary>Shows the result of an export, resend, re-export, confirm or plan.</summary>
internal static class ExportAnswer
{
    private const int PrintedAtMost = 20;

    /// <summary>The exit code of one force's result.</summary>
    public static int CodeOf(ExportResult result) => result.Outcome switch
    {
        RunOutcome.Delivered or RunOutcome.NothingToSend => ExitCode.Done,
        RunOutcome.Held => ExitCode.Held,
        RunOutcome.Busy => ExitCode.Busy,
        RunOutcome.Cancelled => ExitCode.Cancelled,
        _ => result.Reason == Reason.ProfileInvalid || result.Reason == Reason.ProfileMissing || result.Reason == Reason.NoSuchRange
            ? ExitCode.Usage : ExitCode.Failed,
    };

    /// <summary>The exit code of all forces together: refused counts as done, a broken profile as failed.</summary>
    public static int CodeOfAll(IReadOnlyCollection<ExportResult> results)
    {
        if (results.Any(result => result.Outcome == RunOutcome.Cancelled))
        {
            return ExitCode.Cancelled;
        }

        int[] codes = [
            .. results.Select(
            result => result.Outcome == RunOutcome.Refused && CodeOf(result) != ExitCode.Usage ? ExitCode.Done : CodeOf(result))];
        return codes.All(code => code == ExitCode.Done) ? ExitCode.Done
            : codes.All(code => code is ExitCode.Done or ExitCode.Held) ? ExitCode.Held
            : ExitCode.SomeFailed;
    }

    /// <summary>Shows one result and gives its exit code.</summary>
    public static int Show(CommandContext context, ExportResult result, bool planned = false)
    {
        if (result.Problems.Count > 0 || result.Reason == Reason.ProfileMissing)
        {
            string message = result.Reason == Reason.ProfileMissing
                ? context.NoProfile(result.Force)
                : $"{result.Force}: the configuration has {result.Problems.Count.ToString(CultureInfo.InvariantCulture)} problem(s). Nothing was read or sent.";
            return Answer.Error(context, CodeOf(result), result.Reason!.Code, message, result.Problems);
        }

        if (context.IsJson)
        {
            Answer.Json(context, Document(result, planned));
            if (result.Message is { } message)
            {
                context.Error.WriteLine($"{result.Force}: {message}");
            }
        }
        else
        {
            Print(context, result, planned);
        }

        return CodeOf(result);
    }

    /// <summary>The JSON document of one result; of what would be sent where it is only <paramref name="planned"/>.</summary>
    public static IReadOnlyDictionary<string, object?> Document(ExportResult result, bool planned = false)
    {
        Dictionary<string, object?> document = PlanDocument(result, planned);
        document["file"] = result.File;
        document["sha256"] = result.Sha256;
        document["bytes"] = result.Bytes;
        return document;
    }

    /// <summary>The JSON document of a plan: without file, sha256 and bytes.</summary>
    public static Dictionary<string, object?> PlanDocument(ExportResult result, bool planned = true) => new()
    {
        ["force"] = result.Force,
        ["planned"] = planned,
        ["outcome"] = planned && result.Outcome == RunOutcome.Delivered ? "wouldDeliver" : result.Outcome,
        ["reason"] = result.Reason?.Code,
        ["message"] = result.Message,
        ["toDo"] = result.ToDo,
        ["sequence"] = result.Sequence,
        ["attempt"] = result.Attempt,
        ["rows"] = new { @new = result.Rows.New, amend = result.Rows.Amend, withdraw = result.Rows.Withdraw, resend = result.Rows.Resend },
        ["excluded"] = result.Excluded,
        ["heldBack"] = result.HeldBack.GroupBy(pair => pair.Key.Reason, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value)),
        ["heldBackFields"] = result.HeldBack.OrderBy(pair => pair.Key.Reason, StringComparer.Ordinal).ThenBy(pair => pair.Key.Field, StringComparer.Ordinal)
            .Select(pair => new { reason = pair.Key.Reason, field = pair.Key.Field.Length == 0 ? null : pair.Key.Field,
            records = pair.Value }),
        ["textsWaiting"] = result.TextsWaiting,
        ["alreadySent"] = ByToken(result).Select(row => new { recordId = row.Token, sequence = row.Sequence, reason = row.Reason.Code, field = row.Field }),
        ["guards"] = (result.Guards?.Readings ?? []).Select(reading => new
        {
            guard = reading.Guard, value = reading.Value, limit = reading.Limit, trips = reading.Trips,
            accepted = result.Guards!.Accepted.Contains(reading.Guard),
        }),
        ["resumed"] = result.Resumed,
        ["withdrawal"] = result.Withdrawal,
    };

    /// <summary>Shows one result to a person.</summary>
    public static void Print(CommandContext context, ExportResult result, bool planned = false)
    {
        TextWriter output = context.Output;
        string head = $"{result.Force}: {(planned && result.Outcome == RunOutcome.Delivered ? "would be delivered" : Words(result.Outcome))}";
        output.WriteLine(result.Reason is { } reason ? $"{head} ({reason.Code})" : head);
        if (result.Message is { } message)
        {
            output.WriteLine($"  {message}");
        }

        if (result.ToDo is { } toDo && result.Reason!.Meaning != result.Message)
        {
            output.WriteLine($"  {toDo}");
        }

        foreach (Disclosure.Configuration.ConfigProblem problem in result.Problems)
        {
            output.WriteLine($"  {problem}");
        }

        if (result.Withdrawal is { } withdrawal && withdrawal != result.Sequence)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  withdrawals went first: sequence {withdrawal}"));
        }

        if (result.Resumed.Count > 0)
        {
            output.WriteLine($"  finished first: sequence {string.Join(", ", result.Resumed)}");
        }

        if (result.Sequence is { } sequence)
        {
            output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"  sequence {sequence}{(result.Attempt is { } attempt ? $", attempt {attempt}" : "")}{(result.File is null ? "" : $", {result.File}, {result.Bytes:N0} bytes")}"));
        }

        output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"  rows: {result.Rows.New:N0} new, {result.Rows.Amend:N0} amended, {result.Rows.Withdraw:N0} withdrawn, {result.Rows.Resend:N0} sent again"));
        if (result.Excluded.Count > 0)
        {
            output.WriteLine(
                $"  excluded: {string.Join(", ", result.Excluded.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:N0}")))}");
        }

        PrintGuards(output, result);
        PrintAlreadySent(output, result);
        PrintWaiting(output, result);
        if (result.HeldBack.Count > 0)
        {
            output.WriteLine(
                $"  held back: {string.Join(", ", result.HeldBack.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key.Reason}{(pair.Key.Field.Length == 0 ? "" : " at " + pair.Key.Field)} {pair.Value:N0}")))}");
        }
    }

    /// <summary>Not in the order of keys, which is the order of recording.</summary>
    private static IEnumerable<AlreadySentRow> ByToken(ExportResult result) =>
        result.AlreadySent.OrderBy(row => row.Token, StringComparer.Ordinal);

    /// <summary>What the force has and must not have; nothing where there is none.</summary>
    private static void PrintAlreadySent(TextWriter output, ExportResult result)
    {
        foreach (AlreadySentRow row in ByToken(result).Take(PrintedAtMost))
        {
            output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"  already sent, to be withdrawn: record {row.Token}, with sequence {row.Sequence}: {row.Reason.Code} at {row.Field}"));
        }

        if (result.AlreadySent.Count > PrintedAtMost)
        {
            output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"  already sent, to be withdrawn: {result.AlreadySent.Count - PrintedAtMost:N0} more; --json lists all"));
        }
    }

    /// <summary>The guards that trip, with value and limit; nothing where none does.</summary>
    private static void PrintGuards(TextWriter output, ExportResult result)
    {
        foreach (GuardReading reading in result.Guards?.Tripping ?? [])
        {
            output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"  guard {Json.Word(reading.Guard)}: {reading.Value:N0}, and {reading.Limit:N0} pass{(result.Guards!.Accepted.Contains(reading.Guard) ? "; accepted" : "")}"));
        }
    }

    /// <summary>How many texts wait for a person; nothing where none does.</summary>
    private static void PrintWaiting(TextWriter output, ExportResult result)
    {
        if (result.TextsWaiting > 0)
        {
            output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"  texts waiting for a person: {result.TextsWaiting:N0}. See: datasharing text list {result.Force}"));
        }
    }

    private static string Words(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Delivered => "delivered",
        RunOutcome.NothingToSend => "nothing to send",
        RunOutcome.Held => "held for approval",
        RunOutcome.Unconfirmed => "not known whether it arrived",
        RunOutcome.Refused => "refused",
        RunOutcome.Busy => "busy",
        RunOutcome.Cancelled => "cancelled",
        _ => "failed",
    };
}
