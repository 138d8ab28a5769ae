using DataSharing.Gateway.Delivery;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The failure table by the engine SSH.NET, where that was compiled.</summary>
[TestFixture]
[Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class SshNetFaultMatrixTests : FaultMatrix
{
    /// <inheritdoc/>
    protected override SftpEngine Engine => SftpEngine.SshNet;

    [OneTimeSetUp]
    public void RequireEngine()
    {
        if (!Drops.HasSshNet)
        {
            Assert.Ignore("The SSH.NET engine was not built: it is compiled with -p:SshNet=true only, which needs the package SSH.NET 2026.0.0 or later.");
        }
    }
}
