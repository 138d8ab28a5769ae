using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Rows;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Incidents;

/// <summary>
/// SQLite gives every value the type that it has and not that of its column. Generated values of each of its types, read as each type of the dictionary, against what
/// the provider reads: a value leaves as it is, or its one record is held back.
/// </summary>
internal sealed class SqliteValueTests
{
    private const int Generated = 400;
    private const int Seed = 20261128;

    /// <summary>Expressions of the kinds that sources have, whatever their columns are declared as.</summary>
    private static readonly string[] Odd =
    [
        "NULL", "''", "' '", "x''", "x'00ff'", "0", "1", "2", "-1", "1023", "1024", "9223372036854775807", "-9223372036854775807 - 1", "9223372036854775808", "1e400", "-1e400", "0.1 + 0.2", "5.0", "5.5", "1e15", "1e-30", "-0.0",
        "'5'", "'5.5'", "'five'", "'true'", "'2026-02-28'", "'2026-02-30'", "'2026-02-28Z'", "'2026-02-28 10:00'", "'2026-02-28T10:00:00.1234567'", "'2026-02-28 10:00:00+01:00'", "'2026-02-28T10:00:00Z'",
        "'0000-01-01'", "'-044-03-15'", "'10000-01-01'", "'0001-01-01 00:30:00+01:00'", "'9999-12-31'", "julianday('2026-02-28')", "unixepoch('2026-02-28')", "CAST(x'ff41' AS TEXT)", "CAST(x'416200' AS TEXT)", "char(55357)",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasharing-values-");

    [OneTimeTearDown]
    public void Clean() => _folder.Delete(recursive: true);

    [TestCase("integer")]
    [TestCase("number")]
    [TestCase("boolean")]
    [TestCase("date")]
    [TestCase("dateTime")]
    [TestCase("instant")]
    public void A_value_is_the_databases_or_is_held_back(string type)
    {
        string[] values = [.. Odd, .. Random()];
        string path = Table(values);
        Dictionary<string, string> cells = ReadValues.Of(DatabaseAddress.File(path), type, type switch
        {
            "dateTime" => """{ "kind": "date", "precision": "day" }""",
            "instant" => "\"presence\"",
            _ => "\"keep\"",
        });
        object?[] own = [.. Provided(path)];
        Assert.That(own, Has.Length.EqualTo(values.Length));
        for (int i = 0; i < own.Length; i++)
        {
            string? cell = cells.GetValueOrDefault((i + 1).ToString(CultureInfo.InvariantCulture));
            if (own[i] is null or "" or " ")
            {
                Assert.That(cell, Is.EqualTo(type == "instant" ? "N" : ""), values[i]);
            }
            else if (type == "number" && own[i] is double real && cell is not null)
            {
                Assert.That(double.Parse(cell, CultureInfo.InvariantCulture), Is.EqualTo(real), values[i]);
                Assert.That(Math.Abs(real), Is.LessThan(1e15), values[i]);
            }
            else
            {
                Assert.That(cell, Is.EqualTo(Expected(type, own[i]!)), values[i]);
            }
        }

        Assert.That(cells, Has.Count.GreaterThan(4).And.Count.LessThan(values.Length));
    }

    [Test]
    public void A_text_that_is_no_UTF_8_is_held_back_and_leaves_with_no_other_characters()
    {
        string[] values = ["'Caf' || char(233)", "CAST(x'436166e9' AS TEXT)", "'Plain'", "CAST(x'ff' AS TEXT)", "CAST(x'" + string.Concat(Enumerable.Repeat("41", 50)) + "e9' AS TEXT)"];
        Assert.That(ReadValues.Of(DatabaseAddress.File(Table(values)), "text", values: ["Caf\u00E9", "Plain", "\uFFFD", "Caf\uFFFD"]), Is.EqualTo(new Dictionary<string, string> { ["1"] = "Caf\u00E9", ["3"] = "Plain" }));
    }

    [TestCase("'A-1'", "text", true)]
    [TestCase("5", "integer", true)]
    [TestCase("5.5", "integer", false)]
    [TestCase("1e400", "integer", false)]
    [TestCase("9223372036854775808", "integer", false)]
    [TestCase("'5'", "integer", false)]
    [TestCase("''", "text", false)]
    [TestCase("CAST(x'41ff' AS TEXT)", "text", false)]
    [TestCase("x'41'", "text", false)]
    public void A_key_that_can_be_none_fails_the_run_and_is_not_made_into_another(string key, string keyType, bool reads)
    {
        string path = NewFile();
        Execute(path, $"CREATE VIEW incidents AS SELECT {key} AS incident_id, {ReadValues.Others}, 1 AS value");
        void Read() => ReadValues.Of(DatabaseAddress.File(path), "integer", keyType: keyType);
        Assert.That(Read, reads ? Throws.Nothing : Throws.TypeOf<SourceOrderException>());
    }

    /// <summary>What leaves of a value that the provider reads, written from the documentation and not from the program; null where its record is held back.</summary>
    private static string? Expected(string type, object value) => (type, value) switch
    {
        ("integer", long whole) => whole.ToString(CultureInfo.InvariantCulture),
        ("number", long whole) => whole.ToString(CultureInfo.InvariantCulture),
        ("boolean", 0L) => "N",
        ("boolean", 1L) => "Y",
        ("date", string { Length: 10 } text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null,
        ("dateTime", string { Length: > 10 } text) => DateTime.TryParseExact(text.Replace('T', ' '), ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text[..10] : null,
        ("instant", string { Length: > 19 } text) => text.EndsWith('Z') || text[^6] is '+' or '-' ? text.StartsWith("0001", StringComparison.Ordinal) ? null : "Y" : null,
        _ => null,
    };

    private static IEnumerable<string> Random()
    {
        var random = new Random(Seed);
        for (int i = 0; i < Generated; i++)
        {
            yield return random.Next(6) switch
            {
                0 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
                1 => random.Next(-3, 2000).ToString(CultureInfo.InvariantCulture),
                2 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any.ToString("E16", CultureInfo.InvariantCulture) : "0.5",
                3 => (random.NextDouble() * Math.Pow(10, random.Next(-10, 14))).ToString("R", CultureInfo.InvariantCulture),
                4 => $"'{random.Next(1, 9999):0000}-{random.Next(1, 14):00}-{random.Next(1, 33):00}'",
                _ => $"'{random.Next(1990, 2040):0000}-{random.Next(1, 13):00}-{random.Next(1, 29):00} {random.Next(25):00}:{random.Next(60):00}{(random.Next(2) == 0 ? "" : ":" + random.Next(61).ToString("00", CultureInfo.InvariantCulture))}'",
            };
        }
    }

    private static IEnumerable<object?> Provided(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM t ORDER BY id";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader.IsDBNull(0) ? null : reader.GetValue(0);
        }
    }

    private string Table(IEnumerable<string> values)
    {
        string path = NewFile();
        Execute(path, $"CREATE TABLE t (id INTEGER PRIMARY KEY, value); {string.Concat(values.Select((value, i) => $"INSERT INTO t VALUES ({i + 1}, {value});"))} CREATE VIEW incidents AS SELECT id AS incident_id, {ReadValues.Others}, value FROM t");
        return path;
    }

    private string NewFile() => Path.Combine(_folder.FullName, Path.GetRandomFileName());

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"BEGIN; {sql}; COMMIT";
        command.ExecuteNonQuery();
    }
}
