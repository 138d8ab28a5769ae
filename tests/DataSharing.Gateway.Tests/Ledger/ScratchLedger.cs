using System.Data.Common;
using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Sandbox;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>A ledger in a folder of its own, with what tests do again and again.</summary>
internal sealed class ScratchLedger(ServerKind server = ServerKind.Sqlite) : IDisposable
{
    public const string Force = "nottinghamshire";
    public const string KeyId = "0123456789abcdef";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ledger-tests-");
    private readonly List<ExportLedger> _open = [];
    private readonly string? _connection = server switch
    {
        ServerKind.PostgreSql => OnePostgres.Running.NewDatabase(),
        ServerKind.SqlServer => OneSqlServer.Named.NewDatabase(),
        _ => null,
    };

    private int _names;

    public string Path => System.IO.Path.Combine(_folder.FullName, "ledger.db");

    /// <summary>The moment at which a clock of the tests begins.</summary>
    public static DateTimeOffset Night { get; } = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);

    public static RunRequest Request { get; } = RunRequest.ByPerson("administrator", "a test", RunCommand.Export, Sha('p'), "0.1.0");

    public static DeliveryEvidence Evidence { get; } =
        new() { HostKeyFingerprint = "SHA256:test", ServerSoftware = "OpenSSH", RemoteLength = 10, Synced = true, ReadBack = true };

    public static string Sha(char digit) => new(digit == 'p' ? 'a' : digit, 64);

    public static string Token(long key) => new([.. $"{key:D16}".Reverse()]);

    /// <summary>A row whose token order differs from its key order.</summary>
    public static ExportedRow Row(long key, RowAction action = RowAction.New, int version = 1) => new(
        IncidentKey.FromNumber(key), Token(key), action, version, action == RowAction.Withdraw ? null : SHA256.HashData(BitConverter.GetBytes(key + (1000L * version))), KeyId);

    public static IEnumerable<ExportedRow> InKeyOrder(params ExportedRow[] rows) => rows.OrderBy(row => row.Key);

    public async Task<ExportLedger> OpenAsync(TimeProvider? time = null, LedgerOptions? options = null, bool applySchema = true)
    {
        ExportLedger ledger = server == ServerKind.Sqlite
            ? await ExportLedger.OpenAsync(SqliteServer.File(Path), applySchema, time ?? TimeProvider.System, options ?? new LedgerOptions())
            : await ExportLedger.OpenAsync(Address, applySchema, time ?? TimeProvider.System);
        lock (_open)
        {
            _open.Add(ledger);
        }

        return ledger;
    }

    public BuiltExport Export(long runId, ExportNumber number, ExportKind kind = ExportKind.Delta, string? file = null, long? contentOf = null, bool isWithdrawal = false, string? profileHash = null, string? report = null)
    {
        file ??= $"export_{number.Sequence}_{number.Attempt}_{++_names}.csv";
        return new BuiltExport
        {
            RunId = runId, Number = number, Kind = kind, FileName = file, ManifestName = file + ".json", FileEntry = "entry-" + file,
            ManifestEntry = "entry-manifest-" + file, Sha256 = Sha('b'), Bytes = 10, ManifestSha256 = Sha('c'), ManifestBytes = 20,
            ReleaseHash = null, ContentOf = contentOf, IsWithdrawal = isWithdrawal, Report = report,
            Facts = new ExportFacts
            {
                ProfileHash = profileHash ?? Sha('d'), ProfileVersion = 1, Protocol = "national-1", AgreementReference = "DSA-1", AgreementVersion = "1.0", Marking = "OFFICIAL", KeyId = KeyId,
            },
        };
    }

    public async Task<RecordedExport> BuildAsync(ExportLedger ledger, Lease lease, params ExportedRow[] rows)
    {
        long run = await ledger.Runs.OpenAsync(lease, Request);
        return await ledger.Exports.RecordBuiltAsync(lease, Export(run, await ledger.Exports.NextSequenceAsync(lease.Force)), InKeyOrder(rows));
    }

    public async Task<RecordedExport> ResendAsync(ExportLedger ledger, Lease lease, RecordedExport original)
    {
        long run = await ledger.Runs.OpenAsync(lease, Request);
        ExportNumber number = await ledger.Exports.NextAttemptAsync(lease.Force, original.Number.Sequence);
        return await ledger.Exports.RecordBuiltAsync(lease, Export(run, number, ExportKind.Resend, contentOf: original.Id), []);
    }

    /// <summary>Records what a run found that the force has and must not have.</summary>
    public static async Task<int> FindAlreadySentAsync(ExportLedger ledger, Lease lease, params long[] keys)
    {
        long run = await ledger.Runs.OpenAsync(lease, Request);
        AlreadySentRow[] found = [.. ledger.Holdings.Read(lease.Force).Where(row => keys.Contains(row.Key.Number!.Value)).Select(row => new AlreadySentRow(row, Reason.OwnRecord, "summary"))];
        return await ledger.Holdings.RecordAlreadySentAsync(lease, run, found);
    }

    public static async Task<RecordedExport> PublishAsync(ExportLedger ledger, Lease lease, RecordedExport export)
    {
        await ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: export.FileName + ".part");
        await ledger.Exports.BeginPublishingAsync(lease, export.Id, seen: 0, despiteStop: false);
        return await ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Publishing, ExportState.Published);
    }

    public async Task<RecordedExport> DeliverAsync(ExportLedger ledger, Lease lease, params ExportedRow[] rows) =>
        await DeliverAsync(ledger, lease, await BuildAsync(ledger, lease, rows));

    public static async Task<RecordedExport> DeliverAsync(ExportLedger ledger, Lease lease, RecordedExport export)
    {
        await PublishAsync(ledger, lease, export);
        RecordedExport delivered = await ledger.Exports.CloseDeliveredAsync(lease, export.Id, Evidence);
        await ledger.Runs.CloseAsync(lease, export.RunId, RunOutcome.Delivered, null, RunCounts.None, export.Id);
        return delivered;
    }

    /// <summary>Where the ledger is.</summary>
    public DatabaseAddress Address
    {
        get
        {
            if (_connection is null)
            {
                return SqliteServer.File(Path);
            }

            lock (_open)
            {
                if (!File.Exists(ConnectionFile))
                {
                    File.WriteAllText(ConnectionFile, _connection);
                }
            }

            return DatabaseAddress.On(server.Server(), ConnectionFile, "a test");
        }
    }

    /// <summary>The file with the connection string of a ledger on a server, once it was opened.</summary>
    public string ConnectionFile => System.IO.Path.Combine(_folder.FullName, "connection");

    /// <summary>The database's clock so many seconds from now, in a statement.</summary>
    public string At(int seconds) => server switch
    {
        ServerKind.Sqlite => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '{seconds:+0;-0;+0} seconds')"),
        ServerKind.SqlServer => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"replace(convert(char(19), dateadd(second, {seconds}, sysutcdatetime()), 120), ' ', 'T') + '.000Z'"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"to_char(clock_timestamp() at time zone 'utc' + interval '{seconds} seconds', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"),
    };

    /// <summary>Changes the database behind the ledger's back.</summary>
    public int Execute(string sql)
    {
        using DbConnection connection = Behind();
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public object? Scalar(string sql)
    {
        using DbConnection connection = Behind();
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Makes the journal what it was before runs had entries about their ends: those are taken out, and the chain is closed over them.</summary>
    public void ForgetRunEnds()
    {
        var kept = new List<(string At, string Kind, string? Force, string Actor, string Body)>();
        using (DbConnection connection = Behind())
        {
            connection.Open();
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "select at, kind, force, actor, body from journal where kind not in ('runEnded', 'runsCovered') order by entry";
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                kept.Add((reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(3), reader.GetString(4)));
            }
        }

        Execute("delete from runs_covered");
        Execute("delete from journal");
        string previous = new('0', 64);
        foreach ((int i, (string at, string kind, string? force, string actor, string body)) in kept.Index())
        {
            string entry = (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            string hash = HashOf(entry, at, kind, force, actor, body, previous);
            string whose = force is null ? "null" : $"'{force}'";
            Execute($"insert into journal (entry, at, kind, force, actor, body, previous_hash, hash) values ({entry}, '{at}', '{kind}', {whose}, '{actor}', '{body.Replace("'", "''", StringComparison.Ordinal)}', '{previous}', '{hash}')");
            previous = hash;
        }
    }

    /// <summary>The hash of an entry: of each field its length, four bytes with the greatest first, and its UTF-8 bytes; an absent one has the length 2³²−1.</summary>
    private static string HashOf(params string?[] fields)
    {
        using var bytes = new MemoryStream();
        foreach (string? field in fields)
        {
            byte[] text = System.Text.Encoding.UTF8.GetBytes(field ?? "");
            byte[] length = BitConverter.GetBytes(field is null ? uint.MaxValue : (uint)text.Length);
            Array.Reverse(length);
            bytes.Write(length);
            bytes.Write(text);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    private DbConnection Behind() => server switch
    {
        ServerKind.PostgreSql => new NpgsqlConnection(_connection + ";Pooling=False"),
        ServerKind.SqlServer => new SqlConnection(new SqlConnectionStringBuilder(_connection) { Pooling = false }.ToString()),
        _ => new SqliteConnection($"Data Source={Path};Pooling=False;Foreign Keys=False"),
    };

    public void Dispose()
    {
        _open.ForEach(ledger => ledger.Dispose());
        _folder.Delete(recursive: true);
    }
}
