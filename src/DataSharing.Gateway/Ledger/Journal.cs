using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The hash-chained journal. An entry's hash is SHA-256 over entry, at, kind, force, actor, body and the previous hash, each as its length
/// (four bytes, big-endian) and its UTF-8 bytes; an absent force has the length 2³²−1. Where an entry has random bytes, as every one since
/// version 9 of the schema, they follow in the same form.
/// </summary>
internal static class Journal
{
    /// <summary>What the first entry has as its previous hash.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    private const int NonceLength = 16;

    private const string Head = "select entry as Entry, hash as Hash from journal where entry = (select max(entry) from journal)";

    private const string Insert =
        """
        insert into journal (entry, at, kind, force, actor, body, previous_hash, hash, nonce)
        values (@entry, @at, @kind, @force, @actor, @body, @previousHash, @hash, @nonce)
        """;

    private const string SelectEntry =
        """
        select entry as Entry, at as At, kind as Kind, force as Force, actor as Actor, {0} as Body, previous_hash as PreviousHash, hash as Hash
        from journal where entry = @entry
        """;

    /// <summary>
    /// Adds an entry at the end of a transaction: all forces share the head, so it is locked last and briefly. On a server no entry has a
    /// moment that the server's clock contradicts: it would stop every run until an administrator has looked.
    /// </summary>
    /// <returns>The number of the entry.</returns>
    public static async Task<long> AppendAsync(
        LedgerWork work, DateTimeOffset now, JournalKind kind, string? force, string actor, JournalBody body)
    {
        now = await BelievedAsync(work, now);
        await work.LockAsync("journal");
        JournalRow? head = await work.FirstOrNoneAsync<JournalRow>(Head);
        var row = new JournalRow
        {
            Entry = (head?.Entry ?? 0) + 1,
            At = UtcText.Of(now),
            Kind = kind.Word(),
            Force = force,
            Actor = actor,
            Body = body.ToJson(),
            PreviousHash = head?.Hash ?? Beginning,
            Nonce = RandomNumberGenerator.GetBytes(NonceLength),
        };
        await work.ExecuteAsync(
            Insert,
            new
            {
                entry = row.Entry, at = row.At, kind = row.Kind, force = row.Force, actor = row.Actor, body = row.Body,
                previousHash = row.PreviousHash, hash = HashOf(row), nonce = row.Nonce,
            });
        return row.Entry;
    }

    /// <summary>The moment, or the server's clock where that contradicts it.</summary>
    public static async Task<DateTimeOffset> BelievedAsync(LedgerWork work, DateTimeOffset now) =>
        work.Database.HasOwnClock && UtcText.Read((await work.ScalarAsync<string>(work.Database.Now))!) is var server
            && (now - server).Duration() > ClockReading.Tolerance ? server : now;

    /// <summary>The last entry; that of an empty journal where there is none.</summary>
    public static async Task<JournalHead> HeadAsync(LedgerWork work) =>
        await work.FirstOrNoneAsync<JournalRow>(Head) is { } head ? new JournalHead(head.Entry, head.Hash) : JournalHead.Beginning;

    /// <summary>One entry by its number, or null.</summary>
    public static Task<JournalRow?> EntryAsync(LedgerWork work, long entry) =>
        work.FirstOrNoneAsync<JournalRow>(SelectEntry.Replace("{0}", work.Database.Long("body"), StringComparison.Ordinal), new { entry });

    /// <summary>The hash an entry must have, from everything else it says.</summary>
    public static string HashOf(JournalRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        string?[] fields = [
            row.Entry.ToString(System.Globalization.CultureInfo.InvariantCulture), row.At, row.Kind, row.Force, row.Actor, row.Body,
            row.PreviousHash];
        foreach (string? field in fields)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(field ?? "");
            BinaryPrimitives.WriteUInt32BigEndian(length, field is null ? uint.MaxValue : (uint)bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        if (row.Nonce is { } nonce)
        {
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)nonce.Length);
            hash.AppendData(length);
            hash.AppendData(nonce);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
