using System.Globalization;
using System.Runtime.CompilerServices;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Telemetry;

namespace DataSharing.Gateway.Commands;

/// <summary>What the commands share: opening the ledger, and turning what can go wrong before a run into an exit code.</summary>
internal static class Run
{
    /// <summary>Runs one operation of the flow for one force, showing how far it is, and then its result.</summary>
    public static Task<int> OneAsync(
        CommandContext context, TimeProvider time, Func<Workshop, ExportRun, Operation<ExportResult>> operation, CancellationToken ct) =>
        FlowAsync(context, time, operation, static (context, result) => ExportAnswer.Show(context, result), ct);

    /// <summary>Runs one operation of the flow, showing how far it is.</summary>
    /// <param name="context">Where to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="operation">Makes the operation.</param>
    /// <param name="show">Shows its answer and gives the exit code.</param>
    /// <param name="ct">Stops it.</param>
    public static Task<int> FlowAsync<TAnswer>(
        CommandContext context, TimeProvider time,
            Func<Workshop, ExportRun, Operation<TAnswer>> operation, Func<CommandContext, TAnswer, int> show, CancellationToken ct) =>
        WithWorkshopAsync(context, time, LedgerUse.Write, async workshop =>
        {
            var progress = new ConsoleProgress(context, time);
            Operation<TAnswer> asked = operation(workshop, workshop.Flow(progress.Watch));
            return show(context,
                await progress.ShowAsync(Task.Run(() => asked.RunAsync(context.WhoAsks(time), ct), CancellationToken.None)));
        }, ct, mustRecord: true);

    /// <summary>Opens the ledger, acts, and closes it.</summary>
    /// <param name="context">Where to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="use">What the ledger is opened for.</param>
    /// <param name="act">The work.</param>
    /// <param name="ct">Stops the opening.</param>
    /// <param name="mustRecord">Whether the work records also that it was cancelled: the ledger is then opened all the same, unless it is
    /// brought up to date.</param>
    public static Task<int> WithWorkshopAsync(
        CommandContext context, TimeProvider time, LedgerUse use,
        Func<Workshop, Task<int>> act, CancellationToken ct, bool mustRecord = false) => GuardedAsync(context, async () =>
    {
        using var opening = new CancellationTokenSource();
        bool stoppable = !mustRecord;
        using CancellationTokenRegistration stopping = ct.Register(() =>
        {
            if (stoppable)
            {
                opening.Cancel();
            }
        });
        var upgrade = new UpgradeReport(step =>
        {
            stoppable = true;
            if (ct.IsCancellationRequested)
            {
                opening.Cancel();
            }

            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The ledger is brought from version {step.From} to version {step.To}: step {step.Statement} of {step.Statements}, {step.Rows:N0} rows, {step.Elapsed:hh\\:mm\\:ss}."));
        });
        Workshop workshop = await Workshop.OpenAsync(context.Folder, time, use, upgrade, opening.Token);
        await using Workshop closing = workshop;
        if (!workshop.Ledger.IsThere)
        {
            context.Error.WriteLine(
                $"There is no ledger {workshop.Ledger.Path}: this is as of an installation that has sent nothing. Where there was one, restore it from its backup.");
        }

        return await act(workshop);
    });

    /// <summary>Acts, and turns what can go wrong into an answer and its exit code.</summary>
    public static async Task<int> GuardedAsync(CommandContext context, Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (ConfigurationException error)
        {
            return Answer.Error(
                context, ExitCode.Usage, Reason.ProfileInvalid.Code,
                $"The configuration in {context.Folder.Path} has {error.Problems.Count} problem(s).", error.Problems);
        }
        catch (OperationCanceledException)
        {
            return Answer.Error(context, ExitCode.Cancelled, Reason.Cancelled.Code, "Cancelled.");
        }
        catch (Exception error) when (Failures.ReasonOf(error) is { } reason)
        {
            return Answer.Error(context, ExitCode.Failed, reason.Code, Failures.MessageOf(error));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The runtime's words about a file name its path, never its content.
            return Answer.Error(
                context, ExitCode.Failed, Reason.ProgramError.Code, $"A file could not be read or written: {error.Message}");
        }
        catch (Exception error)
        {
            return Answer.Error(context, ExitCode.Failed, Reason.ProgramError.Code, $"An error of the program: {FailureNote.Of(error)}");
        }
    }
}
