using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Release;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Tests.Release;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Standing;

/// <summary>Every edit of the sample configuration, against a run that has used the files as they were before: it waits, is refused, or is used at once and told.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AcceptedEditTests
{
    [TestCaseSource(typeof(SampleTexts), nameof(SampleTexts.Forces))]
    public async Task No_edit_passes_silently(string slug)
    {
        ProfileEdit[] edits = [.. ProfileEdits.All.Where(edit => edit.Force == slug)];
        using AcceptedForce force = await AcceptedForce.MakeAsync(slug: slug);
        await AcceptAndUseAsync(force);
        using (Assert.EnterMultipleScope())
        {
            foreach (ProfileEdit edit in edits)
            {
                string path = Path.Combine(force.Config, edit.File);
                string sample = await File.ReadAllTextAsync(path);
                if (edit.First is { } first)
                {
                    await File.WriteAllTextAsync(path, first(sample));
                    await AcceptAndUseAsync(force);
                }

                await File.WriteAllTextAsync(path, edit.Edit(sample));
                bool isUsed = await JudgeAsync(force, edit);
                await File.WriteAllTextAsync(path, sample);
                if (isUsed || edit.First is not null)
                {
                    // What was used meanwhile was narrower: the files as they were have to be accepted anew, and are.
                    await AcceptAndUseAsync(force);
                }
            }
        }

        Assert.That(await force.ProblemAsync(), Is.Null);
    }

    private static async Task AcceptAndUseAsync(AcceptedForce force)
    {
        ProfileInUse use = await force.LookAsync();
        if (use.Waits)
        {
            await force.AcceptAsync(use.Sha256);
            use = await force.LookAsync();
        }

        if (use.By is { } by)
        {
            // As a run writes it; one of a profile that is switched off is refused before.
            await using Lease lease = (await force.Ledger.Leases.TryAcquireAsync(force.Slug))!;
            Assert.That(await force.Ledger.Accepted.UseAsync(lease, new LedgerAccepted.Use(use.Text, by, use.Last?.Entry ?? 0, use.Acceptance, "1")), Is.True);
        }
    }

    /// <returns>Whether the text came into use.</returns>
    private static async Task<bool> JudgeAsync(AcceptedForce force, ProfileEdit edit)
    {
        if (edit.IsRefused)
        {
            Assert.That(() => force.Folder.ReadForce(force.Slug), Throws.TypeOf<ConfigurationException>(), edit.ToString());
            return false;
        }

        ExportResult? refusal = await force.RunAsync();
        ProfileInUse use = force.Looked;
        UsedText before = use.Last!;
        UsedText after = (await force.Ledger.Accepted.ReadAsync(force.Slug)).Used!;
        bool isToday = refusal?.Outcome == RunOutcome.Refused;
        if (edit.Class == ChangeClass.Wider)
        {
            Assert.That((use.Waits, refusal?.Reason == Reason.ProfileNotAccepted || isToday, after), Is.EqualTo((true, true, before)), edit.ToString());
            return false;
        }

        Assert.That((use.By, refusal is null || isToday), Is.EqualTo(((UsedBy?)UsedBy.Narrower, true)), edit.ToString());
        Assert.That((after.Sha256, after.By), Is.EqualTo(isToday ? (before.Sha256, before.By) : (use.Sha256, UsedBy.Narrower)), edit.ToString());
        return !isToday;
    }
}
