using System.Diagnostics;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Ledger;

internal sealed class LeaseProcessTests
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;

    [SetUp]
    public void Prepare() => _scratch = new ScratchLedger();

    [TearDown]
    public void Clean() => _scratch.Dispose();

    [Test]
    [CancelAfter(60_000)]
    public async Task Is_taken_over_at_once_from_a_killed_process_and_its_run_is_closed(CancellationToken cancellation)
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        using Process holder = Start();
        Assert.That(await holder.StandardOutput.ReadLineAsync(cancellation), Is.EqualTo("holding 1"));
        Assert.That(await ledger.Leases.TryAcquireAsync(Force, cancellation), Is.Null);
        Assert.That((await ledger.Leases.DescribeHolderAsync(Force, cancellation))!.Pid, Is.EqualTo(holder.Id));

        holder.Kill();
        await holder.WaitForExitAsync(cancellation);
        await using Lease? lease = await ledger.Leases.TryAcquireAsync(Force, cancellation);
        Assert.That(lease!.Fence, Is.EqualTo(2));

        await ledger.Runs.OpenAsync(lease, ScratchLedger.Request, cancellation);
        Assert.That(await ledger.Runs.CloseInterruptedAsync(lease, cancellation), Is.EqualTo(1));
        IReadOnlyList<RecordedRun> runs = await ledger.Runs.HistoryAsync(Force, 10, cancellation);
        Assert.That(runs[0].Outcome, Is.Null);
        Assert.That(runs[1].Outcome, Is.EqualTo(RunOutcome.Failed));
        Assert.That(runs[1].Reason, Is.EqualTo(Reason.Interrupted.Code));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Is_refused_to_another_process_and_given_to_it_after_the_release(CancellationToken cancellation)
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        Lease lease = (await ledger.Leases.TryAcquireAsync(Force, cancellation))!;
        using (Process busy = Start())
        {
            Assert.That(await busy.StandardOutput.ReadLineAsync(cancellation), Is.EqualTo("busy"));
            await busy.WaitForExitAsync(cancellation);
        }

        await lease.DisposeAsync();
        using Process next = Start();
        Assert.That(await next.StandardOutput.ReadLineAsync(cancellation), Is.EqualTo("holding 2"));
        next.StandardInput.Close();
        await next.WaitForExitAsync(cancellation);
        Assert.That(await ledger.Leases.DescribeHolderAsync(Force, cancellation), Is.Null);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Counts_a_killed_process_that_nobody_has_buried_as_gone(CancellationToken cancellation)
    {
        await _scratch.OpenAsync();
        // The shell starts the holder and then becomes a program that never asks for its end, so the killed holder stays a zombie.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec 3<&0; \"$0\" exec \"$1\" hold-lease \"$2\" \"$3\" <&3 & echo $!; exec tail -f /dev/null");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(typeof(LeaseHolding).Assembly.Location);
        start.ArgumentList.Add(_scratch.Path);
        start.ArgumentList.Add(Force);
        using Process parent = Process.Start(start)!;
        try
        {
            int pid = int.Parse((await parent.StandardOutput.ReadLineAsync(cancellation))!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.That(await parent.StandardOutput.ReadLineAsync(cancellation), Is.EqualTo("holding 1"));
            using (Process holder = Process.GetProcessById(pid))
            {
                holder.Kill();
            }

            ExportLedger ledger = await _scratch.OpenAsync();
            Assert.That(() => File.ReadAllText($"/proc/{pid}/stat"), Does.Contain(") Z ").After(5000, 20));
            await using Lease? lease = await ledger.Leases.TryAcquireAsync(Force, cancellation);
            Assert.That(lease, Is.Not.Null);
        }
        finally
        {
            parent.Kill(entireProcessTree: true);
            await parent.WaitForExitAsync(CancellationToken.None);
        }
    }

    [TestCase("", true, Description = "With the whole /proc, which the unit leaves to the service.")]
    [TestCase("-o subset=pid", false, Description = "ProcSubset=pid hides the boot's id.")]
    [CancelAfter(120_000)]
    public async Task In_a_mount_of_proc_of_its_own_a_killed_holder_is_known_by_the_boots_id_and_otherwise_awaited(string options, bool atOnce, CancellationToken cancellation)
    {
        string mount = $"mount -t proc {options} proc /proc";
        using (Process can = Start("unshare", "-m", "sh", "-c", mount))
        {
            await can.WaitForExitAsync(cancellation);
            if (can.ExitCode != 0)
            {
                Assert.Ignore("This account may not mount a /proc of its own.");
            }
        }

        ExportLedger ledger = await _scratch.OpenAsync();
        using Process holder = Start("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh", "dotnet", "exec", typeof(LeaseHolding).Assembly.Location, "hold-lease", _scratch.Path, Force);
        Assert.That(await holder.StandardOutput.ReadLineAsync(cancellation), Is.EqualTo("holding 1"));
        holder.Kill();
        await holder.WaitForExitAsync(cancellation);
        TimeSpan? left = await ledger.Leases.LeftAsync(Force, cancellation);
        using Process next = Start("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh", "dotnet", "exec", typeof(LeaseHolding).Assembly.Location, "hold-lease", _scratch.Path, Force);
        Assert.That(await next.StandardOutput.ReadLineAsync(cancellation), Is.EqualTo(atOnce ? "holding 2" : "busy"));
        next.StandardInput.Close();
        await next.WaitForExitAsync(cancellation);
        Assert.That(left is null, Is.EqualTo(atOnce));
        Assert.That(left, Is.Null.Or.LessThanOrEqualTo(Lease.Duration), "The end of the lease is known, so the worker waits for it.");
    }

    [Test]
    public void The_unit_leaves_the_boots_id_to_the_service() =>
        Assert.That(File.ReadAllLines(RepositoryFolder.At("deploy/datasharing.service")), Has.None.StartsWith("ProcSubset="));

    private Process Start() => Start("dotnet", "exec", typeof(LeaseHolding).Assembly.Location, "hold-lease", _scratch.Path, Force);

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
