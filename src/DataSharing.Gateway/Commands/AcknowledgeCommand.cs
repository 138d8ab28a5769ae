using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing acknowledge</c>.</summary>
internal static class AcknowledgeCommand
{
    private const int PrintedAtMost = 20;

    public static Command Build(TimeProvider time)
    {
        var about = new Argument<string[]>(
            "about") { Description = "The force's slug and the code; with --all the code alone.", Arity = new ArgumentArity(1, 2),
            HelpName = "FORCE CODE" };
        var all = new Option<bool>(
            "--all") { Description = "Every force of which something waits under the code; for a word about the clock the same as any force." };
        Option<string?> why = ReasonOption.Build(
            "What was decided, for the ledger. A code and a case reference are enough.", required: true);
        var command = new Command("acknowledge", $"""
            Say that an administrator has dealt with something that waits for it. It covers what was found so far, goes into the journal, and ends the daily alert.
            What is found later is told again. A word about the clock is about every force, because they share it. A word about a profile says that the
            version in this configuration folder is the right one.

            Codes:
              {string.Join(Environment.NewLine + "  ", AwaitedWord.All.Select(word => $"{word.Reason.Code}: {word.Reason.Meaning}"))}

            Examples:
              datasharing acknowledge metropolitan alreadySent --reason "no breach CST-2026-001234"
              datasharing acknowledge --all alreadySent --reason "breach reported CST-2026-001235"
              datasharing acknowledge --all clockAhead --reason "battery of the clock, mended"
              datasharing acknowledge metropolitan profileVersionReused --reason "the second server had an old copy"

            Exit codes: 0 done, 1 nothing of the force waits, or the ledger cannot be written, 2 usage or configuration, 130 cancelled.
            """)
        {
            about, all, why,
        };
        command.Validators.Add(result =>
        {
            string[] words = result.GetValue(about) ?? [];
            if (words.Length != (result.Has(all) ? 1 : 2))
            {
                result.AddError("Name one force and the code, or --all and the code.");
            }
            else if (Find(words[^1]) is null)
            {
                result.AddError(
                    $"\"{words[^1]}\" is not a code that can be acknowledged. There is: {string.Join(", ", AwaitedWord.All.Select(word => word.Reason.Code))}.");
            }

            if (result.GetResult(why)?.Tokens is [{ Value: var text }] && string.IsNullOrWhiteSpace(text))
            {
                result.AddError("--reason needs a text.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            string[] words = parsed.GetValue(about)!;
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Write,
                workshop => AcknowledgeAsync(
                context, workshop, Find(words[^1])!, parsed.GetValue(all) ? null : words[0], parsed.GetValue(why)!, ct), ct);
        });
        return command;
    }

    private static AwaitedWord? Find(string code) => AwaitedWord.All.FirstOrDefault(word => word.Reason.Code == code);

    private static async Task<int> AcknowledgeAsync(
        CommandContext context, Workshop workshop, AwaitedWord word, string? force, string why, CancellationToken ct)
    {
        IReadOnlyList<Acknowledgement> given = await new Acknowledge(workshop.Folder, workshop.Ledger, word, force, why)
            .RunAsync(context.WhoAsks(workshop.Time), ct);
        if (force is not null && given.Count == 0)
        {
            return Answer.Error(
                context, ExitCode.Failed, Reason.NothingWaiting.Code,
                $"{(word.IsOfAll ? "The ledger" : force)}: nothing waits for an administrator's word under {word.Reason.Code}.");
        }

        if (context.IsJson)
        {
            Answer.Json(context,
                new { acknowledged = given.Select(
                one => new { force = one.Force, code = word.Reason.Code, entry = one.Entry, records = one.Records,
                recordIds = one.RecordIds }) });
            return ExitCode.Done;
        }

        if (given.Count == 0)
        {
            context.Output.WriteLine($"Nothing waits for an administrator's word under {word.Reason.Code}.");
        }

        foreach (Acknowledgement one in given)
        {
            if (one.Covers is { } covers)
            {
                context.Output.WriteLine(
                    string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Force ?? "every force"}: {word.Reason.Code} acknowledged, journal entry {one.Entry}: {covers}."));
                continue;
            }

            string records = string.Join(", ", one.RecordIds.Take(PrintedAtMost)) + (one.Records > PrintedAtMost ? ", …" : "");
            context.Output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Force}: {word.Reason.Code} acknowledged for {one.Records:N0} record(s), journal entry {one.Entry}: {records}"));
        }

        return ExitCode.Done;
    }
}
