using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
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

    public BuiltExport Export(long runId, ExportNumber number, ExportKind kind = ExportKind.Delta, string? file = null, long? contentOf = null, bool isWithdrawal = false, string? profileHash = null, string keyId = KeyId, ToldHead? head = null, string? manifestSha256 = null, string? report = null)
    {
        file ??= $"export_{number.Sequence}_{number.Attempt}_{++_names}.csv";
        return new BuiltExport
        {
            RunId = runId, Number = number, Kind = kind, FileName = file, ManifestName = file + ".json", FileEntry = "entry-" + file,
            ManifestEntry = "entry-manifest-" + file, Sha256 = Sha('b'), Bytes = 10, ManifestSha256 = manifestSha256 ?? Sha('c'), ManifestBytes = 20,
            ReleaseHash = null, ContentOf = contentOf, IsWithdrawal = isWithdrawal, Head = head, Report = report,
            Facts = new ExportFacts
            {
                ProfileHash = profileHash ?? Sha('d'), ProfileVersion = 1, Protocol = "national-1", AgreementReference = "DSA-1", AgreementVersion = "1.0", Marking = "OFFICIAL", KeyId = keyId,
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

    /// <summary>Takes away what keeps the journal and the rows of exports from being altered, as the owner of the tables can.</summary>
    public void DropTriggers()
    {
        using DbConnection connection = Behind();
        connection.Open();
        LedgerTriggers.Drop(connection, server);
    }

    /// <summary>Makes the journal what it was before runs had entries about their ends: those are taken out, and the chain is closed over them.</summary>
    public void ForgetRunEnds()
    {
        Execute("delete from runs_covered");
        Rewrite(entry => entry.Kind is "runEnded" or "runsCovered" ? null : entry);
    }

    /// <summary>Makes the journal another one, whose chain is whole.</summary>
    /// <param name="bodyOf">Gives what an entry says in place of what it said.</param>
    public void RewriteJournal(Func<string, string> bodyOf)
    {
        DropTriggers();
        Rewrite(entry => entry with { Body = bodyOf(entry.Body) });
    }

    /// <summary>Writes the journal anew with a chain that fits, as somebody can who has the whole database.</summary>
    /// <param name="change">What becomes of an entry; null takes it out.</param>
    public void Rewrite(Func<WrittenEntry, WrittenEntry?> change)
    {
        using DbConnection connection = Behind();
        connection.Open();
        WrittenEntry.Rewrite(connection, server, change);
    }

    /// <summary>
    /// Makes journal and exports what they were before version 9: without random bytes, salts and heads, and with the SHA-256 of files in what entries say.
    /// The columns and tables stay.
    /// </summary>
    public void ForgetWitnesses()
    {
        DropTriggers();
        var hashes = new Dictionary<long, (string? File, string Manifest)>();
        using (DbConnection connection = Behind())
        {
            connection.Open();
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "select id, sha256, manifest_sha256 from export";
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                hashes.Add(Convert.ToInt64(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), (reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2)));
            }
        }

        Rewrite(entry =>
        {
            var said = new SortedDictionary<string, string>(StringComparer.Ordinal);
            using JsonDocument body = JsonDocument.Parse(entry.Body);
            foreach (JsonProperty member in body.RootElement.EnumerateObject().Where(member => member.Name is not ("headEntry" or "headValue")))
            {
                string? plain = member.Name is FileHashes.FileMember or FileHashes.ManifestMember
                    ? member.Name == FileHashes.FileMember ? hashes[body.RootElement.GetProperty("export").GetInt64()].File : hashes[body.RootElement.GetProperty("export").GetInt64()].Manifest
                    : null;
                string name = member.Name switch { FileHashes.FileMember => "sha256", FileHashes.ManifestMember => "manifestSha256", _ => member.Name };
                said[name] = plain is null ? member.Value.GetRawText() : $"\"{plain}\"";
            }

            return entry with { Body = "{" + string.Join(',', said.Select(member => $"\"{member.Key}\":{member.Value}")) + "}", Nonce = null };
        });
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
