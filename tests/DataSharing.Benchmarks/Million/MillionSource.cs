using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace DataSharing.Benchmarks;

/// <summary>A source of any number of invented records for one force, all of which may be shared, so that every row costs all that a row can.</summary>
internal static class MillionSource
{
    private static readonly string[] Categories = ["ExtremeViolence", "Assault", "DamageAndDesecration", "Threats", "AbusiveBehaviour", "AbusiveBehaviour", "AbusiveBehaviour", "Literature"];
    private static readonly string[] Subcategories = ["PhysicalAttack", "ObjectThrown", "PremisesDamage", "DirectThreat", "VerbalAbuse", "WrittenAbuse", "OnlineAbuse", "Leaflet"];
    private static readonly string[] Media = ["Verbal", "Physical", "Gesture", "Letter", "Phone", "Graffiti", "SocialMedia", "Leaflet"];
    private static readonly string[] Routes = ["Victim", "Witness", "Family", "Volunteer", "Police", "Media", "Website"];
    private static readonly string[] Places = ["Street", "Park", "Home", "Synagogue", "School", "Workplace", "Shop", "Transport", "Online"];
    private static readonly string[] Victims = ["Individual", "Individual", "Individual", "Group", "Organisation", "Property"];
    private static readonly string[] Police = ["Yes", "No", "Unknown", "Declined"];
    private static readonly string[] Typologies = ["Mission", "Opportunistic", "Aggravated"];
    private static readonly string[] Precisions = ["Exact", "Day", "Day", "Month"];

    /// <summary>Makes the file.</summary>
    /// <param name="path">It must not be there yet.</param>
    /// <param name="schema">The statements that make the table and its view.</param>
    /// <param name="towns">Lines of the towns' reference list, without its heading.</param>
    /// <param name="authorities">Names of local authorities by code.</param>
    /// <param name="rows">How many records.</param>
    public static void Create(string path, string schema, IReadOnlyList<string> towns, IReadOnlyDictionary<string, string> authorities, int rows)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
        Run(connection, schema);
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO incident VALUES ({string.Join(", ", Enumerable.Range(0, 25).Select(column => $"$c{column}"))})";
        SqliteParameter[] values = [.. Enumerable.Range(0, 25).Select(column => insert.Parameters.AddWithValue($"$c{column}", DBNull.Value))];
        string[][] places = [.. towns.Select(line => line.Split(','))];
        var random = new Random(20261120);
        var first = new DateOnly(2016, 1, 1);
        for (int id = 1; id <= rows; id++)
        {
            DateOnly reported = first.AddDays((int)((long)id * 3900 / rows));
            DateTime occurred = reported.AddDays(-random.Next(0, 20)).ToDateTime(new TimeOnly(random.Next(24), random.Next(60)));
            string[] town = Pick(random, places);
            string outward = Pick(random, town[2].Split(' '));
            object?[] row =
            [
                id, "Verified", 0, random.Next(50) == 0 ? "2020-01-01" : null, null, "metropolitan", "Antisemitic", Pick(random, Categories),
                Sometimes(random, Pick(random, Subcategories)), Sometimes(random, Pick(random, Typologies)), random.Next(3) == 0 ? 1 : 0, Pick(random, Media),
                occurred.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Pick(random, Precisions), reported.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Pick(random, Routes), Sometimes(random, Pick(random, Police)), authorities[town[1]], Sometimes(random, town[0]),
                Sometimes(random, $"{outward} {random.Next(1, 10)}{Letter(random)}{Letter(random)}"), Pick(random, Places), random.Next(1, 8), Pick(random, Victims),
                random.Next(4) == 0 ? null : random.Next(8, 90), random.Next(3) == 0 ? null : random.Next(1, 5),
            ];
            for (int column = 0; column < row.Length; column++)
            {
                values[column].Value = row[column] ?? DBNull.Value;
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Copies a source made by <see cref="Create"/> into an empty database of PostgreSQL.</summary>
    public static void CopyToPostgres(string path, string connection, string schema)
    {
        using var from = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        from.Open();
        using var to = new NpgsqlConnection(connection);
        to.Open();
        using (var make = new NpgsqlCommand(schema.Replace(" INTEGER", " BIGINT", StringComparison.Ordinal), to))
        {
            make.ExecuteNonQuery();
        }

        using SqliteCommand read = from.CreateCommand();
        read.CommandText = "SELECT * FROM incident ORDER BY incident_id";
        using SqliteDataReader rows = read.ExecuteReader();
        using (NpgsqlBinaryImporter copy = to.BeginBinaryImport("COPY incident FROM STDIN (FORMAT BINARY)"))
        {
            while (rows.Read())
            {
                copy.StartRow();
                for (int column = 0; column < rows.FieldCount; column++)
                {
                    switch (rows.GetValue(column))
                    {
                        case long number:
                            copy.Write(number, NpgsqlDbType.Bigint);
                            break;
                        case string text:
                            copy.Write(text, NpgsqlDbType.Text);
                            break;
                        default:
                            copy.WriteNull();
                            break;
                    }
                }
            }

            copy.Complete();
        }

        using var settle = new NpgsqlCommand("VACUUM (ANALYZE) incident", to);
        settle.ExecuteNonQuery();
    }

    private static T Pick<T>(Random random, T[] list) => list[random.Next(list.Length)];

    private static string? Sometimes(Random random, string value) => random.Next(10) == 0 ? null : value;

    private static char Letter(Random random) => "ABDEFGHJLNPQRSTUWXYZ"[random.Next(20)];

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
