using DataSharing.Sandbox;

/// <summary>The databases on SQL Server of a whole run of a test project. Compiled into the test projects, in no namespace, like <c>OnePostgres</c>.</summary>
[SetUpFixture]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "Whole assembly")]
public sealed class OneSqlServer
{
    private static readonly Lock Guard = new();
    private static TestSqlServer? s_server;

    /// <summary>The server; the test is skipped with the reason where none is named.</summary>
    internal static TestSqlServer Named
    {
        get
        {
            lock (Guard)
            {
                if (TestSqlServer.Missing is { } missing)
                {
                    Assert.Ignore(missing);
                }

                return s_server ??= TestSqlServer.Open();
            }
        }
    }

    [OneTimeTearDown]
    public void End() => s_server?.Dispose();
}
