using System.Data.Common;

namespace DataSharing.Gateway.Ledger;

/// <summary>The rows of the table already_sent, each with the random id by which the journal calls its incident.</summary>
internal static class AlreadySentRows
{
    /// <summary>The table is <c>a</c>; what follows says which rows, and in which order.</summary>
    public const string Select =
        """
        select a.incident_key, a.version, a.token, a.sequence, a.reason, a.field, a.run_id, a.force, a.acknowledged_by, n.incident
        from already_sent a left join incident_name n on n.incident_key = a.incident_key

        """;

    /// <summary>The incidents that nobody acknowledged of a force and that have no random id yet.</summary>
    public const string SelectUnnamed =
        """
        select distinct a.incident_key from already_sent a
        where a.force = @force and a.acknowledged_by is null and not exists (select 1 from incident_name n where n.incident_key = a.incident_key)
        """;

    /// <summary>The random id of the incident of a row; null where nobody can name it any more.</summary>
    public static string? NameOf(DbDataReader reader) => reader.IsDBNull(9) ? null : reader.GetString(9);

    /// <summary>Adds a row to a digest.</summary>
    /// <param name="reader">The row.</param>
    /// <param name="incident">By what the entry calls the incident.</param>
    /// <param name="digest">The digest.</param>
    public static bool Add(DbDataReader reader, string incident, AlreadySentDigest digest)
    {
        digest.Add(incident, reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetString(5),
            reader.GetInt64(6));
        return true;
    }
}
