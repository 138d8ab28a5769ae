using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The failure table by our own engine, of which every run has the rows that differ, and what follows in the nights after some of its rows.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal sealed class FaultMatrixTests : FaultMatrix
{
    /// <inheritdoc/>
    protected override SftpEngine Engine => SftpEngine.OpenSsh;

    private static IEnumerable<TestCaseData> Rows() => AllRows().Where(data => LongRun.IsAsked || data.Row() is { BySshNet: not null } or { Program: not null });

    [TestCaseSource(nameof(Rows))]
    public Task Ends_with_its_verdict_in_time_and_with_no_half_file(Row row) => EndAsync(row);

    [Test]
    public async Task A_begun_file_that_may_be_removed_is_and_the_same_attempt_goes_when_the_drop_is_well()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        ExportResult cut = await rig.ExportAsync(Rig.Gmp, connector: new Changing(() => rig.KeyRunning(FaultySftp.Command(rig.InboxOf(Rig.Gmp), "cut-at-write"))));
        Assert.That(cut.Reason, Is.EqualTo(Reason.DropConnectionLost), cut.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty, "It was removed over a second connection.");

        ExportResult result = await rig.ExportAsync(Rig.Gmp);

        Assert.That(result.Resumed, Is.EqualTo((int[])[1]), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Select(Path.GetFileName), Is.EquivalentTo((string[])["cst_greater-manchester_20261120_000001_1.csv", "cst_greater-manchester_20261120_000001_1.json"]));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ExportStep.Publishing)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Renamed)]
    [TestCase(ExportStep.ManifestPut)]
    public async Task Killed_while_it_publishes_without_a_rename_the_next_run_finishes(ExportStep step)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        Assert.That((await rig.KilledAsync(Rig.Gmp, step)).Code, Is.EqualTo(137));

        ExportResult result = await rig.ExportAsync(Rig.Gmp);

        if (step == ExportStep.Publishing)
        {
            // Before a byte left; but a file that is not there could have been collected, and nobody can tell.
            Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Unconfirmed), result.Message);
            return;
        }

        Assert.That(result.Resumed, Is.EqualTo((int[])[1]), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(40));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_begun_file_that_may_not_be_removed_goes_again_as_the_next_attempt_under_its_own_name()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        int connections = 0;

        // Well again with the second connection, but for the removing.
        ExportResult result = await rig.ExportAsync(Rig.Gmp, connector: new Changing(() => rig.KeyRunning(FaultySftp.Command(rig.InboxOf(Rig.Gmp), ++connections == 1 ? "cut-at-write,deny:remove" : "deny:remove"))));

        Assert.That((result.Outcome, result.Sequence, result.Attempt), Is.EqualTo((RunOutcome.Delivered, 1, 2)), result.Message);
        string[] manifests = Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.json");
        Assert.That(manifests.Select(Path.GetFileName), Is.EqualTo((string[])["cst_greater-manchester_20261120_000001_2.json"]), "Never a manifest with the half file.");
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.NothingToSend));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_foreign_file_under_the_final_name_is_neither_overwritten_nor_removed()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        Assert.That((await rig.KilledAsync(Rig.Gmp, ExportStep.Publishing)).Code, Is.EqualTo(137));
        string name = Path.Combine(rig.InboxOf(Rig.Gmp), "cst_greater-manchester_20261120_000001_1.csv");
        name = name.Replace("20261120", DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        File.WriteAllText(name, "theirs");

        ExportResult result = await rig.ExportAsync(Rig.Gmp);

        Assert.That(result.Reason, Is.EqualTo(Reason.NameTaken), result.Message);
        Assert.That(File.ReadAllText(name), Is.EqualTo("theirs"));
    }

    [Test]
    public async Task A_refused_host_key_stops_every_run_until_a_person_edits_the_profile()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        string right = OneServer.Running.HostKeyLine;
        await using StagedServer passing = StagedServer.CuttingAfter(OneServer.Running.Port, long.MaxValue);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(OtherKey("ed25519")));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason, Is.EqualTo(Reason.HostKey));

        // The second run makes no connection at all: this connector would fail otherwise.
        ExportResult second = await rig.ExportAsync(Rig.Gmp, connector: new Changing(() => throw new InvalidOperationException("A connection was made.")));
        Assert.That((second.Outcome, second.Reason), Is.EqualTo((RunOutcome.Refused, Reason.HostKey)));

        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(right));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_profile_that_is_mended_while_its_host_key_is_refused_is_not_the_refused_one()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        string right = OneServer.Running.HostKeyLine;
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(OtherKey("ed25519")));
        ExportResult first = await rig.ExportAsync(
            Rig.Gmp, ExportStep.Built, () => rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(right)));
        Assert.That(first.Reason, Is.EqualTo(Reason.HostKey));

        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    /// <summary>Acts before every connection; the endpoint is then read afresh.</summary>
    private sealed class Changing(Func<string> keyFile) : ISftpConnector
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) =>
            new SshConnector(TimeProvider.System).ConnectAsync(endpoint with { Credential = new PrivateKeyCredential(keyFile()) }, ct);
    }
}
