using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>The finished, sealed files of one attempt, before anything of it is recorded.</summary>
/// <param name="Data">The data file; null on an empty night with a manifest only.</param>
/// <param name="ManifestFile">The manifest's file.</param>
/// <param name="Manifest">What the manifest says.</param>
/// <param name="Number">The attempt's number.</param>
internal sealed record WrittenAttempt(ExportFile? Data, ExportFile ManifestFile, Manifest Manifest, ExportNumber Number)
{
    /// <summary>What the manifest tells of the journal; null for nothing.</summary>
    public ToldHead? Head { get; init; }

    /// <summary>Its entries.</summary>
    public IReadOnlyList<string> Entries => Data is null ? [ManifestFile.Entry] : [ManifestFile.Entry, Data.Entry];

    /// <summary>Writes the files of a difference or a whole holding.</summary>
    /// <param name="work">The run.</param>
    /// <param name="place">Where, and under which key.</param>
    /// <param name="number">The attempt's number.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="rows">The rows; null for an export without a data file.</param>
    /// <param name="counts">How many rows there are.</param>
    /// <param name="head">The journal's last entry; the beginning of the journal where nothing is told of it.</param>
    public static WrittenAttempt Write(
        RunWork work, AttemptPlace place, ExportNumber number, DateTimeOffset now, SortedRows? rows, RowCounts counts, JournalHead head)
    {
        FileName name = work.NameOf(number, now);
        ExportFile? file = rows is null ? null : ExportFile.Write(place.Outbox, place.Key, place.KeyId, place.DataEntry, name.Data, rows);
        ToldHead? told = ToldHead.Of(head);
        var said = new ManifestHead(told?.Saying(work.Slug, number.Sequence, head.Hash));
        Manifest manifest = ManifestOf(work, file, counts, number.Sequence, now, said);
        return new WrittenAttempt(
            file, ExportFile.Write(place.Outbox, place.Key, place.KeyId, place.ManifestEntry, name.Manifest, manifest), manifest, number)
        {
            Head = told,
        };
    }

    /// <summary>Writes the manifest of the same bytes under the next attempt's names.</summary>
    /// <param name="work">The run.</param>
    /// <param name="place">Where, and under which key.</param>
    /// <param name="number">The attempt's number.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="archived">The data file of the archive, under its new name.</param>
    /// <param name="manifest">The manifest of the archive.</param>
    /// <param name="head">What that tells of the journal; it is told again.</param>
    public static WrittenAttempt Repeat(
        RunWork work, AttemptPlace place, ExportNumber number, DateTimeOffset now, ExportFile archived, Manifest manifest, ToldHead? head)
    {
        Manifest again = manifest.WithFile(archived.Name, now);
        string name = work.NameOf(number, now).Manifest;
        return new WrittenAttempt(
            archived, ExportFile.Write(place.Outbox, place.Key, place.KeyId, place.ManifestEntry, name, again), again, number) { Head = head };
    }

    /// <summary>Checks names and bytes of the finished files against the profile.</summary>
    /// <exception cref="FileCheckException">There is a fault.</exception>
    public void Check(ForceProfile profile, RowCounts counts)
    {
        IReadOnlyList<CellRule> rules = CellRule.Of(profile);
        CheckNames(profile);
        if (Data is not null)
        {
            using Stream content = Data.OpenContent();
            FileCheck.Verify(content, profile.Layout, counts, rules);
        }

        using Stream members = ManifestFile.OpenContent();
        ManifestCheck.Verify(members, Manifest, profile.Layout, rules);
    }

    /// <summary>
    /// Checks names and manifest of files that repeat others. The data file was checked when it was built, and is compared with the
    /// ledger's SHA-256; the manifest's description was compared with it then, and the profile may be another by now.
    /// </summary>
    /// <exception cref="FileCheckException">There is a fault.</exception>
    public void CheckRepeated(ForceProfile profile)
    {
        CheckNames(profile);
        using Stream members = ManifestFile.OpenContent();
        ManifestCheck.Verify(members, Manifest);
    }

    /// <summary>What the ledger is given of it.</summary>
    /// <param name="work">The run.</param>
    /// <param name="kind">What it contains.</param>
    /// <param name="report">Its gate report.</param>
    /// <param name="contentOf">The export whose bytes it repeats; null for none.</param>
    /// <param name="isWithdrawal">Whether it is a file of withdrawals.</param>
    public BuiltExport ToBuilt(RunWork work, ExportKind kind, string report, long? contentOf = null, bool isWithdrawal = false) => new()
    {
        RunId = work.Run,
        Kind = kind,
        Number = Number,
        FileName = Data?.Name,
        FileEntry = Data?.Entry,
        Sha256 = Data?.Sha256,
        Bytes = Data?.Bytes,
        ManifestName = ManifestFile.Name,
        ManifestEntry = ManifestFile.Entry,
        ManifestSha256 = ManifestFile.Sha256,
        ManifestBytes = ManifestFile.Bytes,
        Facts = Manifest.Facts,
        // Of what the profile lets leave, a file of withdrawals has nothing: a profile of which nothing else went out may still be edited.
        ReleaseHash = isWithdrawal ? null : work.Force.ReleaseHash,
        ContentOf = contentOf,
        IsWithdrawal = isWithdrawal,
        Head = Head,
        Report = report,
    };

    private void CheckNames(ForceProfile profile) => FileNameCheck.Verify(
        Manifest.File,
        ManifestFile.Name,
        profile.Layout.NameTemplate,
        new FileNameParts(Manifest.Controller, Manifest.Force, Manifest.Sequence, Number.Attempt, Manifest.Created));

    private static Manifest ManifestOf(
        RunWork work, ExportFile? file, RowCounts rows, int sequence, DateTimeOffset now, ManifestHead head) => new()
    {
        Reading = FileReading.Of(work.Profile),
        File = file?.Name,
        Sha256 = file?.Sha256,
        Bytes = file?.Bytes,
        Counts = rows,
        IsFull = work.IsFull,
        Range = ManifestRange.Of(work.Range),
        JournalHead = head,
        Sequence = sequence,
        Force = work.Slug,
        Controller = work.Settings.Controller,
        Facts = ExportFacts.Of(work.Profile, work.Keys),
        Created = now,
    };
}
