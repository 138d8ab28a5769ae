using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Tests.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Orders;

/// <summary>Which forces hold an incident, and how far it is that they know that they must delete it.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
internal sealed class IncidentAtForceTests(ServerKind server)
{
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _ledger = await _scratch.OpenAsync();
        _lease = (await _ledger.Leases.TryAcquireAsync(ScratchLedger.Force))!;
    }

    [TearDown]
    public void Clean() => _scratch.Dispose();

    [Test]
    public async Task An_incident_that_was_never_built_is_nowhere_and_unknown()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2));
        Assert.That(await WordsAsync(1), Is.EqualTo("NotSent"));
        Assert.That((await _ledger.Incidents.KnowsAsync(Key(1)), await _ledger.Incidents.KnowsAsync(Key(2))), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task A_delivered_row_is_held_until_a_withdrawal_is_delivered_and_again_when_it_comes_back()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        Assert.That(await WordsAsync(1), Is.EqualTo("Sent"));
        RecordedExport withdrawal = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Withdraw, 2));
        Assert.That(await WordsAsync(1), Is.EqualTo("UnderWay"));
        await ScratchLedger.PublishAsync(_ledger, _lease, withdrawal);
        Assert.That(await WordsAsync(1), Is.EqualTo("UnderWay"));
        await _ledger.Exports.CloseDeliveredAsync(_lease, withdrawal.Id, ScratchLedger.Evidence);
        Assert.That(await WordsAsync(1), Is.EqualTo("Told"));
        Assert.That(await WordsAsync(2), Is.EqualTo("Sent"));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.New, 3));
        Assert.That(await WordsAsync(1), Is.EqualTo("Sent"));
    }

    [Test]
    public async Task An_export_on_its_way_is_named_and_not_held_before_it_may_have_been_read()
    {
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        ForceToldState at = await AtAsync(1);
        Assert.That((at.Force, FoundIncident.IsHeld(at), at.UnderWay.Single()), Is.EqualTo((ScratchLedger.Force, false, (new ExportNumber(1, 1), ExportState.Built))));
        await ScratchLedger.PublishAsync(_ledger, _lease, export);
        at = await AtAsync(1);
        Assert.That((FoundIncident.IsHeld(at), at.UnderWay.Single().State), Is.EqualTo((true, ExportState.Published)), "The file is there.");
    }

    [Test]
    public async Task A_file_of_which_it_is_not_known_whether_it_arrived_counts()
    {
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: "x.part");
        await _ledger.Exports.BeginPublishingAsync(_lease, export.Id, seen: 0, despiteStop: false);
        await _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Publishing, ExportState.Unconfirmed);
        Assert.That(await WordsAsync(1), Is.EqualTo("UnderWay"));
    }

    [Test]
    public async Task A_void_export_counts_only_if_a_file_of_it_was_taken()
    {
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: "x.part");
        await _ledger.Exports.VoidAsync(_lease, export.Id, "test");
        Assert.That(await WordsAsync(1), Is.EqualTo("NotSent"));
        Assert.That(await _ledger.Incidents.KnowsAsync(Key(1)), Is.True, "The ledger knows it all the same.");
        export = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: "y.part");
        await _ledger.Unfinished.RecordPartTakenAsync(_lease, export.Id, export.FileName!, "delivery");
        await _ledger.Exports.VoidAsync(_lease, export.Id, "test");
        Assert.That(await WordsAsync(1), Is.EqualTo("Sent"));
    }

    [Test]
    public async Task A_withdrawal_that_was_given_up_tells_nobody()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        RecordedExport withdrawal = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Withdraw, 2));
        await _ledger.Exports.VoidAsync(_lease, withdrawal.Id, "test");
        Assert.That(await WordsAsync(1), Is.EqualTo("Sent"));
    }

    [Test]
    public async Task A_record_id_is_found_in_a_first_export_in_a_later_one_and_at_no_other_force()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2));
        Assert.That(await _ledger.Incidents.OfTokenAsync(ScratchLedger.Force, ScratchLedger.Token(1)), Is.EqualTo(Key(1)));
        Assert.That(await _ledger.Incidents.OfTokenAsync(ScratchLedger.Force, ScratchLedger.Token(2)), Is.EqualTo(Key(2)));
        Assert.That(await _ledger.Incidents.OfTokenAsync(ScratchLedger.Force, ScratchLedger.Token(3)), Is.Null);
        Assert.That(await _ledger.Incidents.OfTokenAsync("metropolitan", ScratchLedger.Token(1)), Is.Null);
    }

    private static IncidentKey Key(long number) => IncidentKey.FromNumber(number);

    private async Task<ForceToldState> AtAsync(long number) =>
        (await new ForcesTold(new ConfigurationFolder("/nowhere/at/all"), _ledger).ReadAsync(Key(number), default)).Single();

    private async Task<string> WordsAsync(long number) => (await AtAsync(number)).State.ToString();
}
