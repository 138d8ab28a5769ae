using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>
/// Every table of a small ledger, every column of it, and some rows: each kind of character is altered, rows are taken away, put in and exchanged. Verification names
/// it, or docs/operations.md says that it is not covered. A new column, table or row that nobody covers fails here until the document has it.
/// </summary>
internal sealed class EveryByteTests
{
    private const string Force = ScratchLedger.Force;
    private const string Heading = "\n### What it does not cover\n";
    private const int RowsAtMost = 4;

    private readonly SortedSet<string> _escaped = new(StringComparer.Ordinal);
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private SqliteConnection _behind = null!;

    [OneTimeSetUp]
    public async Task MakeLedger()
    {
        _scratch = new ScratchLedger();
        using (ExportLedger filled = await _scratch.OpenAsync())
        {
            await FillAsync(filled);
        }

        _scratch.DropTriggers();
        File.Copy(_scratch.Path, _scratch.Path + ".kept");
        _ledger = await _scratch.OpenAsync();
        _behind = new SqliteConnection($"Data Source={_scratch.Path};Pooling=False;Foreign Keys=False");
        await _behind.OpenAsync();
        Execute($"pragma ignore_check_constraints = on; pragma synchronous = off; attach '{_scratch.Path}.kept' as kept");
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        await _behind.DisposeAsync();
        _scratch.Dispose();
    }

    [Test]
    public async Task What_is_altered_is_named_or_listed_as_not_covered()
    {
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
        var unseen = new List<string>();
        int altered = 0;
        foreach (string table in List("select name from sqlite_schema where type = 'table' order by name"))
        {
            long rows = (long)Scalar($"select count(*) from {table}")!;
            Assert.That(rows, Is.Positive, $"The sample needs a row in {table}.");
            var columns = new List<string>();
            string[] names = List($"select name from pragma_table_info('{table}')");
            string[] keys = List($"select name from pragma_table_info('{table}') where pk > 0 order by pk");
            string[] chosen = [.. List($"select {KeyOf(keys)} from {table} order by 1").Where((_, i) => rows <= RowsAtMost || i is 0 or 1 || i >= rows - 2)];
            foreach (string column in names)
            {
                foreach (string row in chosen)
                {
                    foreach (object changed in Changes(Scalar($"select {column} from {table} where {KeyOf(keys)} = {Text(row)}")!))
                    {
                        bool? seen = await SeesAsync(table, $"update {table} set {column} = @value where {KeyOf(keys)} = {Text(row)}", changed);
                        altered += seen is null ? 0 : 1;
                        if (seen == false && !columns.Contains($"`{column}`"))
                        {
                            columns.Add($"`{column}`");
                        }
                    }
                }
            }

            string changes = string.Join(", ", await RowsAsync(table, names, keys, chosen));
            if (columns.Count > 0 || changes.Length > 0)
            {
                unseen.Add($"| `{table}` | {(columns.Count == names.Length ? "every one" : string.Join(", ", columns))} | {changes} |");
            }
        }

        using IDisposable all = Assert.EnterMultipleScope();
        Assert.That(_escaped, Is.Empty, "What the ledger's own failure should have told.");
        Assert.That(altered, Is.GreaterThan(600));
        string document = await File.ReadAllTextAsync(RepositoryFolder.At("docs/operations.md"));
        string listed = document[(document.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..].Split("\n\n").Select(part => part.Trim('\n')).First(part => part.StartsWith('|'));
        Assert.That(unseen, Is.EqualTo(listed.Split('\n').Skip(2)), string.Join('\n', unseen));
    }

    /// <summary>What can be done with rows of a table and is not seen.</summary>
    private async Task<List<string>> RowsAsync(string table, string[] names, string[] keys, string[] chosen)
    {
        var unseen = new List<string>();
        async Task TryAsync(string what, string sql)
        {
            if (await SeesAsync(table, sql, DBNull.Value) == false && !unseen.Contains(what))
            {
                unseen.Add(what);
            }
        }

        string others = string.Join(", ", names.Except(keys));
        string last = keys[^1];
        string fresh = $"case typeof({last}) when 'integer' then (select max({last}) + 1 from {table}) else {last} || 'x' end";
        foreach (string row in chosen)
        {
            await TryAsync("taken away", $"delete from {table} where {KeyOf(keys)} = {Text(row)}");
            string columns = string.Join(", ", names.Select(name => name == last ? fresh : name));
            await TryAsync("put in", $"insert into {table} ({string.Join(", ", names)}) select {columns} from {table} where {KeyOf(keys)} = {Text(row)}");
        }

        // Two rows exchange everything but their keys, where they differ in something.
        foreach ((string one, string other) in others.Length == 0 ? [] : chosen.Zip(chosen.Skip(1)))
        {
            string select = $"select {others} from kept.{table} k where {KeyOf(keys)} = case {KeyOf(keys, table + ".")} when {Text(one)} then {Text(other)} else {Text(one)} end";
            if (Scalar($"select count(*) from (select {others} from {table} where {KeyOf(keys)} = {Text(one)} except select {others} from {table} where {KeyOf(keys)} = {Text(other)})") is > 0L)
            {
                await TryAsync("exchanged", $"update {table} set ({others}) = ({select}) where {KeyOf(keys)} in ({Text(one)}, {Text(other)})");
            }
        }

        return unseen;
    }

    /// <summary>Whether verification finds the change, which is undone; null where the database refuses it.</summary>
    private async Task<bool?> SeesAsync(string table, string sql, object value)
    {
        try
        {
            if (Execute(sql, value) == 0)
            {
                return null;
            }
        }
        catch (SqliteException refused) when (refused.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH)
        {
            return null;
        }

        try
        {
            return !(await _ledger.Journal.VerifyAsync()).Ok;
        }
        catch (LedgerException damaged)
        {
            Assert.That(damaged.Kind, Is.EqualTo(LedgerFault.Damaged).Or.EqualTo(LedgerFault.SchemaMissing).Or.EqualTo(LedgerFault.SchemaNewer), damaged.Message);
            return true;
        }
        catch (Exception escaped) when (escaped is not AssertionException)
        {
            _escaped.Add($"{sql}: {escaped.GetType().Name}");
            return true;
        }
        finally
        {
            Execute($"begin; delete from {table}; insert into {table} select * from kept.{table}; commit");
        }
    }

    /// <summary>Other values in the place of one: for a text one character of each kind that is in it, the first byte and the last, a number near it, and none.</summary>
    private static IEnumerable<object> Changes(object value)
    {
        switch (value)
        {
            case long number:
                yield return number + 1;
                yield return DBNull.Value;
                break;
            case string text:
                foreach (IGrouping<char, int> kind in Enumerable.Range(0, text.Length).GroupBy(i => text[i] switch { >= '0' and <= '9' => '0', >= 'a' and <= 'z' => 'a', >= 'A' and <= 'Z' => 'A', _ => '.' }))
                {
                    char was = text[kind.First()];
                    char other = kind.Key switch { '0' => was == '9' ? '0' : (char)(was + 1), 'a' => was == 'z' ? 'a' : (char)(was + 1), 'A' => was == 'Z' ? 'A' : (char)(was + 1), _ => '~' };
                    yield return text[..kind.First()] + other + text[(kind.First() + 1)..];
                }

                yield return text + "0";
                yield return DBNull.Value;
                break;
            case byte[] bytes:
                yield return (byte[])[(byte)(bytes[0] ^ 1), .. bytes[1..]];
                yield return (byte[])[.. bytes[..^1], (byte)(bytes[^1] ^ 0x80)];
                yield return DBNull.Value;
                break;
            default:
                yield return "0";
                yield return 1L;
                break;
        }
    }

    private static string KeyOf(string[] keys, string of = "") => string.Join(" || ' ' || ", keys.Select(key => $"quote({of}{key})"));

    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private int Execute(string sql, object? value = null)
    {
        using SqliteCommand command = _behind.CreateCommand();
        command.CommandText = sql;
        if (value is not null)
        {
            command.Parameters.AddWithValue("@value", value);
        }

        return command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using SqliteCommand command = _behind.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private string[] List(string sql)
    {
        using SqliteCommand command = _behind.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        return [.. found];
    }

    /// <summary>A ledger with rows of every kind in every table.</summary>
    private async Task FillAsync(ExportLedger ledger)
    {
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await ledger.Profiles.FirstSeenEnabledAsync(Force, ScratchLedger.Night);
        await ledger.Journal.AppendAsync(JournalKind.KeysAdded, null, "administrator", new JournalBody().With("keyId", ScratchLedger.KeyId));
        await AcceptAsync(ledger, lease);
        ExportedRow plain = ScratchLedger.Row(1);
        var withText = new ExportedRow(plain.Key, plain.Token, plain.Action, plain.Version, plain.RowHash, plain.KeyId, [1, 2], [3]);
        RecordedExport first = await SendAsync(ledger, lease, "first", withText, ScratchLedger.Row(2), ScratchLedger.Row(3));
        await SendAsync(ledger, lease, "second", ScratchLedger.Row(1, RowAction.Amend, 2), ScratchLedger.Row(2, RowAction.Withdraw, 2));
        await ScratchLedger.DeliverAsync(ledger, lease, await _scratch.ResendAsync(ledger, lease, first));
        RecordedExport taken = await _scratch.BuildAsync(ledger, lease, ScratchLedger.Row(4));
        await ledger.Exports.SetStateAsync(lease, taken.Id, ExportState.Built, ExportState.Sending, temporaryName: "a.part");
        await ledger.Unfinished.RecordPartTakenAsync(lease, taken.Id, taken.FileName!, "delivery");
        await ledger.Exports.VoidAsync(lease, taken.Id, "sourceChanging");
        await FindAndCountAsync(ledger, lease);
        await OrderAsync(ledger);
        await SayAsync(ledger, lease);
        await _scratch.BuildAsync(ledger, lease, ScratchLedger.Row(5));
    }

    private static async Task AcceptAsync(ExportLedger ledger, Lease lease)
    {
        static DeliveredProfile Of(string profile) => new([("forces/nottinghamshire.json", Encoding.UTF8.GetBytes(profile))]);
        var first = new TextAcceptance(Force, Of("first"), 0, null, "a test", "1");
        long entry = (await ledger.Accepted.AcceptAsync(first, "ann", null))!.Value;
        await ledger.Accepted.UseAsync(lease, new LedgerAccepted.Use(first.Text, UsedBy.Acceptance, 0, entry, "1"));
        long used = (await ledger.Accepted.ReadAsync(Force)).Used!.Entry;
        await ledger.Accepted.AcceptAsync(first with { Text = Of("third"), Follows = used, From = new DateOnly(2026, 12, 1) }, "ann", null);
    }

    private async Task<RecordedExport> SendAsync(ExportLedger ledger, Lease lease, string profile, params ExportedRow[] rows)
    {
        var delivered = new DeliveredProfile([("forces/nottinghamshire.json", Encoding.UTF8.GetBytes(profile))]);
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        BuiltExport built = _scratch.Export(
            run, await ledger.Exports.NextSequenceAsync(Force), profileHash: delivered.Hash, head: ToldHead.Of(await ledger.Journal.HeadAsync()));
        RecordedExport export = await ledger.Exports.RecordBuiltAsync(lease, built, ScratchLedger.InKeyOrder(rows));
        await ledger.Delivered.KeepAsync(lease, export.Id, delivered);
        return await ScratchLedger.DeliverAsync(ledger, lease, export);
    }

    private static async Task FindAndCountAsync(ExportLedger ledger, Lease lease)
    {
        await ScratchLedger.FindAlreadySentAsync(ledger, lease, 1);
        await ledger.Holdings.AcknowledgeAlreadySentAsync(Force, "administrator", "x");
        await ScratchLedger.FindAlreadySentAsync(ledger, lease, 3);
        long counted = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        var counts = new RunCounts(new Dictionary<string, int> { ["status"] = 3 }, new Dictionary<(string, string), int> { [("unknownCode", "town")] = 1 });
        await ledger.Runs.CloseAsync(lease, counted, RunOutcome.NothingToSend, null, counts, null);
        await ledger.Runs.RecordRefusedAsync("metropolitan", ScratchLedger.Request, RunOutcome.Refused, "profileInvalid");
    }

    private static async Task OrderAsync(ExportLedger ledger)
    {
        await ledger.Orders.GiveAsync(OrderKind.Withdraw, IncidentKey.FromNumber(3), ("mark-3", ScratchLedger.KeyId), null, ([1, 2, 3], ScratchLedger.KeyId), "priya", "objection");
        await ledger.Orders.GiveAsync(OrderKind.Hold, IncidentKey.FromNumber(1), ("mark-1", ScratchLedger.KeyId), new DateOnly(2026, 12, 24), ([4, 5], ScratchLedger.KeyId), "priya", "asked");
        await ledger.Orders.GiveAsync(OrderKind.Stop, "priya", "asked");
        await ledger.Orders.GiveAsync(OrderKind.Resume, "priya", "asked");
        RecordedRequest done = await ledger.Requests.MakeAsync("RestoreIncident", new Dictionary<string, string> { ["incident"] = "a" }, "priya", ScratchLedger.Night);
        await ledger.Requests.EndAsync(done, RequestState.Failed, "sam", Reason.RequestExpired, "sam");
        await ledger.Requests.MakeAsync("RestoreIncident", new Dictionary<string, string> { ["incident"] = "b" }, "priya", ScratchLedger.Night);
    }

    private static async Task SayAsync(ExportLedger ledger, Lease lease)
    {
        await ledger.Texts.DecideAsync(new DecidedText(Force, IncidentKey.FromNumber(1), "summary", "source-1", "proposal-1", ScratchLedger.KeyId, [7, 8]), "priya", null);
        await ledger.Texts.DecideAsync(new DecidedText(Force, IncidentKey.FromNumber(3), "summary", "source-3", "proposal-3", ScratchLedger.KeyId, null), "priya", "no");
        // A moment that a wrong clock wrote, and an administrator's word about it.
        await ledger.Profiles.FirstSeenEnabledAsync("metropolitan", TimeProvider.System.GetUtcNow().AddDays(3));
        await ledger.Clock.AcknowledgeAsync(Reason.ClockAhead, "administrator", "x");
        await ledger.Profiles.AcknowledgeAsync(Reason.ProfileOlder, Force, 2, ScratchLedger.Sha('a'), "administrator", "x");
        await ledger.People.NoteAsync(new PeopleRead(ScratchLedger.Sha('e'), "statement"), "priya", _ => ["one came"]);
        await ledger.Told.RememberAsync("lateDelivery", "nottinghamshire 2026-11-23");
        await ledger.Refusals.WriteAsync("sam", "StopAll", "records.see", "notPermitted");
        await ledger.Journal.SayOlderAsync(Force, new JournalBody().With("next", 9));
        await ledger.Journal.AcceptRestoredAsync(lease, 12, 3, "administrator", "x");
    }
}
