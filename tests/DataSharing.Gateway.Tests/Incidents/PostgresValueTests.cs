using System.Globalization;
using System.Numerics;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.Gateway.Tests.Incidents;

/// <summary>
/// Generated values of every type of PostgreSQL that a source can have, against the server's own text of each and against what the provider reads: a value leaves as
/// it is, or its one record is held back.
/// </summary>
internal sealed class PostgresValueTests
{
    private const int Generated = 300;
    private const int Seed = 20261128;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasharing-values-");

    private static readonly string[] Days =
        ["infinity", "-infinity", "0044-03-15 BC", "0001-12-31 BC", "4713-01-01 BC", "0001-01-01", "1999-12-31", "2000-01-01", "2000-02-29", "9999-12-31", "10000-01-01", "5874897-12-31"];

    private static readonly string[] Times =
        ["infinity", "-infinity", "0044-03-15 12:00 BC", "0001-01-01 00:00:00", "1999-12-31 23:59:59.999999", "2000-01-01 00:00:00", "9999-12-31 23:59:59.999999", "10000-01-01 00:00:00", "294276-12-31 23:59:59.999999"];

    [OneTimeTearDown]
    public void Clean() => _folder.Delete(recursive: true);

    [Test]
    public void A_date_is_the_servers() => AssertAll("date", "date", Random(Days, random => Day(random.Next(-800_000, 3_700_000))), text =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null,
        value => ((DateOnly)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [TestCase("timestamp")]
    [TestCase("timestamp(0)")]
    public void A_local_time_is_the_servers(string type)
    {
        string[] literals = Random(Times, random => Day(random.Next(-800_000, 3_700_000)) is var day && day.EndsWith(" BC", StringComparison.Ordinal)
            ? day.Replace(" BC", $" {Clock(random)} BC", StringComparison.Ordinal) : $"{day} {Clock(random)}");
        AssertAll(type, "dateTime", literals, text => TimeOf(text)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), value => ((DateTime)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            """{ "kind": "date", "precision": "day" }""");
        AssertAll(type, "dateTime", literals, text => Band(TimeOf(text)), value => Band((DateTime)value), """{ "kind": "timeBand", "hours": 4 }""");
    }

    [Test]
    public void A_time_with_a_zone_is_the_servers() => AssertAll("timestamptz", "instant",
        Random(Times, random => $"{random.Next(1, 12_000):0000}-06-15 {Clock(random)}{random.Next(-12, 13):+00;-00;+00}"), text => TimeOf(text.Replace("+00", "", StringComparison.Ordinal)) is null ? null : "Y", _ => "Y", "\"presence\"");

    [Test]
    public void A_number_is_the_servers() => AssertAll("numeric", "number",
        Random(
            ["NaN", "Infinity", "-Infinity", "0", "-0.00", "1.5000", "79228162514264337593543950335", "79228162514264337593543950336", "-79228162514264337593543950335", "0." + new string('0', 27) + "1", "0." + new string('0', 28) + "1",
                "7." + new string('0', 60), "1" + new string('0', 28), "1" + new string('0', 40), "9" + new string('9', 60), "0.1234567890123456789012345678", "12345678901234567890.123456789", "12345678901234567890.1234567890", "1e-16000"],
            random => (random.Next(2) == 0 ? "-" : "") + Digits(random, random.Next(1, 24)) + (random.Next(3) == 0 ? "" : "." + Digits(random, random.Next(1, 34)))),
        ExactText, value => ExactText(((decimal)value).ToString(CultureInfo.InvariantCulture))!);

    [Test]
    public void A_number_of_the_money_type_is_the_servers() => AssertAll("money", "number", Random(["0", "-0.01", "92233720368547758.07", "-92233720368547758.08"], random => $"{random.NextInt64(-10_000_000, 10_000_000)}.{random.Next(100):00}"),
        text => ExactText(text.Replace("$", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)), value => ExactText(((decimal)value).ToString(CultureInfo.InvariantCulture))!);

    [TestCase("float8", 17)]
    [TestCase("float4", 9)]
    public void A_floating_number_is_the_servers(string type, int digits) => AssertAll(type, "number",
        Random(["NaN", "Infinity", "-Infinity", "0", "-0", "16777216", "999999999999999", "1e15", "0.30000000000000004", "1e-30", "-1e-27", "1.1754944e-38", "3.4e38"],
            random => $"{(random.Next(2) == 0 ? "-" : "")}{Digits(random, random.Next(1, digits))}e{random.Next(-30, 12)}"),
        text => FloatText(type == "float4" ? float.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) : text), value => FloatText(value is float small ? small.ToString("R", CultureInfo.InvariantCulture) : ((double)value).ToString("R", CultureInfo.InvariantCulture))!);

    [TestCase("int2", short.MinValue, short.MaxValue)]
    [TestCase("int4", int.MinValue, int.MaxValue)]
    [TestCase("int8", long.MinValue, long.MaxValue)]
    [TestCase("numeric(19)", long.MinValue, long.MaxValue)]
    public void A_whole_number_is_the_servers(string type, long least, long most) => AssertAll(type, "integer",
        Random([$"{least}", $"{most}", "0", "-1", "1023", "1024"], random => random.NextInt64(least, most).ToString(CultureInfo.InvariantCulture)), text => text, value => Convert.ToString(value, CultureInfo.InvariantCulture)!);

    [Test]
    public void A_numeric_that_is_no_whole_number_is_none_for_a_field_of_whole_numbers() =>
        AssertAll("numeric", "integer", ["1.0", "1.5", "9223372036854775808", "-9223372036854775809", "NaN", "12.00"], text => ExactText(text) is { } exact && long.TryParse(exact, out _) ? exact : null, _ => null);

    [TestCase("bool", "true false t f")]
    [TestCase("bit(1)", "1 0")]
    [TestCase("int4", "1 0 2 -1")]
    public void A_truth_value_is_the_servers(string type, string literals) =>
        AssertAll(type, "boolean", literals.Split(' '), text => text switch { "true" or "1" => "Y", "false" or "0" => "N", _ => null }, value => value switch { bool flag => flag ? "Y" : "N", int number => number == 1 ? "Y" : number == 0 ? "N" : null, _ => null });

    [TestCase("text")]
    [TestCase("varchar(60)")]
    [TestCase("name")]
    [TestCase("bpchar")]
    [TestCase("json")]
    [TestCase("words")]
    public void A_text_is_the_servers(string type)
    {
        string[] words = ["Assault", "Caf\u00E9", "\u05E9\u05DC\u05D5\u05DD", "\uD83D\uDE00", "A rather long text of more than forty bytes"];
        string[] literals = type == "json" ? [.. words.Select((_, i) => $"[{i}]")] : words;
        AssertAll(type, "text", [.. literals, .. literals.Take(2)], text => text, value => (string)value, values: type == "json" ? null : literals, treatment: type == "json" ? "\"presence\"" : "\"keep\"", presence: type == "json");
    }

    [TestCase("uuid", "00000000-0000-0000-0000-000000000001")]
    [TestCase("interval", "1 day")]
    [TestCase("time", "12:00")]
    [TestCase("text[]", "{a,b}")]
    [TestCase("int4range", "[1,2)")]
    [TestCase("inet", "192.0.2.1")]
    [TestCase("point", "(1,2)")]
    [TestCase("varbit", "101")]
    [TestCase("oid", "5")]
    [TestCase("pg_lsn", "0/1")]
    [TestCase("bytea", "\\x00ff")]
    public void A_value_of_a_type_that_no_field_has_holds_back_its_one_record(string type, string literal)
    {
        DatabaseAddress address = Table(type, [literal, null]);
        Assert.That(ReadValues.Of(address, "text", "\"presence\""), Is.EqualTo(new Dictionary<string, string> { ["2"] = "N" }));
    }

    [TestCase("SQL_ASCII", Description = "nobody ever said what the texts are: those that are UTF-8 are read")]
    [TestCase("LATIN1", Description = "the server converts")]
    public void A_text_of_another_encoding_is_the_text_or_is_held_back(string encoding)
    {
        string connection = OnePostgres.Running.NewDatabase();
        string name = new NpgsqlConnectionStringBuilder(connection).Database + "_other";
        Execute(connection, $"create database {name} encoding '{encoding}' locale 'C' template template0");
        string other = new NpgsqlConnectionStringBuilder(connection) { Database = name, ClientEncoding = "LATIN1" }.ConnectionString;
        string sound = encoding == "SQL_ASCII" ? @"E'Caf\303\251'" : @"E'Caf\351'";
        Execute(new NpgsqlConnectionStringBuilder(other) { ClientEncoding = encoding }.ConnectionString,
            $"create view incidents as select id as incident_id, {Others}, value from (values (1, {sound}), (2, E'Caf\\351'), (3, 'Plain')) as v(id, value)");
        Dictionary<string, string> expected = new() { ["1"] = "Caf\u00E9", ["2"] = "Caf\u00E9", ["3"] = "Plain" };
        if (encoding == "SQL_ASCII")
        {
            expected.Remove("2");
        }

        Assert.That(ReadValues.Of(Address(other), "text", values: ["Caf\u00E9", "Plain"]), Is.EqualTo(expected));
    }

    [TestCase("int8", "-9223372036854775808 -5 0 9223372036854775807", "integer")]
    [TestCase("int2", "-5 7", "integer")]
    [TestCase("numeric(19)", "-9223372036854775808 12 9223372036854775807", "integer")]
    [TestCase("text", "A-1 a-1 x'y Z\\", "text")]
    [TestCase("varchar(9)", "A-1 a-1", "text")]
    public void A_key_is_the_same_whether_records_are_read_in_order_or_by_their_keys(string type, string keys, string keyType)
    {
        string connection = OnePostgres.Running.NewDatabase();
        string[] written = keys.Split(' ');
        Execute(connection, $"create view incidents as select id as incident_id, {Others}, 1 as value from (values {string.Join(", ", written.Select(key => $"('{key.Replace("'", "''", StringComparison.Ordinal)}'::{type})"))}) as v(id)");
        Assert.That(ReadValues.Of(Address(connection), "integer", keyType: keyType).Keys, Is.EquivalentTo(written));
        IncidentKey[] asked = [.. written.Select(key => keyType == "integer" ? IncidentKey.FromNumber(long.Parse(key, CultureInfo.InvariantCulture)) : IncidentKey.FromText(key)!.Value)];
        Assert.That(ReadValues.Of(Address(connection), "integer", keyType: keyType, byKeys: asked).Keys, Is.EquivalentTo(written));
    }

    [TestCase("numeric", "NaN", "integer")]
    [TestCase("numeric", "1.5", "integer")]
    [TestCase("numeric", "9223372036854775808", "integer")]
    [TestCase("date", "infinity", "integer")]
    [TestCase("char(4)", "A", "text", Description = "a blank at its end is no part of any key")]
    [TestCase("text", "", "text")]
    public void A_key_that_can_be_none_fails_the_run_and_is_not_made_into_another(string type, string key, string keyType)
    {
        string connection = OnePostgres.Running.NewDatabase();
        Execute(connection, $"create view incidents as select '{key}'::{type} as incident_id, {Others}, 1 as value");
        Assert.That(() => ReadValues.Of(Address(connection), "integer", keyType: keyType), Throws.TypeOf<SourceOrderException>());
    }

    private const string Others = "'metropolitan'::text as force_slug, 'Verified'::text as status, false as do_not_share, null::date as embargo_until, null::text as source_force";

    /// <summary>Each value leaves as the server writes it, or is held back where that cannot be; where it leaves, the provider reads the same.</summary>
    private void AssertAll(string type, string fieldType, string[] literals, Func<string, string?> expected, Func<object, string?> provided, string treatment = "\"keep\"", IEnumerable<string>? values = null, bool presence = false)
    {
        DatabaseAddress address = Table(type, literals);
        Dictionary<string, string> cells = ReadValues.Of(address, fieldType, treatment, values: values);
        (string Text, object? Value)[] own = [.. Provided(address)];
        Assert.That(own, Has.Length.EqualTo(literals.Length));
        int left = 0;
        for (int i = 0; i < own.Length; i++)
        {
            string? right = expected(own[i].Text);
            string? cell = cells.GetValueOrDefault((i + 1).ToString(CultureInfo.InvariantCulture));
            Assert.That(cell, Is.EqualTo(presence ? "Y" : right), $"{type} {own[i].Text}");
            if (cell is not null && !presence && own[i].Value is { } value && provided(value) is { } read)
            {
                Assert.That(cell, Is.EqualTo(read), $"The provider reads {type} {own[i].Text} as another value.");
                left++;
            }
        }

        TestContext.Out.WriteLine($"{type}: {literals.Length} values, {cells.Count} leave, {left} of them compared with the provider");
    }

    private DatabaseAddress Table(string type, string?[] literals)
    {
        string connection = OnePostgres.Running.NewDatabase();
        if (type == "words")
        {
            Execute(connection, $"create type words as enum ({string.Join(", ", literals.Distinct().Select(word => $"'{word}'"))})");
        }

        string rows = string.Join(", ", literals.Select((literal, i) => $"({i + 1}, {(literal is null ? "null" : $"'{literal}'")})"));
        Execute(connection, $"create table t (id bigint primary key, value {type}); insert into t select id, value::{type} from (values {rows}) as v(id, value); create view incidents as select id as incident_id, {Others}, value from t");
        return Address(connection);
    }

    /// <summary>The server's text of each value and what the provider's reader makes of it; null where it throws.</summary>
    private static IEnumerable<(string Text, object? Value)> Provided(DatabaseAddress address)
    {
        using var connection = new NpgsqlConnection(address.ReadConnection());
        connection.Open();
        Execute(connection, "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set bytea_output = 'hex'");
        var texts = new List<string>();
        using (var command = new NpgsqlCommand("select value::text from t order by id", connection))
        using (NpgsqlDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                texts.Add(reader.GetString(0));
            }
        }

        using var each = new NpgsqlCommand("select value from t order by id", connection);
        using NpgsqlDataReader values = each.ExecuteReader();
        foreach (string text in texts)
        {
            values.Read();
            object? value = null;
            try
            {
                value = values.GetValue(0);
            }
            catch (Exception error) when (error is InvalidCastException or OverflowException or ArgumentException)
            {
                // The provider has nothing for it.
            }

            yield return (text, value);
        }
    }

    private DatabaseAddress Address(string connection)
    {
        string file = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(file, connection);
        return DatabaseAddress.On(DatabaseServer.PostgreSql, file, "a test");
    }

    private static void Execute(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        Execute(connection, sql);
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static string[] Random(string[] edges, Func<Random, string> next)
    {
        var random = new Random(Seed);
        return [.. edges, .. Enumerable.Range(0, Generated).Select(_ => next(random))];
    }

    /// <summary>A day so many days from 2000-01-01, as PostgreSQL writes it.</summary>
    private static string Day(int days)
    {
        // Years of 365 days are near enough to reach every century.
        int year = 2000 + (days / 365);
        int month = (Math.Abs(days) % 12) + 1;
        int day = (Math.Abs(days) % 28) + 1;
        return year > 0 ? $"{year:0000}-{month:00}-{day:00}" : $"{1 - year:0000}-{month:00}-{day:00} BC";
    }

    private static string Clock(Random random) => $"{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}.{random.Next(1_000_000):000000}";

    private static string Digits(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(10)));

    private static DateTime? TimeOf(string text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) ? time : null;

    private static string? Band(DateTime? time) => time is { } known ? $"{known.Hour / 4 * 4:00}:00-{(known.Hour / 4 * 4) + 3:00}:59" : null;

    /// <summary>A written number without the zeros that say nothing; null where a decimal cannot hold all its digits.</summary>
    private static string? ExactText(string text)
    {
        if (text.Any(char.IsLetter))
        {
            return null;
        }

        string[] parts = text.TrimStart('-').Split('.');
        string decimals = parts.Length > 1 ? parts[1].TrimEnd('0') : "";
        string whole = parts[0].TrimStart('0');
        BigInteger digits = BigInteger.Parse("0" + whole + decimals, CultureInfo.InvariantCulture);
        if (decimals.Length > 28 || digits >= BigInteger.One << 96)
        {
            return null;
        }

        string written = (whole.Length == 0 ? "0" : whole) + (decimals.Length == 0 ? "" : "." + decimals);
        return text[0] == '-' && digits != 0 ? "-" + written : written;
    }

    private static string? FloatText(string text)
    {
        double value = double.Parse(text, CultureInfo.InvariantCulture);
        if (!(Math.Abs(value) < 1e15))
        {
            return null;
        }

        string[] parts = text.ToUpperInvariant().TrimStart('-').Split('E');
        int exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        string[] mantissa = parts[0].Split('.');
        string all = mantissa[0] + (mantissa.Length > 1 ? mantissa[1] : "");
        int point = mantissa[0].Length + exponent;
        string plain = point <= 0 ? "0." + new string('0', -point) + all : point >= all.Length ? all + new string('0', point - all.Length) : all[..point] + "." + all[point..];
        return ExactText((text[0] == '-' ? "-" : "") + plain);
    }
}
