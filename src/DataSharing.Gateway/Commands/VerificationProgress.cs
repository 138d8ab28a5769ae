using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Spectre.Console;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// Shows on standard error how far a verification of the ledger is: on a terminal a bar once two seconds have passed, elsewhere a line
/// every ten seconds. Standard output stays for the answer.
/// </summary>
internal sealed class VerificationProgress(CommandContext context, TimeProvider time) : IProgress<LedgerProgress>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private volatile LedgerProgress? _latest;

    public void Report(LedgerProgress value) => _latest = value;

    /// <summary>Verifies on a thread of its own, showing how far it is.</summary>
    public async Task<LedgerVerdict> ShowAsync(ExportLedger ledger, CancellationToken ct)
    {
        // SQLite's provider gives its thread back only when a statement has ended.
        Task<LedgerVerdict> work = Task.Run(() => ledger.Journal.VerifyAsync(this, ct), CancellationToken.None);
        if (Console.IsErrorRedirected)
        {
            while (await Task.WhenAny(work, Task.Delay(BetweenLines, time, CancellationToken.None)) != work)
            {
                context.Error.WriteLine($"Verifying: {Describe()}.");
            }

            return await work;
        }

        await Task.WhenAny(work, Task.Delay(Patience, time, CancellationToken.None));
        if (!work.IsCompleted)
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            await console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(async bars =>
            {
                ProgressTask bar = bars.AddTask("verifying");
                while (!work.IsCompleted)
                {
                    if (_latest is { } latest)
                    {
                        bar.MaxValue = Math.Max(1, latest.Total);
                        bar.Value = latest.Checked;
                        bar.Description = Describe();
                    }

                    await Task.WhenAny(work, Task.Delay(Refresh, time, CancellationToken.None));
                }
            });
        }

        return await work;
    }

    private string Describe() => _latest is { } latest
        ? string.Create(CultureInfo.InvariantCulture, $"{Word(latest.Part)}, {latest.Checked:N0} of {latest.Total:N0} entries and rows")
        : "opening";

    private static string Word(LedgerPart part) => part switch
    {
        LedgerPart.File => "the file",
        LedgerPart.Journal => "the journal",
        LedgerPart.Exports => "the exports",
        LedgerPart.Rows => "the rows of the exports",
        LedgerPart.Holdings => "the holdings",
        LedgerPart.Runs => "the runs",
        _ => "profiles, texts and what was already sent",
    };
}
