using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>One SFTP server for the whole test run, with a key and an inbox for every rig and force.</summary>
[SetUpFixture]
internal sealed class OneServer
{
    private static readonly Lock Guard = new();
    private static string s_folder = "";
    private static TestSshd? s_server;

    /// <summary>The running server; the test is skipped with the reason where none can be started.</summary>
    internal static TestSshd Running
    {
        get
        {
            lock (Guard)
            {
                if (s_server is null)
                {
                    if (TestSshd.Missing is { } missing)
                    {
                        Assert.Ignore(missing);
                    }

                    s_folder = Directory.CreateTempSubdirectory("datasharing-sshd-").FullName;
                    s_server = TestSshd.StartAsync(s_folder, CancellationToken.None).GetAwaiter().GetResult();
                }

                return s_server;
            }
        }
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (s_server is not null)
        {
            await s_server.DisposeAsync();
            Directory.Delete(s_folder, recursive: true);
        }
    }
}
