using System.Data.Common;
using System.Globalization;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Which texts of profiles persons accepted, and by which the runs of a force go. Nothing of it is ever changed: a later row counts.
/// </summary>
internal sealed class LedgerAccepted(LedgerDatabase database, LedgerClock clock, LedgerLeases leases)
{
    internal const string SelectUses =
        "select u.entry, u.force, u.sha256, u.means, j.at from profile_use u join journal j on j.entry = u.entry ";

    internal const string SelectAcceptances = "select entry, force, sha256, follows, valid_from from profile_acceptance ";

    // The same exports as those after which a profile's version is compared: a file of withdrawals may be of an older text.
    private const string SelectExported =
        """
        select profile_hash from export
        where force = @force and kind <> 'resend' and withdrawal = 0 and state in ('publishing', 'published', 'delivered', 'unconfirmed') order by id desc

        """;

    private const string InsertUse = "insert into profile_use (entry, force, sha256, means) values (@entry, @force, @sha256, @means)";

    private const string InsertAcceptance =
        "insert into profile_acceptance (entry, force, sha256, follows, valid_from) values (@entry, @force, @sha256, @follows, @from)";

    /// <summary>What is known of the texts of a force's profile.</summary>
    public Task<KnownTexts> ReadAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading what was accepted",
        async work =>
        {
            UsedText? used = Last(work, force);
            AcceptedText? accepted = work.Stream(
                SelectAcceptances + "where force = @force order by entry desc " + work.Database.First("@one"), new { force, one = 1 },
                reader => ReadAcceptance(reader).Accepted).SingleOrDefault();
            return new KnownTexts(used, accepted, await ExportedAsync(work, force));
        },
        cancellation);

    /// <summary>A text that the ledger keeps; null where it does not.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read, or what it has is damaged.</exception>
    public Task<DeliveredProfile?> TextAsync(string force, string sha256, CancellationToken cancellation = default) =>
        database.ReadAsync("reading a profile's text", work => ProfileTexts.ReadAsync(work, force, sha256), cancellation);

    /// <summary>The texts that came into use since a moment, the oldest first.</summary>
    public IReadOnlyList<UsedText> UsesSince(DateTimeOffset since, CancellationToken cancellation = default) =>
        [.. database.Stream(
            "reading which profiles came into use", SelectUses + "where j.at >= @since order by u.entry", new { since = UtcText.Of(since) },
            ReadUse, cancellation)];

    /// <summary>
    /// Writes down that the force's runs go by a text that something was delivered by before the ledger knew of acceptances; nothing where
    /// another is written down already. The entry is <c>profileAccepted</c>.
    /// </summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="text">The text.</param>
    /// <param name="actor">Who or what met it.</param>
    /// <param name="program">The version of the program.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The entry of the text in use.</returns>
    public Task<long> MigrateAsync(
        string force, DeliveredProfile text, string actor, string program, CancellationToken cancellation = default) => database.WriteAsync(
            "writing down which profile is in use",
            async work =>
            {
                await work.LockAsync(Lock(force));
                return Last(work, force) is { } used ? used.Entry
                    : await UseAsync(work, force, actor, new Use(text, UsedBy.Migration, 0, null, program));
            },
            cancellation);

    /// <summary>
    /// Writes down that the force's runs go by a text from now on. The entry is <c>profileUsed</c>; <c>profileAccepted</c> where the run
    /// accepts it by itself.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="use">The text.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>Whether it was written: not where another text came into use since it was looked at.</returns>
    public Task<bool> UseAsync(Lease lease, Use use, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(use);
        return leases.WriteAsync(
            lease,
            "writing down which profile is in use",
            async work =>
            {
                await work.LockAsync(Lock(lease.Force));
                if ((Last(work, lease.Force)?.Entry ?? 0) != use.Follows)
                {
                    return false;
                }

                await UseAsync(work, lease.Force, lease.Actor, use);
                return true;
            },
            cancellation);
    }

    /// <summary>
    /// Writes down that persons accepted a text. The entry is <c>profileAccepted</c>; with a request, the entry of its end too.
    /// </summary>
    /// <param name="accepted">What is accepted.</param>
    /// <param name="person">Who accepts it; of two, the second.</param>
    /// <param name="request">The request of the first person; null where one is enough.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The entry; null where another text came into use since it was looked at, or the request does not wait any more.</returns>
    public Task<long?> AcceptAsync(
        TextAcceptance accepted, string person, RecordedRequest? request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        ArgumentException.ThrowIfNullOrEmpty(person);
        return database.WriteAsync<long?>(
            "recording what was accepted",
            async work =>
            {
                string force = accepted.Force;
                await work.LockAsync(LedgerRequests.Lock);
                await work.LockAsync(Lock(force));
                if ((Last(work, force)?.Entry ?? 0) != accepted.Follows)
                {
                    return null;
                }

                DateTimeOffset now = await Journal.BelievedAsync(work, clock.UtcNow());
                if (request is not null && !await LedgerRequests.EndAsync(work, now, request, RequestState.Done, person, null, person))
                {
                    return null;
                }

                await ProfileTexts.KeepAsync(work, force, accepted.Text);
                string sha256 = accepted.Text.Hash;
                string? from = accepted.From is { } day ? Day(day) : null;
                JournalBody body = AcceptanceBody(sha256, accepted.Follows, from)
                    .With("by", "person").With("why", accepted.Why).With("program", accepted.Program)
                    .With("first", request?.Person).With("request", request?.Id);
                long entry = await Journal.AppendAsync(work, now, JournalKind.ProfileAccepted, force, person, body);
                await work.ExecuteAsync(InsertAcceptance, new { entry, force, sha256, follows = accepted.Follows, from });
                return entry;
            },
            cancellation);
    }

    internal static JournalBody UseBody(string sha256, UsedBy by) => new JournalBody().With("sha256", sha256).With("by", by.Word());

    internal static JournalBody AcceptanceBody(string sha256, long follows, string? from) =>
        new JournalBody().With("sha256", sha256).With("follows", follows).With("from", from);

    internal static UsedText ReadUse(DbDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), LedgerWords.Used.Read(reader.GetString(3)), UtcText.Read(reader.GetString(4)));

    internal static (string Force, AcceptedText Accepted) ReadAcceptance(DbDataReader reader) => (
        reader.GetString(1),
        new AcceptedText(
            reader.GetInt64(0), reader.GetString(2), reader.GetInt64(3),
            reader.IsDBNull(4) ? null : DateOnly.ParseExact(reader.GetString(4), "O", CultureInfo.InvariantCulture)));

    internal static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Lock(string force) => $"profile {force}";

    private static Task<string?> ExportedAsync(LedgerWork work, string force) =>
        work.FirstOrNoneAsync<string>(SelectExported + work.Database.First("@one"), new { force, one = 1 });

    private static UsedText? Last(LedgerWork work, string force) => work.Stream(
        SelectUses + "where u.force = @force order by u.entry desc " + work.Database.First("@one"), new { force, one = 1 }, ReadUse)
        .SingleOrDefault();

    private async Task<long> UseAsync(LedgerWork work, string force, string actor, Use use)
    {
        await ProfileTexts.KeepAsync(work, force, use.Text);
        string sha256 = use.Text.Hash;
        JournalKind kind = use.By is UsedBy.Run or UsedBy.Migration ? JournalKind.ProfileAccepted : JournalKind.ProfileUsed;
        JournalBody body = UseBody(sha256, use.By).With("program", use.Program);
        if (kind == JournalKind.ProfileUsed)
        {
            body.With("accepted", use.Acceptance);
        }

        long entry = await Journal.AppendAsync(work, clock.UtcNow(), kind, force, actor, body);
        await work.ExecuteAsync(InsertUse, new { entry, force, sha256, means = use.By.Word() });
        return entry;
    }

    /// <summary>That a text comes into use.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="By">How.</param>
    /// <param name="Follows">The entry of the text that was in use; 0 for none.</param>
    /// <param name="Acceptance">The entry of its acceptance; null where no person accepted it.</param>
    /// <param name="Program">The version of the program.</param>
    internal sealed record Use(DeliveredProfile Text, UsedBy By, long Follows, long? Acceptance, string Program);
}
