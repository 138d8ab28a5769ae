using System.Globalization;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>The profiles: when each was first read enabled, and by which the force was sent something last.</summary>
internal sealed class LedgerProfiles(LedgerDatabase database, LedgerClock clock)
{
    internal const string SelectProfileWords = "select entry as Entry, force as Force, version as Version, release_hash as ReleaseHash, last_export as LastExport from profile_word ";

    private const string ReadSeen =
        """
        select s.first_enabled_at as At,
               case when s.first_enabled_at > @limit or exists (select 1 from clock_word w where coalesce(s.entry, 0) < w.entry and s.first_enabled_at > w.at) then 1 else 0 end as Wrong
        from profile_seen s where s.force = @force
        """;

    private const string InsertSeen = "insert into profile_seen (force, first_enabled_at, entry) values (@force, @at, @entry)";

    // Of these the force has, or may have, the rows. A resend repeats those of an earlier export, and of a file of withdrawals nothing is
    // the
    // profile's but its form.
    private const string SelectLastRelease =
        """
        select id as Id, sequence as Sequence, profile_version as Version, release_hash as ReleaseHash from export
        where force = @force and kind <> 'resend' and withdrawal = 0 and state in ('publishing', 'published', 'delivered', 'unconfirmed') order by id desc

        """;

    private const string SelectHighest =
        """
        select max(cast(profile_version as integer)) from export
        where force = @force and kind <> 'resend' and state in ('publishing', 'published', 'delivered', 'unconfirmed') and release_hash is not null
        """;

    private const string InsertProfileWord =
        "insert into profile_word (entry, force, version, release_hash, last_export) values (@entry, @force, @version, @hash, @lastExport)";

    /// <summary>
    /// When the force's profile was first read enabled; the first call remembers <paramref name="now"/>. Due times before that do not
    /// count. <see cref="DateTimeOffset.MinValue"/> where the moment is yet to come, or an administrator said that a wrong clock wrote it:
    /// every due time counts.
    /// </summary>
    public async Task<DateTimeOffset> FirstSeenEnabledAsync(string force, DateTimeOffset now, CancellationToken cancellation = default)
    {
        const string stage = "remembering a profile";
        DateTimeOffset? known = await database.ReadAsync(stage, work => ReadSeenAsync(work, force), cancellation);
        return known ?? await database.WriteAsync(
            stage,
            async work =>
            {
                await work.LockAsync($"seen {force}");
                if (await ReadSeenAsync(work, force) is { } other)
                {
                    return other;
                }

                string at = UtcText.Of(await Journal.BelievedAsync(work, now));
                long entry = await Journal.AppendAsync(
                    work, clock.UtcNow(), JournalKind.ProfileFirstEnabled, force, "system", new JournalBody().With("firstEnabledAt", at));
                await work.ExecuteAsync(InsertSeen, new { force, at, entry });
                return UtcText.Read(at);
            },
            cancellation);
    }

    /// <summary>When the force's profile was first read enabled; null when no worker has read it so. Remembers nothing.</summary>
    public Task<DateTimeOffset?> FirstSeenAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading a profile's first time",
        work => ReadSeenAsync(work, force),
        cancellation);

    /// <summary>
    /// The profile by which the force was sent something last, or the one that an administrator has since said is right; null when there is
    /// none, or an earlier version of the ledger wrote down the export.
    /// </summary>
    public Task<ReleasedProfile?> LastReleaseAsync(string force, CancellationToken cancellation = default) =>
        database.ReadAsync("reading the last export's profile", work => LastReleaseAsync(work, force), cancellation);

    /// <summary>
    /// Writes an administrator's word that this version and hash of a force's profile is the right one: it takes the place of the last
    /// export's in the comparison.
    /// </summary>
    /// <param name="code">The code under which it was given.</param>
    /// <param name="force">The force's slug.</param>
    /// <param name="version">The version that the profile gives itself.</param>
    /// <param name="releaseHash">The hash of what it says of what leaves.</param>
    /// <param name="person">Who says it.</param>
    /// <param name="why">What was decided.</param>
    /// <param name="cancellation">Stops the write.</param>
    public Task<Acknowledgement> AcknowledgeAsync(
        Reason code, string force, int version, string releaseHash, string person, string why, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrEmpty(force);
        ArgumentException.ThrowIfNullOrEmpty(releaseHash);
        ArgumentException.ThrowIfNullOrEmpty(person);
        ArgumentException.ThrowIfNullOrEmpty(why);
        return database.WriteAsync(
            "recording an administrator's word",
            async work =>
            {
                await work.LockAsync($"profile {force}");
                long lastExport = await LastExportAsync(work, force) is { } last ? last.Id : 0;
                JournalBody body = new JournalBody()
                    .With("code", code.Code).With("version", version).With("releaseHash", releaseHash).With("lastExport", lastExport)
                    .With("why", why);
                long entry = await Journal.AppendAsync(work, clock.UtcNow(), JournalKind.Acknowledged, force, person, body);
                await work.ExecuteAsync(InsertProfileWord, new { entry, force, version, hash = releaseHash, lastExport });
                return new Acknowledgement(
                    force, entry, 0,
                    []) { Covers = string.Create(
                    CultureInfo.InvariantCulture, $"version {version} of the profile, as it is here, is the right one") };
            },
            cancellation);
    }

    /// <summary>
    /// When a profile was first read enabled, as it is stored; <see cref="DateTimeOffset.MinValue"/> where that is yet to come, or an
    /// administrator said that it is not so.
    /// </summary>
    private async Task<DateTimeOffset?> ReadSeenAsync(LedgerWork work, string force) =>
        await work.FirstOrNoneAsync<FirstSeen>(ReadSeen, new { force, limit = clock.Limit() }) is { } seen ? seen.Wrong > 0
            ? DateTimeOffset.MinValue : UtcText.Read(seen.At) : null;

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

        return export is { ReleaseHash: { } hash }
            ? new ReleasedProfile(int.Parse(export.Version, CultureInfo.InvariantCulture), hash, highest, export.Sequence) : null;
    }

    internal sealed class ProfileWord
    {
        public long Entry { get; init; }

        public string Force { get; init; } = "";

        public int Version { get; init; }

        public string ReleaseHash { get; init; } = "";

        public long LastExport { get; init; }
    }

    private sealed class FirstSeen
    {
        public string At { get; init; } = "";

        public long Wrong { get; init; }
    }

    private sealed class ReleaseRow
    {
        public long Id { get; init; }

        public int Sequence { get; init; }

        public string Version { get; init; } = "";

        public string? ReleaseHash { get; init; }
    }
}
