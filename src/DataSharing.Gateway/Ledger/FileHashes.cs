using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// How the journal names a file of an export: by HMAC-SHA256 of the file's SHA-256, as its hexadecimal digits, under the random salt of the
/// export that made the file. Where the salt is destroyed with the file, the entry says nothing of it any more, also to somebody who guesses
/// what was in it. The SHA-256 itself stands in the row of the export alone. Entries of before version 9 of the schema have it.
/// </summary>
internal static class FileHashes
{
    /// <summary>What the journal calls the data file's, or the one file's that an entry is about.</summary>
    public const string FileMember = "keyedSha256";

    /// <summary>What the journal calls the manifest's.</summary>
    public const string ManifestMember = "manifestKeyedSha256";

    /// <summary>The length of a salt in bytes.</summary>
    public const int SaltLength = 32;

    private const string InsertSalt = "insert into export_salt (export_id, salt) values (@exportId, @salt)";

    private const string InsertMissingSalt =
        """
        insert into export_salt (export_id, salt)
        select id, @salt from export where id = @content and not exists (select 1 from export_salt where export_id = @content)
        """;

    /// <summary>What is under a salt of no export.</summary>
    private const string CountForNoExport =
        "select count(*) from export_salt s where not exists (select 1 from export e where e.id = s.export_id)";

    /// <summary>Makes the salt of an export, and that of the one whose bytes it repeats where that one is of an earlier version.</summary>
    public static async Task AddSaltAsync(LedgerWork work, long exportId, long? content)
    {
        await work.ExecuteAsync(InsertSalt, new { exportId, salt = RandomNumberGenerator.GetBytes(SaltLength) });
        if (content is not null)
        {
            await work.ExecuteAsync(InsertMissingSalt, new { content, salt = RandomNumberGenerator.GetBytes(SaltLength) });
        }
    }

    /// <summary>Adds a file's keyed hash to what an entry says; nothing where there is no salt.</summary>
    /// <param name="body">What the entry says.</param>
    /// <param name="member">Its name there.</param>
    /// <param name="salt">The salt; null where there is none.</param>
    /// <param name="sha256">The file's SHA-256; null where there is no file.</param>
    public static JournalBody With(this JournalBody body, string member, byte[]? salt, string? sha256) =>
        salt is null ? body
        : body.With(
            member, sha256 is null ? null : Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.ASCII.GetBytes(sha256))));

    /// <summary>Whether it is the name of a keyed hash.</summary>
    public static bool IsMember(string name) => name is FileMember or ManifestMember;

    /// <summary>Verifies that every salt is of an export. What an export's own says is compared with the export.</summary>
    public static async Task CompareAsync(LedgerWork work, VerificationFindings findings)
    {
        if (await work.ScalarAsync<long>(CountForNoExport) > 0)
        {
            findings.Bad(findings.Entries, "There is the salt of an export that there is not.");
        }
    }
}
