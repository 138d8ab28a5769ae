using System.Globalization;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Tests.Incidents;

/// <summary>Values of the types of SQL Server against the server's own text of each: a value leaves as it is, or its one record is held back.</summary>
internal sealed class SqlServerValueTests
{
    private const string Others = "CAST('metropolitan' AS NVARCHAR(40)) AS force_slug, CAST('Verified' AS NVARCHAR(40)) AS status, CAST(0 AS BIT) AS do_not_share, CAST(NULL AS DATE) AS embargo_until, CAST(NULL AS NVARCHAR(40)) AS source_force";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasharing-values-");

    [OneTimeTearDown]
    public void Clean() => _folder.Delete(recursive: true);

    [TestCase("BIGINT", "integer", "-9223372036854775808|-1|0|9223372036854775807", "-9223372036854775808|-1|0|9223372036854775807")]
    [TestCase("SMALLINT", "integer", "-32768|32767", "-32768|32767")]
    [TestCase("TINYINT", "integer", "0|255", "0|255")]
    [TestCase("DECIMAL(19,0)", "integer", "-9223372036854775808|9223372036854775807|9223372036854775808", "-9223372036854775808|9223372036854775807|")]
    [TestCase("DECIMAL(38,0)", "number", "79228162514264337593543950335|79228162514264337593543950336|-79228162514264337593543950335|0", "79228162514264337593543950335||-79228162514264337593543950335|0")]
    [TestCase("DECIMAL(38,30)", "number", "1.5|-0.000000000000000000000000000001|99999999.25", "1.5||99999999.25")]
    [TestCase("NUMERIC(38,10)", "number", "1234567890123456789012345678.1|0.0000000001", "1234567890123456789012345678.1|0.0000000001")]
    [TestCase("MONEY", "number", "922337203685477.5807|-0.01", "922337203685477.5807|-0.01")]
    [TestCase("FLOAT", "number", "0.1|1e15|1e-30|123456789012.3456|-1.5", "0.1|||123456789012.3456|-1.5")]
    [TestCase("REAL", "number", "0.1|16777216|1e30", "0.1|16777216|")]
    [TestCase("BIT", "boolean", "0|1", "N|Y")]
    [TestCase("DATE", "date", "0001-01-01|2026-02-28|9999-12-31", "0001-01-01|2026-02-28|9999-12-31")]
    [TestCase("DATETIME2(7)", "date", "0001-01-01|2026-02-28T00:00:00.0000001|9999-12-31", "0001-01-01||9999-12-31")]
    [TestCase("SQL_VARIANT", "integer", "5", "")]
    public void A_value_is_the_servers_or_is_held_back(string type, string fieldType, string literals, string expected)
    {
        string[] written = literals.Split('|');
        string connection = OneSqlServer.Named.NewDatabase();
        Execute(connection, $"CREATE VIEW incidents AS SELECT CAST(id AS BIGINT) AS incident_id, {Others}, CAST(value AS {type}) AS value FROM (VALUES {string.Join(", ", written.Select((literal, i) => $"({i + 1}, '{literal}')"))}) AS v(id, value)"
            .Replace("CAST(value AS MONEY)", "CAST(CAST(value AS DECIMAL(30,4)) AS MONEY)", StringComparison.Ordinal));
        Dictionary<string, string> cells = ReadValues.Of(Address(connection), fieldType);
        string?[] right = [.. expected.Split('|').Select(cell => cell.Length == 0 ? null : cell)];
        Assert.That(Enumerable.Range(1, written.Length).Select(id => cells.GetValueOrDefault(id.ToString(CultureInfo.InvariantCulture))), Is.EqualTo(right));
    }

    [TestCase("UNIQUEIDENTIFIER", "'00000000-0000-0000-0000-000000000001'")]
    [TestCase("TIME", "'12:00'")]
    [TestCase("VARBINARY(4)", "0x00ff")]
    [TestCase("GEOGRAPHY", "geography::Point(51.5, -0.1, 4326)")]
    [TestCase("HIERARCHYID", "'/1/'")]
    public void A_value_of_a_type_that_no_field_has_holds_back_its_one_record(string type, string value)
    {
        string connection = OneSqlServer.Named.NewDatabase();
        Execute(connection, $"CREATE VIEW incidents AS SELECT CAST(1 AS BIGINT) AS incident_id, {Others}, CAST({value} AS {type}) AS value UNION ALL SELECT 2, {Others}, NULL");
        Assert.That(ReadValues.Of(Address(connection), "text", "\"presence\""), Is.EqualTo(new Dictionary<string, string> { ["2"] = "N" }));
    }

    [Test]
    public void A_key_is_the_same_whether_records_are_read_in_order_or_by_their_keys()
    {
        string connection = OneSqlServer.Named.NewDatabase();
        Execute(connection, $"CREATE VIEW incidents AS SELECT CAST(id AS DECIMAL(19,0)) AS incident_id, {Others}, 1 AS value FROM (VALUES (-5), (7)) AS v(id)");
        Assert.That(ReadValues.Of(Address(connection), "integer").Keys, Is.EqualTo(new[] { "-5", "7" }));
        Assert.That(ReadValues.Of(Address(connection), "integer", byKeys: [IncidentKey.FromNumber(-5), IncidentKey.FromNumber(7)]).Keys, Is.EqualTo(new[] { "-5", "7" }));
    }

    private DatabaseAddress Address(string connection)
    {
        string file = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(file, connection);
        return DatabaseAddress.On(DatabaseServer.SqlServer, file, "a test");
    }

    private static void Execute(string connectionString, string sql) => TestSqlServer.RunScript(connectionString, sql);
}
