using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Ledger;

[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class ExportTests(ServerKind server)
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _ledger = await _scratch.OpenAsync();
        _lease = (await _ledger.Leases.TryAcquireAsync(Force))!;
    }

    [TearDown]
    public async Task Clean()
    {
        await (_lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        _scratch?.Dispose();
    }

    [Test]
    public async Task Numbers_deliveries_without_gaps()
    {
        Assert.That(await _ledger.Exports.NextSequenceAsync(Force), Is.EqualTo(new ExportNumber(1, 1)));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        Assert.That(await _ledger.Exports.NextSequenceAsync(Force), Is.EqualTo(new ExportNumber(2, 1)));
        Assert.That(await _ledger.Exports.NextSequenceAsync("metropolitan"), Is.EqualTo(new ExportNumber(1, 1)));
    }

    [Test]
    public async Task Gives_the_sequence_of_a_void_export_back_and_its_attempt_not()
    {
        RecordedExport first = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _ledger.Exports.VoidAsync(_lease, first.Id, "sourceChanging");
        Assert.That(await _ledger.Exports.NextSequenceAsync(Force), Is.EqualTo(new ExportNumber(1, 2)));
        RecordedExport second = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _ledger.Exports.VoidAsync(_lease, second.Id, "sourceChanging");
        Assert.That(await _ledger.Exports.NextSequenceAsync(Force), Is.EqualTo(new ExportNumber(1, 3)));
        RecordedExport third = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        Assert.That(third.Number, Is.EqualTo(new ExportNumber(1, 3)));
        Assert.That((await _ledger.Exports.FindAsync(Force, 1))!.Id, Is.EqualTo(third.Id));
        Assert.That((await _ledger.Exports.FindAsync(Force, 1, 2))!.State, Is.EqualTo(ExportState.Void));
        Assert.That(await _ledger.Exports.FindAsync(Force, 1, 9), Is.Null);
        Assert.That(await _ledger.Exports.FindAsync(Force, 2), Is.Null);
    }

    [Test]
    public async Task Counts_resends_as_attempts_of_their_sequence_and_leaves_the_next_sequence_alone()
    {
        RecordedExport original = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        RecordedExport resend = await _scratch.ResendAsync(_ledger, _lease, original);
        Assert.That(resend.Number, Is.EqualTo(new ExportNumber(1, 2)));
        await _ledger.Exports.VoidAsync(_lease, resend.Id, "containsWithdrawn");
        RecordedExport again = await _scratch.ResendAsync(_ledger, _lease, original);
        Assert.That(again.Number, Is.EqualTo(new ExportNumber(1, 3)));
        await ScratchLedger.DeliverAsync(_ledger, _lease, again);
        Assert.That(await _ledger.Exports.NextSequenceAsync(Force), Is.EqualTo(new ExportNumber(2, 1)));
        Assert.That((await _ledger.Exports.AttemptsAsync(Force, 1)).Select(export => export.Number.Attempt), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That((await _ledger.Exports.FindAsync(Force, 1))!.Id, Is.EqualTo(original.Id));
    }

    [TestCase(2, 1)]
    [TestCase(1, 2)]
    public async Task Refuses_a_number_that_is_not_the_next_one(int sequence, int attempt)
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        await RefusesAsync(_scratch.Export(run, new ExportNumber(sequence, attempt)), "number is not the next one");
    }

    [Test]
    public async Task Refuses_a_newer_export_before_the_earlier_one_is_settled()
    {
        RecordedExport first = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await RefusesAsync(_scratch.Export(first.RunId, new ExportNumber(2, 1)), "neither delivered nor void");
    }

    [Test]
    public async Task Refuses_an_export_of_an_unknown_run() =>
        await RefusesAsync(_scratch.Export(77, new ExportNumber(1, 1)), "no such run");

    [TestCase("night.csv")]
    [TestCase("NIGHT.CSV")]
    [TestCase("Night.csv.json")]
    public async Task Never_uses_a_name_twice_whatever_its_case_and_whatever_became_of_it(string name)
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        RecordedExport first = await _ledger.Exports.RecordBuiltAsync(_lease, _scratch.Export(run, new ExportNumber(1, 1), file: "night.csv"), [ScratchLedger.Row(1)]);
        await _ledger.Exports.VoidAsync(_lease, first.Id, "sourceChanging");
        await RefusesAsync(_scratch.Export(run, new ExportNumber(1, 2), file: name), "was used before");
    }

    [Test]
    public async Task Lets_two_forces_use_the_same_name()
    {
        await using Lease other = (await _ledger.Leases.TryAcquireAsync("metropolitan"))!;
        long mine = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        long theirs = await _ledger.Runs.OpenAsync(other, ScratchLedger.Request);
        await _ledger.Exports.RecordBuiltAsync(_lease, _scratch.Export(mine, new ExportNumber(1, 1), file: "a.csv"), []);
        RecordedExport export = await _ledger.Exports.RecordBuiltAsync(other, _scratch.Export(theirs, new ExportNumber(1, 1), file: "a.csv"), []);
        Assert.That(export.Force, Is.EqualTo("metropolitan"));
        Assert.That(async () => await _ledger.Exports.VoidAsync(_lease, export.Id, "x"), Throws.TypeOf<LedgerException>(), "another force's lease");
    }

    [Test]
    public async Task Refuses_rows_out_of_the_order_of_their_keys_and_records_nothing()
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        ExportedRow[] sorted = [.. ScratchLedger.InKeyOrder(ScratchLedger.Row(1), ScratchLedger.Row(2))];
        BuiltExport export = _scratch.Export(run, new ExportNumber(1, 1));
        Assert.That(async () => await _ledger.Exports.RecordBuiltAsync(_lease, export, [sorted[1], sorted[0]]), Throws.ArgumentException);
        Assert.That(async () => await _ledger.Exports.RecordBuiltAsync(_lease, export, [sorted[0], sorted[0]]), Throws.ArgumentException);
        Assert.That(await _ledger.Exports.PendingAsync(Force), Is.Empty);
        Assert.That((await _ledger.Journal.VerifyAsync()).Entries, Is.Zero);
    }

    [Test]
    public async Task Refuses_one_incident_under_two_tokens()
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        ExportedRow row = ScratchLedger.Row(1);
        var twin = new ExportedRow(row.Key, "ZZZZZZZZZZZZZZZZ", row.Action, row.Version, row.RowHash, row.KeyId);
        Assert.That(async () => await _ledger.Exports.RecordBuiltAsync(_lease, _scratch.Export(run, new ExportNumber(1, 1)), [row, twin]), Throws.ArgumentException);
        Assert.That(await _ledger.Exports.PendingAsync(_lease.Force), Is.Empty);
    }

    [Test]
    public async Task Refuses_one_token_for_two_incidents_and_records_nothing()
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        ExportedRow row = ScratchLedger.Row(2);
        var twin = new ExportedRow(IncidentKey.FromNumber(3), row.Token, row.Action, row.Version, row.RowHash, row.KeyId);
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() =>
            _ledger.Exports.RecordBuiltAsync(_lease, _scratch.Export(run, new ExportNumber(1, 1)), [ScratchLedger.Row(1), row, twin]));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
        Assert.That(await _ledger.Exports.PendingAsync(_lease.Force), Is.Empty);
    }

    [Test]
    public async Task Records_nothing_when_the_database_refuses_a_row_and_goes_on_afterwards([Values(1, 2, 5000)] int at)
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        IEnumerable<ExportedRow> rows = Enumerable.Range(1, 6000).Select(key => ScratchLedger.Row(key, RowAction.New, key == at ? 0 : 1));
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() => _ledger.Exports.RecordBuiltAsync(_lease, _scratch.Export(run, new ExportNumber(1, 1)), rows));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
        Assert.That(await _ledger.Exports.PendingAsync(Force), Is.Empty);
        Assert.That(_scratch.Scalar("select count(*) from exported_row"), Is.EqualTo(0));
        RecordedExport export = await _scratch.DeliverAsync(_ledger, _lease, [.. Enumerable.Range(1, 6000).Select(key => ScratchLedger.Row(key))]);
        Assert.That(_ledger.Exports.ReadRowsByKey(export.Id).Select(row => row.Key.Number), Is.EqualTo(Enumerable.Range(1, 6000).Select(key => (long?)key)));
        Assert.That((await _ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Records_nothing_before_the_check_of_the_files_has_succeeded()
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        var check = new TaskCompletionSource();
        var given = new TaskCompletionSource();
        Task<RecordedExport> recording = Task.Run(() => _ledger.Exports.RecordBuiltAsync(_lease, _scratch.Export(run, new ExportNumber(1, 1)), Rows(), check.Task));
        await given.Task;
        Assert.That(recording.IsCompleted, Is.False);
        Assert.That(await _ledger.Exports.PendingAsync(Force), Is.Empty);
        check.SetResult();
        Assert.That((await recording).State, Is.EqualTo(ExportState.Built));

        IEnumerable<ExportedRow> Rows()
        {
            yield return ScratchLedger.Row(1);
            given.SetResult();
        }
    }

    [Test]
    public async Task Records_nothing_when_the_check_of_the_files_fails()
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        BuiltExport export = _scratch.Export(run, new ExportNumber(1, 1));
        Assert.That(
            async () => await _ledger.Exports.RecordBuiltAsync(_lease, export, [ScratchLedger.Row(1)], Task.FromException(new FormatException("a fault in the file"))),
            Throws.TypeOf<FormatException>());
        Assert.That(await _ledger.Exports.PendingAsync(Force), Is.Empty);
        Assert.That(_scratch.Scalar("select count(*) from exported_row"), Is.EqualTo(0));
        Assert.That((await _ledger.Exports.RecordBuiltAsync(_lease, export, [ScratchLedger.Row(1)])).State, Is.EqualTo(ExportState.Built), "the same number and names");
    }

    [Test]
    public async Task Passes_an_error_of_the_rows_themselves_through_unchanged()
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        Assert.That(
            async () => await _ledger.Exports.RecordBuiltAsync(_lease, _scratch.Export(run, new ExportNumber(1, 1)), Broken()),
            Throws.TypeOf<FormatException>());
        Assert.That(await _ledger.Exports.PendingAsync(Force), Is.Empty);

        static IEnumerable<ExportedRow> Broken()
        {
            yield return ScratchLedger.Row(1);
            throw new FormatException("a spilled run cannot be read");
        }
    }

    [Test]
    public async Task Gives_the_rows_back_in_the_order_of_tokens_and_of_keys()
    {
        IncidentKey[] keys = [IncidentKey.FromNumber(-5), IncidentKey.FromNumber(2), IncidentKey.FromNumber(10), IncidentKey.FromText("A-1")!.Value, IncidentKey.FromText("a-1")!.Value];
        ExportedRow[] rows = [.. keys.Select((key, i) => new ExportedRow(key, $"TOKEN{9 - i}", RowAction.New, 1, [1, 2], ScratchLedger.KeyId))];
        RecordedExport export = await _scratch.DeliverAsync(_ledger, _lease, rows);
        Assert.That(_ledger.Exports.ReadRowsByKey(export.Id).Select(row => row.Key), Is.EqualTo(keys));
        Assert.That(_ledger.Exports.ReadRowsByToken(export.Id).Select(row => row.Key), Is.EqualTo(keys.Reverse()));
        Assert.That(_ledger.Holdings.Read(Force).Select(row => row.Key), Is.EqualTo(keys));
        ExportedRow first = _ledger.Exports.ReadRowsByKey(export.Id).First();
        Assert.That(first.RowHash, Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That((first.Token, first.Action, first.Version, first.KeyId), Is.EqualTo(("TOKEN9", RowAction.New, 1, ScratchLedger.KeyId)));
    }

    [Test]
    public async Task Gives_a_resend_the_rows_of_what_it_repeats()
    {
        RecordedExport original = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        RecordedExport resend = await _scratch.ResendAsync(_ledger, _lease, original);
        Assert.That(resend.Rows, Is.EqualTo(original.Rows));
        Assert.That(resend.RowsDigest, Is.EqualTo(original.RowsDigest));
        Assert.That(_ledger.Exports.ReadRowsByKey(resend.Id).Select(row => row.Key.Number), Is.EqualTo(new long?[] { 1, 2 }));
    }

    [Test]
    public async Task Refuses_a_resend_of_what_never_left_of_a_resend_and_of_other_bytes()
    {
        RecordedExport built = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await RefusesAsync(_scratch.Export(built.RunId, new ExportNumber(1, 2), ExportKind.Resend, contentOf: built.Id), "must repeat");
        await ScratchLedger.DeliverAsync(_ledger, _lease, built);
        RecordedExport resend = await _scratch.ResendAsync(_ledger, _lease, built);
        await ScratchLedger.DeliverAsync(_ledger, _lease, resend);
        await RefusesAsync(_scratch.Export(built.RunId, new ExportNumber(1, 3), ExportKind.Resend, contentOf: resend.Id), "must repeat");
        _scratch.Execute($"update export set sha256 = '{ScratchLedger.Sha('e')}' where id = {built.Id}");
        await RefusesAsync(_scratch.Export(built.RunId, new ExportNumber(1, 3), ExportKind.Resend, contentOf: built.Id), "must repeat");
    }

    [Test]
    public async Task Digests_the_rows_field_by_field()
    {
        ExportedRow row = ScratchLedger.Row(1);
        ExportedRow[] variants =
        [
            row,
            new(row.Key, "X" + row.Token, row.Action, row.Version, row.RowHash, row.KeyId),
            new(IncidentKey.FromNumber(2), row.Token, row.Action, row.Version, row.RowHash, row.KeyId),
            new(row.Key, row.Token, RowAction.Amend, row.Version, row.RowHash, row.KeyId),
            new(row.Key, row.Token, row.Action, 2, row.RowHash, row.KeyId),
            new(row.Key, row.Token, row.Action, row.Version, [], row.KeyId),
            new(row.Key, row.Token, row.Action, row.Version, null, row.KeyId),
            new(row.Key, row.Token, row.Action, row.Version, row.RowHash, "fedcba9876543210"),
        ];
        using var digest = new RowsDigest();
        HashSet<string> found = [];
        foreach (ExportedRow variant in variants)
        {
            digest.Add(variant);
            found.Add(digest.Finish());
        }

        digest.Add(row);
        digest.Add(variants[1]);
        found.Add(digest.Finish());
        Assert.That(found, Has.Count.EqualTo(variants.Length + 1));
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, row);
        digest.Add(row);
        Assert.That(export.RowsDigest, Is.EqualTo(digest.Finish()));
    }

    [Test]
    public async Task Keeps_what_was_seen_of_the_delivery_and_the_temporary_name()
    {
        RecordedExport export = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        RecordedExport found = (await _ledger.Exports.FindAsync(export.Id))!;
        Assert.That(found.State, Is.EqualTo(ExportState.Delivered));
        Assert.That(found.DeliveredAt, Is.Not.Null);
        Assert.That(found.TemporaryName, Is.EqualTo(export.FileName + ".part"));
        Assert.That(found.Evidence!.HostKeyFingerprint, Is.EqualTo("SHA256:test"));
        Assert.That(found.Evidence.RemoteLength, Is.EqualTo(10));
        Assert.That(found.Evidence.Synced, Is.True);
        Assert.That(found.Evidence.ReadBack, Is.True);
    }

    [Test]
    public async Task Lists_what_is_pending_oldest_first()
    {
        RecordedExport original = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        RecordedExport delta = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(2));
        await _ledger.Exports.SetStateAsync(_lease, delta.Id, ExportState.Built, ExportState.Held, "massWithdrawal");
        RecordedExport resend = await _scratch.ResendAsync(_ledger, _lease, original);
        IReadOnlyList<RecordedExport> pending = await _ledger.Exports.PendingAsync(Force);
        Assert.That(pending.Select(export => export.Id), Is.EqualTo(new[] { delta.Id, resend.Id }));
        Assert.That(pending[0].Reason, Is.EqualTo("massWithdrawal"));
        await _ledger.Exports.VoidAsync(_lease, delta.Id, "sourceChanging");
        Assert.That((await _ledger.Exports.PendingAsync(Force)).Single().Id, Is.EqualTo(resend.Id));
    }

    [Test]
    public async Task Allows_these_transitions_and_no_others(
        [Values] ExportState from, [Values] ExportState to)
    {
        Dictionary<ExportState, ExportState[]> allowed = new()
        {
            [ExportState.Built] = [ExportState.Sending, ExportState.Held, ExportState.Void],
            [ExportState.Sending] = [ExportState.Sending, ExportState.Publishing, ExportState.Held, ExportState.Void],
            [ExportState.Publishing] = [ExportState.Published, ExportState.Unconfirmed, ExportState.Sending, ExportState.Void],
            [ExportState.Published] = [ExportState.Delivered, ExportState.Unconfirmed],
            [ExportState.Delivered] = [],
            [ExportState.Held] = [ExportState.Sending, ExportState.Void],
            [ExportState.Unconfirmed] = [ExportState.Published, ExportState.Delivered],
            [ExportState.Void] = [],
        };
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        string delivered = from == ExportState.Delivered ? "'2026-11-23T02:00:00.000Z'" : "null";
        _scratch.Execute($"update export set state = '{from.Word()}', delivered_at = {delivered}");

        Task<RecordedExport> Move() => to switch
        {
            ExportState.Delivered => _ledger.Exports.CloseDeliveredAsync(_lease, export.Id, ScratchLedger.Evidence),
            ExportState.Void => _ledger.Exports.VoidAsync(_lease, export.Id, "x"),
            ExportState.Publishing => BeginAsync(),
            _ => _ledger.Exports.SetStateAsync(_lease, export.Id, from, to),
        };
        async Task<RecordedExport> BeginAsync() => (await _ledger.Exports.BeginPublishingAsync(_lease, export.Id, seen: 0, despiteStop: false))!;
        if (allowed[from].Contains(to))
        {
            Assert.That((await Move()).State, Is.EqualTo(to));
        }
        else
        {
            Assert.That(async () => await Move(), Throws.ArgumentException.Or.TypeOf<LedgerException>());
            Assert.That((await _ledger.Exports.FindAsync(export.Id))!.State, Is.EqualTo(from));
        }
    }

    [Test]
    public async Task Refuses_a_transition_from_a_state_that_has_moved_on()
    {
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Built, ExportState.Sending);
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(
            () => _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Built, ExportState.Sending));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
        Assert.That(fault.Message, Does.Contain("not in the state built"));
    }

    private async Task RefusesAsync(BuiltExport export, string because)
    {
        ExportedRow[] rows = export.Kind == ExportKind.Resend ? [] : [ScratchLedger.Row(1)];
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() => _ledger.Exports.RecordBuiltAsync(_lease, export, rows));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
        Assert.That(fault.Message, Does.Contain(because));
    }
}
