using DataSharing.Gateway.Delivery;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The failure table by the engine SSH.NET.</summary>
[TestFixture]
[Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class SshNetFaultMatrixTests : FaultMatrix
{
    /// <inheritdoc/>
    protected override SftpEngine Engine => SftpEngine.SshNet;
}
