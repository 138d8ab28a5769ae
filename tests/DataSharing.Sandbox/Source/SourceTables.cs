using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DataSharing.Sandbox.Source;

/// <summary>The tables of the incident system that are written to, and the next free number of each.</summary>
internal sealed class SourceTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    public SourceTables(SqliteConnection connection, SqliteTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
        Incident = Writer("incident", """
            incident_id case_ref row_version created_at updated_at status strand category_code subcategory_code typology is_online platform_type medium is_crime
            occurred_from occurred_to date_precision reported_at report_route source_force source_force_ref
            reported_to_police police_force_slug police_ref police_ref_type outcome_code outcome_date offender_count summary_internal
            summary_shareable summary_author summary_approved_by summary_approved_at summary_approved_hash summary_purpose
            consent_police_contact consent_personal_details consent_recorded_at consent_scope consent_expires_at consent_withdrawn_at
            do_not_share do_not_share_reason embargo_until legal_hold trigger_event_code case_worker_id case_notes
            """);
        Location = Writer("location", """
            incident_id force_slug address_line1 address_line2 address_line3 premises_id uprn lat lon grid_ref postcode town ward ward_code lsoa_code
            lad_code local_authority pfa_code location_type is_railway transport_line
            """);
        Victim = Writer("victim", """
            victim_id incident_id person_id victim_type victim_role full_name phone email dob address_line1 address_line2 address_town address_postcode
            social_handle vehicle_reg employer school_name age gender ethnicity religion_observance visibly_identifiable disability injury_desc
            consent_recorded_at consent_scope consent_expires_at consent_withdrawn_at
            """);
        Offender = Writer("offender", """
            offender_id incident_id person_id full_name alias phone email dob address_line1 address_line2 address_town address_postcode
            social_handle profile_url vehicle_reg distinguishing_marks image_ref age_band gender perceived_appearance relationship_to_victim
            """);
        Reporter = Writer("reporter", """
            reporter_id incident_id person_id full_name phone email relation consent_recorded_at consent_scope consent_expires_at consent_withdrawn_at
            """);
        Attachment = Writer("attachment", "attachment_id incident_id kind file_name exif_device exif_taken_at exif_lat exif_lon");
        Link = Writer("incident_link", "link_id incident_id linked_incident_id link_type series_id matched_police_ref matched_at matched_by");
        Discourse = Writer("incident_discourse", "incident_id flag");
        Amendment = Writer("amendment", "amendment_id incident_id changed_at field old_value new_value reason");
        Tombstone = Writer("tombstone", "incident_id deleted_at reason");
        Premises = Writer("premises", "premises_id premises_name premises_type");
        Staff = Writer("staff", "staff_id full_name email phone staff_role");
        NextVictim = Next("victim", "victim_id");
        NextOffender = Next("offender", "offender_id");
        NextReporter = Next("reporter", "reporter_id");
        NextAttachment = Next("attachment", "attachment_id");
        NextLink = Next("incident_link", "link_id");
        NextAmendment = Next("amendment", "amendment_id");
        NextPremises = Next("premises", "premises_id");
        NextPerson = Math.Max(Next("victim", "person_id"), Math.Max(Next("offender", "person_id"), Next("reporter", "person_id")));
        NextIncident = Math.Max(100_001, Math.Max(Next("incident", "incident_id"), Next("tombstone", "incident_id")));
    }

    public RowWriter Incident { get; }

    public RowWriter Location { get; }

    public RowWriter Victim { get; }

    public RowWriter Offender { get; }

    public RowWriter Reporter { get; }

    public RowWriter Attachment { get; }

    public RowWriter Link { get; }

    public RowWriter Discourse { get; }

    public RowWriter Amendment { get; }

    public RowWriter Tombstone { get; }

    public RowWriter Premises { get; }

    public RowWriter Staff { get; }

    public long NextIncident { get; set; }

    public long NextVictim { get; set; }

    public long NextOffender { get; set; }

    public long NextReporter { get; set; }

    public long NextAttachment { get; set; }

    public long NextLink { get; set; }

    public long NextAmendment { get; set; }

    public long NextPremises { get; set; }

    public long NextPerson { get; }

    /// <summary>Runs one statement; parameters are named @p0, @p1 and so on.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query as texts, each column of them; null stays null.</summary>
    public List<string?[]> Query(string sql, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = Command(sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            var row = new string?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture);
            }

            rows.Add(row);
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (RowWriter writer in new[] { Incident, Location, Victim, Offender, Reporter, Attachment, Link, Discourse, Amendment, Tombstone, Premises, Staff })
        {
            writer.Dispose();
        }
    }

    private RowWriter Writer(string table, string columns) => new(_connection, _transaction, table, columns);

    private long Next(string table, string column) =>
        long.Parse(Query($"SELECT COALESCE(MAX({column}), 0) + 1 FROM {table}")[0][0]!, CultureInfo.InvariantCulture);

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@p{i}"), values[i] ?? DBNull.Value);
        }

        return command;
    }
}
