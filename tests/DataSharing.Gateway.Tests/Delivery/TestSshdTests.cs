using System.Diagnostics;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>The test server itself: other tests, measurements and the demonstration stand on it.</summary>
[TestFixture]
internal sealed class TestSshdTests
{
    private string _home = string.Empty;

    [SetUp]
    public void CreateHome()
    {
        if (TestSshd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _home = Directory.CreateTempSubdirectory("datasharing-sshd-").FullName;
    }

    [TearDown]
    public void DeleteHome()
    {
        if (_home.Length > 0)
        {
            Directory.Delete(_home, recursive: true);
        }
    }

    [TestCase("plain")]
    [TestCase("with space")]
    [TestCase("it's 100% odd")]
    public async Task Starts_each_force_in_its_own_inbox(string name)
    {
        await using TestSshd sshd = await TestSshd.StartAsync(_home, default);
        string one = Path.Combine(_home, name, "metropolitan");
        string other = Path.Combine(_home, name, "nottinghamshire");
        string keyOfOne = sshd.AddForce("metropolitan", one);
        string keyOfOther = sshd.AddForce("nottinghamshire", other);

        Assert.That(await StartOfAsync(sshd, keyOfOne), Is.EqualTo(one));
        Assert.That(await StartOfAsync(sshd, keyOfOther), Is.EqualTo(other));
    }

    [Test]
    public async Task Lets_the_old_key_of_a_force_in_no_more()
    {
        await using TestSshd sshd = await TestSshd.StartAsync(_home, default);
        string key = sshd.AddForce("metropolitan", Path.Combine(_home, "inbox"));
        string old = Path.Combine(_home, "old");
        File.Copy(key, old);
        sshd.AddForce("metropolitan", Path.Combine(_home, "inbox"));

        Assert.That((await Some.FailureOf(() => StartOfAsync(sshd, old)))?.Failure, Is.EqualTo(SftpFailure.Authentication));
        Assert.That(await StartOfAsync(sshd, key), Is.EqualTo(Path.Combine(_home, "inbox")));
    }

    [Test]
    public async Task Goes_on_when_it_is_detached()
    {
        TestSshd sshd = await TestSshd.StartAsync(_home, default);
        string key = sshd.AddForce("metropolitan", Path.Combine(_home, "inbox"));
        using Process server = Process.GetProcessById(sshd.Detach());
        await sshd.DisposeAsync();
        try
        {
            Assert.That(await StartOfAsync(sshd, key), Is.EqualTo(Path.Combine(_home, "inbox")));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    [Test]
    public async Task Ends_with_its_sessions_when_it_is_disposed()
    {
        TestSshd sshd = await TestSshd.StartAsync(_home, default);
        await using ISftpSession session = await Drop.Connector.ConnectAsync(
            Drop.Endpoint(sshd, sshd.AddForce("metropolitan", Path.Combine(_home, "inbox"))), default);
        await sshd.DisposeAsync();

        Assert.That((await Some.FailureOf(() => session.FindAsync("a", default)))?.Failure, Is.EqualTo(SftpFailure.ConnectionLost));
    }

    private static async Task<string> StartOfAsync(TestSshd sshd, string keyFile)
    {
        await using ISftpSession session = await Drop.Connector.ConnectAsync(Drop.Endpoint(sshd, keyFile), default);
        return await session.ResolvePathAsync(".", default);
    }
}
