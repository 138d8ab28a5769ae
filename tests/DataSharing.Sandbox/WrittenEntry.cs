using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Sandbox;

/// <summary>
/// An entry of a ledger's journal, for tests that write the journal anew with a chain that fits. Hashed by what the documents say, with nothing of the product's code.
/// </summary>
internal sealed record WrittenEntry(long Entry, string At, string Kind, string? Force, string Actor, string Body, byte[]? Nonce)
{
    private const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Writes the journal anew. Its triggers must be gone.</summary>
    /// <param name="connection">The ledger's database.</param>
    /// <param name="server">On which server it is.</param>
    /// <param name="change">What becomes of an entry; null takes it out, and those after it close up.</param>
    internal static void Rewrite(DbConnection connection, ServerKind server, Func<WrittenEntry, WrittenEntry?> change)
    {
        List<WrittenEntry> entries = Read(connection);
        using (DbCommand loosening = connection.CreateCommand())
        {
            // Other tables name entries, and would hold on to those that are taken out.
            loosening.CommandText = server switch
            {
                ServerKind.Sqlite => "pragma foreign_keys = off",
                ServerKind.PostgreSql => "set session_replication_role = replica",
                _ => "select 1",
            };
            loosening.ExecuteNonQuery();
        }

        using DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "delete from journal";
        command.ExecuteNonQuery();
        string previous = Beginning;
        foreach ((int i, WrittenEntry entry) in entries.Select(change).OfType<WrittenEntry>().Index())
        {
            long number = i + 1;
            string hash = entry.HashAt(number, previous);
            string columns = entry.Nonce is null ? "" : ", nonce";
            string nonce = entry.Nonce is null ? "" : server switch
            {
                ServerKind.Sqlite => $", x'{Convert.ToHexString(entry.Nonce)}'",
                ServerKind.PostgreSql => $", '\\x{Convert.ToHexString(entry.Nonce)}'",
                _ => $", 0x{Convert.ToHexString(entry.Nonce)}",
            };
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"insert into journal (entry, at, kind, force, actor, body, previous_hash, hash{columns}) values ({number}, {Text(entry.At)}, {Text(entry.Kind)}, {Text(entry.Force)}, {Text(entry.Actor)}, {Text(entry.Body)}, '{previous}', '{hash}'{nonce})");
            command.ExecuteNonQuery();
            previous = hash;
        }

        transaction.Commit();
    }

    private static List<WrittenEntry> Read(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        // A ledger of before version 9 has no nonce.
        command.CommandText = "select * from journal order by entry";
        using DbDataReader reader = command.ExecuteReader();
        int[] columns = [.. new[] { "entry", "at", "kind", "force", "actor", "body" }.Select(reader.GetOrdinal)];
        int nonce = Enumerable.Range(0, reader.FieldCount).FirstOrDefault(i => reader.GetName(i) == "nonce", -1);
        var entries = new List<WrittenEntry>();
        while (reader.Read())
        {
            entries.Add(new WrittenEntry(
                reader.GetInt64(columns[0]), reader.GetString(columns[1]), reader.GetString(columns[2]), reader.IsDBNull(columns[3]) ? null : reader.GetString(columns[3]),
                reader.GetString(columns[4]), reader.GetString(columns[5]), nonce < 0 || reader.IsDBNull(nonce) ? null : reader.GetFieldValue<byte[]>(nonce)));
        }

        return entries;
    }

    /// <summary>Of each field its length, four bytes with the greatest first, and its bytes; an absent force has the length 2³²−1, and an absent nonce is not there.</summary>
    private string HashAt(long number, string previous)
    {
        using var hashed = new MemoryStream();
        byte[]?[] fields = [.. new[] { number.ToString(CultureInfo.InvariantCulture), At, Kind, Force, Actor, Body, previous }.Select(field => field is null ? null : Encoding.UTF8.GetBytes(field))];
        foreach (byte[]? field in Nonce is null ? fields : [.. fields, Nonce])
        {
            byte[] length = BitConverter.GetBytes(field is null ? uint.MaxValue : (uint)field.Length);
            Array.Reverse(length);
            hashed.Write(length);
            hashed.Write(field ?? []);
        }

        return Convert.ToHexStringLower(SHA256.HashData(hashed.ToArray()));
    }

    private static string Text(string? text) => text is null ? "null" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
