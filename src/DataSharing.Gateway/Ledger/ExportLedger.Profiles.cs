using System.Globalization;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    internal const string SelectProfileWords = "select entry as Entry, force as Force, version as Version, release_hash as ReleaseHash, last_export as LastExport from profile_word ";

    // Of these the force has, or may have, the rows. A resend repeats those of an earlier export.
    private const string SelectLastRelease =
        """
        select id as Id, sequence as Sequence, profile_version as Version, release_hash as ReleaseHash from export
        where force = @force and kind <> 'resend' and state in ('publishing', 'published', 'delivered', 'unconfirmed') order by id desc

        """;

    private const string SelectHighest =
        """
        select max(cast(profile_version as integer)) from export
        where force = @force and kind <> 'resend' and state in ('publishing', 'published', 'delivered', 'unconfirmed') and release_hash is not null
        """;

    private const string InsertProfileWord =
        "insert into profile_word (entry, force, version, release_hash, last_export) values (@entry, @force, @version, @hash, @lastExport)";

    /// <summary>
    /// The profile by which the force was sent something last, or the one that an administrator has since said is right; null when there is none, or an earlier version of
    /// the ledger wrote down the export.
    /// </summary>
    public Task<ReleasedProfile?> LastReleaseAsync(string force, CancellationToken cancellation = default) =>
        _database.ReadAsync("reading the last export's profile", work => LastReleaseAsync(work, force), cancellation);

    /// <summary>Writes an administrator's word that this version and hash of a force's profile is the right one: it takes the place of the last export's in the comparison.</summary>
    /// <param name="code">The code under which it was given.</param>
    /// <param name="force">The force's slug.</param>
    /// <param name="version">The version that the profile gives itself.</param>
    /// <param name="releaseHash">The hash of what it says of what leaves.</param>
    /// <param name="person">Who says it.</param>
    /// <param name="why">What was decided.</param>
    /// <param name="cancellation">Stops the write.</param>
    public Task<Acknowledgement> AcknowledgeProfileAsync(Reason code, string force, int version, string releaseHash, string person, string why, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrEmpty(force);
        ArgumentException.ThrowIfNullOrEmpty(releaseHash);
        ArgumentException.ThrowIfNullOrEmpty(person);
        ArgumentException.ThrowIfNullOrEmpty(why);
        return _database.WriteAsync(
            "recording an administrator's word",
            async work =>
            {
                await work.LockAsync($"profile {force}");
                long lastExport = await LastExportAsync(work, force) is { } last ? last.Id : 0;
                JournalBody body = new JournalBody()
                    .With("code", code.Code).With("version", version).With("releaseHash", releaseHash).With("lastExport", lastExport).With("why", why);
                long entry = await Journal.AppendAsync(work, UtcNow(), JournalKind.Acknowledged, force, person, body);
                await work.ExecuteAsync(InsertProfileWord, new { entry, force, version, hash = releaseHash, lastExport });
                return new Acknowledgement(force, entry, 0, []) { Covers = string.Create(CultureInfo.InvariantCulture, $"version {version} of the profile, as it is here, is the right one") };
            },
            cancellation);
    }

    private static Task<ReleaseRow?> LastExportAsync(LedgerWork work, string force) =>
        work.FirstOrNoneAsync<ReleaseRow>(SelectLastRelease + work.Database.First("@one"), new { force, one = 1 });

    private static async Task<ReleasedProfile?> LastReleaseAsync(LedgerWork work, string force)
    {
        ReleaseRow? export = await LastExportAsync(work, force);
        ProfileWord? word = await work.FirstOrNoneAsync<ProfileWord>(
            SelectProfileWords + "where force = @force order by entry desc " + work.Database.First("@one"), new { force, one = 1 });
        int highest = await work.ScalarAsync<int?>(SelectHighest, new { force }) ?? 0;
        if (word is not null && word.LastExport >= (export?.Id ?? 0))
        {
            return new ReleasedProfile(word.Version, word.ReleaseHash, Math.Max(highest, word.Version), null);
        }

        return export is { ReleaseHash: { } hash } ? new ReleasedProfile(int.Parse(export.Version, CultureInfo.InvariantCulture), hash, highest, export.Sequence) : null;
    }

    internal sealed class ProfileWord
    {
        public long Entry { get; init; }

        public string Force { get; init; } = "";

        public int Version { get; init; }

        public string ReleaseHash { get; init; } = "";

        public long LastExport { get; init; }
    }

    private sealed class ReleaseRow
    {
        public long Id { get; init; }

        public int Sequence { get; init; }

        public string Version { get; init; } = "";

        public string? ReleaseHash { get; init; }
    }
}

/// <summary>The profile that the next one is compared with.</summary>
/// <param name="Version">The version that it gave itself.</param>
/// <param name="ReleaseHash">The hash of what it said of what leaves.</param>
/// <param name="Highest">The highest version by which the force was ever sent something.</param>
/// <param name="Sequence">The export that it made; null where an administrator has said that it is the right one.</param>
internal sealed record ReleasedProfile(int Version, string ReleaseHash, int Highest, int? Sequence);
