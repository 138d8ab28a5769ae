namespace DataSharing.Gateway.Ledger;

/// <summary>
/// By which texts of its profile something was delivered to a force, so that an old file can be explained, and a withdrawal sent where the
/// profile is broken or gone.
/// </summary>
internal sealed class LedgerDelivered(LedgerDatabase database, LedgerLeases leases)
{
    private const string SelectLast = "select sha256 from profile_delivered where force = @force order by last_export desc ";

    private const string Update = "update profile_delivered set last_export = @export where force = @force and sha256 = @sha256";

    private const string Insert = "insert into profile_delivered (force, sha256, last_export) values (@force, @sha256, @export)";

    /// <summary>
    /// Keeps the files under which an export was made. Called before anything of it can be read by the force: what may have been read is
    /// explained, too. An export whose rules are kept already costs one reading.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="export">The export's id.</param>
    /// <param name="profile">The files.</param>
    /// <param name="cancellation">Stops the write.</param>
    public async Task KeepAsync(Lease lease, long export, DeliveredProfile profile, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(profile);
        string sha256 = profile.Hash;
        if (await database.ReadAsync("reading the last profile", work => LastAsync(work, lease.Force), cancellation) == sha256)
        {
            return;
        }

        await leases.WriteAsync(
            lease,
            "keeping the profile",
            async work =>
            {
                await ProfileTexts.KeepAsync(work, lease.Force, profile);
                // One that came back after another was in use is the last one again.
                if (await work.ExecuteAsync(Update, new { export, force = lease.Force, sha256 }) == 0)
                {
                    await work.ExecuteAsync(Insert, new { force = lease.Force, sha256, export });
                }

                return 0;
            },
            cancellation);
    }

    /// <summary>The files under which the force was last delivered something; null where nothing was since they are kept.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read, or what it has is damaged.</exception>
    public Task<DeliveredProfile?> LastAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the last profile",
        async work => await LastAsync(work, force) is { } sha256 ? await ProfileTexts.ReadAsync(work, force, sha256) : null,
        cancellation);

    /// <summary>The files of one hash; null where they are not kept: an earlier program kept none.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="sha256">The hash that an export has of its profile.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read, or what it has is damaged.</exception>
    public Task<DeliveredProfile?> FindAsync(string force, string sha256, CancellationToken cancellation = default) => database.ReadAsync(
        "reading a delivered profile", work => ProfileTexts.ReadAsync(work, force, sha256), cancellation);

    /// <summary>Compares what is kept with the exports that were made under it.</summary>
    internal static void Compare(LedgerWork work, VerificationFindings findings)
    {
        const string all =
            """
            select d.force, d.sha256, e.force, e.profile_hash from profile_delivered d
            left join export e on e.id = d.last_export order by d.force, d.sha256
            """;
        foreach ((string force, string sha256, string? of, string? hash) in work.Stream(
            all, null, reader => (
                reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3))))
        {
            if (of != force || hash != sha256)
            {
                findings.Bad(findings.Entries, "There is a delivered profile that its export was not made under.");
            }

            findings.Count();
        }
    }

    private static Task<string?> LastAsync(LedgerWork work, string force) =>
        work.FirstOrNoneAsync<string>(SelectLast + work.Database.First("@one"), new { force, one = 1 });
}
