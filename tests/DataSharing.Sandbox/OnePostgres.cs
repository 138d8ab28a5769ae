using DataSharing.Sandbox;

/// <summary>
/// One PostgreSQL server for the whole run of a test project, started when the first test asks for it. Compiled into the test projects, in no namespace: what
/// ends with a fixture in a namespace ends with the tests of that namespace.
/// </summary>
[SetUpFixture]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "Whole assembly")]
public sealed class OnePostgres
{
    private static readonly Lock Guard = new();
    private static TestPostgres? s_server;

    /// <summary>The running server; the test is skipped with the reason where none can be started.</summary>
    internal static TestPostgres Running
    {
        get
        {
            lock (Guard)
            {
                Need();
                return s_server ??= TestPostgres.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>Starts a server that the test may stop; the test is skipped with the reason where none can be started.</summary>
    internal static Task<TestPostgres> StartAnotherAsync()
    {
        Need();
        return TestPostgres.StartAsync(CancellationToken.None);
    }

    private static void Need()
    {
        if (TestPostgres.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (s_server is not null)
        {
            await s_server.DisposeAsync();
        }
    }
}
