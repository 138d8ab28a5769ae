using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing ledger</c>, with <c>verify</c>, <c>anchor</c> and <c>backup</c>.</summary>
internal static class LedgerCommand
{
    public static Command Build(TimeProvider time) => new(
        "ledger", "The ledger: who was sent what, when, under which agreement.") { Verify(time), AnchorCommand.Build(time),
        Backup(time), AcceptRestoredCommand.Build(time) };

    private static Command Verify(TimeProvider time)
    {
        var against = new Option<string[]>("--against")
        {
            HelpName = "FILE",
            Description = "Manifests that forces got, or anchors of ledger anchor --json: the ledger must say the same.",
            AllowMultipleArgumentsPerToken = true,
        };
        var verify = new Command("verify", """
            Recompute the journal's chain, and compare the exports, their rows, the holdings and the runs with what it says. The answer
            names the tables that no entry tells of. Exports go on meanwhile. How far it is stands on standard error; Ctrl-C stops it.
            Detects alteration; a rewrite of the whole chain, and the end cut off, only against a manifest that a force got, or an anchor: --against.
            Compares the ledger with the witness and the outbox: a ledger that is older than what was sent is told, force by force.

            Example:
              datasharing ledger verify --against met-000012-1.json anchor.json

            Exit codes: 0 the ledger is whole, 1 it was altered, is older than what was sent, differs from a file or cannot be read, 2 usage or configuration, 130 cancelled.
            """)
        {
            against,
        };
        verify.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(context, time, LedgerUse.Read, async workshop =>
            {
                LedgerVerdict verdict = await new VerificationProgress(context, time).ShowAsync(workshop.Ledger, ct);
                (IReadOnlyList<LedgerFinding> older, string? notCompared) = await LedgerAge.Of(workshop.Settings, workshop.Ledger)
                    .OlderIfComparableAsync(context.Folder.Forces(), ct);
                var witnesses = new WitnessComparison(workshop.Ledger, workshop.Settings.Controller);
                var compared = new List<ComparedStatement>();
                foreach (string file in parsed.GetValue(against) ?? [])
                {
                    compared.Add(await witnesses.CompareAsync(file, ct));
                }

                bool whole = verdict.Ok && older.Count == 0 && notCompared is null && compared.All(one => one.Ok);
                Show(context, verdict, older, notCompared, compared, whole);
                return whole ? ExitCode.Done : ExitCode.Failed;
            }, ct);
        });
        return verify;
    }

    private static void Show(
        CommandContext context, LedgerVerdict verdict, IReadOnlyList<LedgerFinding> older, string? notCompared,
        IReadOnlyList<ComparedStatement> compared, bool whole)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                ok = whole,
                entries = verdict.Entries,
                head = verdict.Head,
                firstBad = verdict.FirstBad,
                problem = verdict.Problem,
                runsUnderWay = verdict.RunsUnderWay,
                withoutSalt = verdict.WithoutSalt,
                notCovered = verdict.NotCovered,
                notNamed = verdict.NotNamed,
                older = older.Select(
                    found => new { force = found.Force, ledgerNext = found.LedgerNext, next = found.Next, message = found.Older }),
                notCompared,
                against = compared,
            });
        }
        else
        {
            context.Output.WriteLine(verdict.Ok
                ? string.Create(
                    CultureInfo.InvariantCulture,
                $"The ledger is whole: {verdict.Entries:N0} journal entries, head {verdict.Head ?? "(none)"}.")
                : string.Create(
                    CultureInfo.InvariantCulture,
                $"The ledger was altered. First bad journal entry: {verdict.FirstBad}. {verdict.Problem}"));
            foreach (LedgerFinding found in older)
            {
                context.Output.WriteLine($"{found.Force}: {Reason.LedgerOlder.Code}. {found.Older}");
            }

            if (notCompared is not null)
            {
                context.Output.WriteLine($"Not compared with what was sent: {notCompared}");
            }

            foreach (ComparedStatement one in compared)
            {
                context.Output.WriteLine(Told(one));
            }

            context.Output.WriteLine(NotCovered(verdict));
        }
    }

    private static string Told(ComparedStatement one)
    {
        string journal = one.Entry is { } entry
            ? string.Create(CultureInfo.InvariantCulture, $" The journal up to entry {entry:N0} is what it was then.") : "";
        string export = one is { Force: { } force, Sequence: { } sequence, Attempt: { } attempt }
            ? string.Create(CultureInfo.InvariantCulture, $" It is attempt {attempt} at sequence {sequence} of {force}.") : "";
        string said = one.Ok ? $" Agrees.{export}" : " DIFFERS. " + string.Join(' ', one.Findings);
        return $"{one.File}:{said}{journal}{(one.Note is null ? "" : " " + one.Note)}";
    }

    private static string NotCovered(LedgerVerdict verdict)
    {
        string tables = verdict.NotCovered.Count == 0 ? "" : $"No entry tells of: {string.Join(", ", verdict.NotCovered)}.";
        string runs = verdict.RunsUnderWay switch
        {
            0 => "",
            1 => " One run is under way; it has an entry when it has ended.",
            _ => string.Create(
                CultureInfo.InvariantCulture, $" {verdict.RunsUnderWay:N0} runs are under way; they have entries when they have ended."),
        };
        string names = verdict.NotNamed == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" {verdict.NotNamed:N0} entr{(verdict.NotNamed == 1 ? "y is" : "ies are")} about an incident whose name was erased: what they say of it is not compared.");
        string salts = verdict.WithoutSalt switch
        {
            0 => "",
            1 => " The salt of one export was destroyed: no entry tells of its files.",
            _ => string.Create(
                CultureInfo.InvariantCulture, $" The salts of {verdict.WithoutSalt:N0} exports were destroyed: no entry tells of their files."),
        };
        return (tables + runs + names + salts).Trim();
    }

    private static Command Backup(TimeProvider time)
    {
        var file = new Argument<string>("file") { Description = "The file to write; there must be none of that name." };
        var backup = new Command("backup", """
            Copy the ledger into one file, as it is at one moment, while exports go on; then read the copy and verify it.
            Copy the folder of the outbox (<ledger>.outbox) after it, and keep the key ring elsewhere: without it the archive cannot be read.

            Example:
              datasharing ledger backup /backup/ledger-2026-11-23.db

            Exit codes: 0 the copy is whole, 1 it could not be written or does not verify, 2 usage or configuration, 130 cancelled.
            """)
        {
            file,
        };
        backup.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(context, time, LedgerUse.Read, async workshop =>
            {
                string path = Path.GetFullPath(parsed.GetValue(file)!);
                using ExportLedger copy = await new BackUpLedger(workshop.Ledger, path, time).RunAsync(context.WhoAsks(time), ct);
                LedgerVerdict verdict = await new VerificationProgress(context, time).ShowAsync(copy, ct);
                if (context.IsJson)
                {
                    Answer.Json(context, new { file = path, ok = verdict.Ok, entries = verdict.Entries, head = verdict.Head });
                }
                else
                {
                    context.Output.WriteLine(verdict.Ok
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                        $"{path}: whole, {verdict.Entries:N0} journal entries, head {verdict.Head ?? "(none)"}.")
                        : string.Create(
                            CultureInfo.InvariantCulture,
                        $"{path}: neither the copy nor the ledger verifies. First bad journal entry: {verdict.FirstBad}. {verdict.Problem}"));
                }

                return verdict.Ok ? ExitCode.Done : ExitCode.Failed;
            }, ct);
        });
        return backup;
    }
}
