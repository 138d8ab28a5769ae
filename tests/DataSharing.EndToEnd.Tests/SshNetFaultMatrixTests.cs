using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The failure table by the engine SSH.NET.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal sealed class SshNetFaultMatrixTests : FaultMatrix
{
    /// <inheritdoc/>
    protected override SftpEngine Engine => SftpEngine.SshNet;

    // It starts no program.
    private static IEnumerable<TestCaseData> Rows() => AllRows().Where(data => data.Row().Program is null);

    [TestCaseSource(nameof(Rows))]
    public Task Ends_with_its_verdict_in_time_and_with_no_half_file(Row row) => EndAsync(row);
}
