using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Release;

namespace DataSharing.Gateway.Commands;

/// <summary>Compares a profile with another text of it, and says what is different.</summary>
internal static class DiffAnswer
{
    /// <summary>Compares, and shows.</summary>
    public static async Task<int> ShowAsync(CommandContext context, Workshop workshop, Asked asked, CancellationToken ct)
    {
        if (!context.Folder.HasForce(asked.Force))
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(asked.Force));
        }

        string? against = asked.Against is { } named && !CompareProfile.IsFingerprint(named) ? Path.GetFullPath(named) : asked.Against;
        if (against is not null && against != asked.Against && !FolderReading.IsFile(against))
        {
            return Answer.Error(
                context, ExitCode.Usage, "usage", "--against takes a fingerprint of 64 hexadecimal digits, or a profile's file: this is neither.");
        }

        var progress = new ConsoleProgress(context, workshop.Time);
        DifferenceMeasure? measure = asked.WordsOnly ? null
            : new DifferenceMeasure(context.Folder, workshop.Ledger, workshop.Time, progress.Watch);
        var compare = new CompareProfile(context.Folder, workshop.Ledger, measure, asked.Force, against);
        ComparedProfile compared = await progress.ShowAsync(
            Task.Run(() => compare.RunAsync(context.WhoAsks(workshop.Time), ct), CancellationToken.None));
        if (context.IsJson)
        {
            Answer.Json(context, Document(asked.Force, compared));
        }
        else
        {
            Print(context.Output, asked.Force, compared);
        }

        return compared.Waits ? ExitCode.Held : ExitCode.Done;
    }

    private static object Document(string force, ComparedProfile compared) => new
    {
        force,
        sha256 = compared.InUse.Sha256,
        against = compared.Sha256,
        with = compared.With,
        @class = compared.Difference.Class,
        waits = compared.Waits,
        hostKeyAlone = compared.Difference.IsHostKeyAlone,
        changes = compared.Difference.Changes.Select(change => new { part = change.Part, @class = change.Class, words = change.Words }),
        records = compared.Measured is { } measured ? new { leave = measured.Records, @new = measured.New, finer = measured.Finer } : null,
        notMeasured = compared.NotMeasured is var (reason, message) ? new { reason = reason?.Code, message } : null,
        accept = compared is { Waits: true, With: ComparedWith.Used } ? compared.InUse.Line : null,
    };

    private static void Print(TextWriter output, string force, ComparedProfile compared)
    {
        IReadOnlyList<ProfileChange> changes = compared.Difference.Changes;
        output.WriteLine($"{force}: the files as they are ({compared.InUse.Sha256}), compared with {Other(compared)}.");
        if (changes.Count == 0)
        {
            output.WriteLine("  Nothing is different.");
            return;
        }

        foreach (ProfileChange change in changes.OrderByDescending(change => change.Class))
        {
            output.WriteLine($"  {Json.Word(change.Class),-8}  {change.Part}: {change.Words}");
        }

        if (compared.Measured is { } measured)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Of {measured.Records:N0} records that leave, {measured.New:N0} get something new."));
            if (measured.Finer > 0)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Finer values were already sent for {measured.Finer:N0} records. The next file takes them back; what was read stays read."));
            }
        }
        else if (compared.NotMeasured is var (_, message))
        {
            output.WriteLine($"How many records it is about was not measured: {message}");
        }

        output.WriteLine(
            !compared.Waits ? compared.Difference.Class == ChangeClass.Wider ? "It was accepted, or nobody has to accept it: the next run goes by it." : "Nothing of it waits: the next run goes by it."
            : compared.With == ComparedWith.Used ? $"It waits: {compared.InUse.Line}" : "Against that text something would have to be accepted.");
    }

    private static string Other(ComparedProfile compared) => compared.With switch
    {
        ComparedWith.File => "the file named",
        ComparedWith.Kept => $"the text {compared.Sha256}, which the ledger keeps",
        _ when compared.Sha256 is null => "nothing: no text of it was used before",
        _ when compared.Difference.Changes is [{ Part: var part }] && part == ProfileDifference.FileOf(compared.InUse.Present.Profile.Force) =>
            $"nothing: the ledger does not keep the text of the last export, {compared.Sha256}",
        _ => $"the text last used ({compared.Sha256})",
    };

    /// <summary>What is asked for.</summary>
    /// <param name="Force">The force's slug.</param>
    /// <param name="Against">A fingerprint or a file; null for the text last used.</param>
    /// <param name="WordsOnly">Whether the source is left unread.</param>
    internal sealed record Asked(string Force, string? Against, bool WordsOnly);
}
