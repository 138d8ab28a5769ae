using System.Diagnostics;
using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>The contract over OpenSSH's sftp-server as a bare child: the protocol alone, without ssh.</summary>
[TestFixture]
internal sealed class SftpServerChildTests : SftpSessionContract
{
    private const string SftpServer = "/usr/lib/openssh/sftp-server";

    [OneTimeSetUp]
    public void Require()
    {
        if (!File.Exists(SftpServer))
        {
            Assert.Ignore(TestSshd.Missing ?? $"{SftpServer} is not installed.");
        }
    }

    [Test]
    public async Task Says_that_a_read_only_server_denies_permission()
    {
        await using ISftpSession readOnly = await OpenAsync(Folder, "-R");

        SftpException? e = await Some.FailureOf(() => readOnly.UploadAsync(new MemoryStream(Some.Bytes(10)), "a", Some.NewFile(10), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Permission));
        Assert.That(e?.Status, Is.EqualTo(3));
    }

    [Test]
    public async Task Takes_a_drop_box_that_denies_measuring_as_weaker_evidence()
    {
        await using ISftpSession dropBox = await OpenAsync(Folder, "-p", "open,close,write,realpath");

        UploadReceipt receipt = await dropBox.UploadAsync(new MemoryStream(Some.Bytes(10)), "a", Some.NewFile(10), default);

        Assert.That(receipt, Is.EqualTo(new UploadReceipt(10, RemoteLength: null, Synced: false, ModeSet: true)));
    }

    protected override Task<ISftpSession> OpenAsync(string folder) => OpenAsync(folder, []);

    private static async Task<ISftpSession> OpenAsync(string folder, params string[] options)
    {
        ProcessStartInfo start = new(SftpServer, ["-d", folder, .. options]);
        ChildTransport transport = ChildTransport.Start(
            start,
            (exitCode, _) => new TransportEnd(SftpFailure.ConnectionLost, $"sftp-server ended with exit code {exitCode}."),
            () => new SftpPeer(string.Empty, null),
            () => { });
        return await SftpSession.OpenAsync(transport, Some.ShortLimits, TimeProvider.System, default);
    }
}
