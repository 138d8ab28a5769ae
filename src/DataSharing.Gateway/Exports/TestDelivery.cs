using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Release;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Exports;

/// <summary>A file of invented rows that stands at a drop.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="File">The file's name.</param>
/// <param name="Manifest">The name of its manifest.</param>
/// <param name="Sha256">The file's SHA-256 in lower-case hexadecimal.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Rows">How many rows it has.</param>
internal sealed record SentTestFile(string Force, string File, string Manifest, string Sha256, long Bytes, int Rows);

/// <summary>
/// Sends a force a file of invented rows, as an export would be sent, so that it can try its import. It has no sequence, moves nothing of
/// what the force holds, and needs neither an agreement in force nor an enabled profile; but while everything is stopped nothing is sent.
/// </summary>
internal sealed class TestDelivery(ConfigurationFolder folder, ExportLedger ledger, ISftpConnector connector, TimeProvider time)
{
    /// <summary>Sends it. The journal has its entry <c>testFileSent</c> before the file has its final name.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Disclosure.Configuration.ConfigurationException">The profile, or what it rests on, has errors.</exception>
    /// <exception cref="RefusedException">
    /// Everything is stopped; the drop is another one than that of the text last used, and nobody has accepted it; or its host key was
    /// refused under this profile.
    /// </exception>
    /// <exception cref="DropException">The drop could not be asked, or refused.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<SentTestFile> SendAsync(string force, string person, CancellationToken ct)
    {
        RunWork work = RunWork.Prepare(folder, ledger, time, new ExportRequest(force, ExportTask.Export, person), lease: null, run: 0, folder.ReadForce(force));
        await RequireKnownDropAsync(work.Force, ct);
        using DryRunFolder sealedFiles = DryRunFolder.ForCopies(work.Outbox);
        (ExportFile data, ExportFile manifest) = Write(work, AttemptPlace.OfDryRun(sealedFiles.Path, 1));
        await RequireNotStoppedAsync(ct);
        await using DropVisit visit = await DropVisit.ConnectAsync(connector, work.Force.Drop, ct);
        await visit.RequireFreeAsync(manifest.Name, ct);
        IPublication publication = work.Force.Drop.Publish == PublishBy.Direct
            ? new DirectPublication(work, RunWatch.None, ConnectAsync) : new RenamePublication(work, RunWatch.None, ConnectAsync);
        string temporary = publication.NameOnTheWay(data);
        await publication.PrepareAsync(visit, data, temporary, ct);
        await RequireNotStoppedAsync(ct);
        JournalBody body = new JournalBody().With("file", data.Name).With("manifest", manifest.Name).With("sha256", data.Sha256)
            .With("bytes", data.Bytes).With("rows", data.Counts!.Value.Total);
        await ledger.Journal.AppendAsync(JournalKind.TestFileSent, force, person, body, ct);
        switch (await publication.PublishAsync(visit, data, temporary, ct))
        {
            case PublicationEnd.Whole or PublicationEnd.Seen { Presence: DropPresence.Ours }:
                await visit.CompleteAsync(manifest, publication.NameOnTheWay(manifest), ct);
                return new SentTestFile(force, data.Name, manifest.Name, data.Sha256, data.Bytes, data.Counts!.Value.Total);
            case PublicationEnd.Failed failed:
                throw failed.Error;
            default:
                throw new DropException(
                    Reason.DropConnectionLost, isTransient: true,
                    $"The connection was cut, and it is not known whether {data.Name} has its name at the drop. It has invented rows alone: ask the force to delete it, and send another one.");
        }

        Task<DropVisit> ConnectAsync(CancellationToken again) => DropVisit.ConnectAsync(connector, work.Force.Drop, again);
    }

    /// <summary>Writes both files, sealed, and checks them as those of an export are checked.</summary>
    private (ExportFile Data, ExportFile Manifest) Write(RunWork work, AttemptPlace place)
    {
        DateTimeOffset now = time.GetUtcNow();
        FileName name = FileName.ForTest(work.Profile.Layout.NameTemplate, work.Settings.Controller, work.Slug, now);
        InventedRows rows = InventedRows.Of(work.Profile);
        ExportFile data = ExportFile.Write(place.Outbox, place.Key, place.KeyId, place.DataEntry, name.Data, rows);
        var manifest = new Manifest
        {
            IsTest = true,
            Reading = FileReading.Of(work.Profile),
            File = data.Name,
            Sha256 = data.Sha256,
            Bytes = data.Bytes,
            Counts = rows.Counts,
            IsFull = false,
            Sequence = 0,
            Force = work.Slug,
            Controller = work.Settings.Controller,
            Facts = ExportFacts.Of(work.Profile, work.Keys),
            Created = now,
        };
        ExportFile manifestFile = ExportFile.Write(place.Outbox, place.Key, place.KeyId, place.ManifestEntry, name.Manifest, manifest);
        IReadOnlyList<CellRule> rules = CellRule.Of(work.Profile);
        using (Stream content = data.OpenContent())
        {
            FileCheck.Verify(content, work.Profile.Layout, rows.Counts, rules);
        }

        using Stream members = manifestFile.OpenContent();
        ManifestCheck.Verify(members, manifest, work.Profile.Layout, rules);
        return (data, manifestFile);
    }

    /// <summary>The drop of a new force may be tried before anybody accepts it; that of one that had another may not.</summary>
    private async Task RequireKnownDropAsync(ForceConfiguration present, CancellationToken ct)
    {
        string force = present.Profile.Force;
        if (await ledger.Journal.RefusedHostKeyAsync(force, ct) == present.FileSha256)
        {
            throw new RefusedException(Reason.HostKey, StandingCheck.HostKeyRefused(force));
        }

        ProfileInUse use = await ProfileInUse.LookAsync(folder, ledger, present, ct);
        if ((use.Last is not null || use.Migrated is not null) && use.Sentence is { } sentence && use.Difference!.IsOfDrop(force))
        {
            throw new RefusedException(Reason.ProfileNotAccepted, sentence);
        }
    }

    private async Task RequireNotStoppedAsync(CancellationToken ct)
    {
        if (await AllStopped.OfAsync(folder, ledger, ct) is { } stopped)
        {
            throw new RefusedException(Reason.StopAll, StopGuard.AsSentence(stopped));
        }
    }
}
