using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Tests.Standing;

/// <summary>What was accepted counts before a run has gone by it, and for a test file.</summary>
internal sealed class AcceptedTextTests
{
    private const string Force = AcceptedForce.Force;
    private AcceptedForce _force = null!;

    [TearDown]
    public void Clean() => _force?.Dispose();

    [Test]
    public async Task What_two_persons_accepted_is_not_edited_to_need_nobody_before_its_first_run()
    {
        _force = await AcceptedForce.MakeAsync(approvers: 2);
        _force.WritePeople();
        await _force.AcceptAsync(person: "priya (priya)");
        Assert.That((await _force.AcceptAsync(person: "jan (jan)")).Entry, Is.Not.Null);

        _force.Edit(profile => profile["approvers"] = 0);
        Assert.That((await _force.RunAsync())?.Reason, Is.EqualTo(Reason.ProfileNotAccepted));
        Assert.That((await _force.LookAsync()).Persons, Is.EqualTo(2));
    }

    [Test]
    public async Task A_test_file_does_not_go_to_a_drop_that_nobody_accepted()
    {
        _force = await AcceptedForce.MakeUsedAsync();
        _force.Widen();
        Assert.That(SendTestAsync, Throws.TypeOf<DropException>(), "The drop is the one that was accepted.");
        _force.Edit(profile => profile["drop"]!["host"] = "sftp.elsewhere.example");
        Assert.That(SendTestAsync, Refused(Reason.ProfileNotAccepted));
        await _force.AcceptAsync();
        Assert.That(SendTestAsync, Throws.TypeOf<DropException>());
    }

    [Test]
    public async Task A_test_file_goes_to_the_drop_of_a_new_force_unless_its_host_key_was_refused()
    {
        _force = await AcceptedForce.MakeAsync();
        Assert.That(SendTestAsync, Throws.TypeOf<DropException>());
        JournalBody refused = new JournalBody().With("profile", _force.Folder.ReadForce(Force).FileSha256);
        await _force.Ledger.Journal.AppendAsync(JournalKind.HostKeyRefused, Force, "schedule", refused, default);
        Assert.That(SendTestAsync, Refused(Reason.HostKey));
    }

    private static NUnit.Framework.Constraints.EqualConstraint<Reason> Refused(Reason reason) =>
        Throws.TypeOf<RefusedException>().With.Property(nameof(RefusedException.Reason)).EqualTo(reason);

    private Task<SentTestFile> SendTestAsync() =>
        new TestDelivery(_force.Folder, _force.Ledger, new NoServer(), _force.Time).SendAsync(Force, "ann", default);

    private sealed class NoServer : ISftpConnector
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) =>
            throw new SftpException(SftpFailure.Unreachable, "There is no server in this test.");
    }
}
