using DataSharing.Gateway.Ledger;

namespace DataSharing.Sandbox;

/// <summary>A process that holds a force's lease until it is killed or its input ends, for the tests of leases between real processes.</summary>
public static class LeaseHolding
{
    /// <summary>Takes the lease, opens a run, prints <c>holding</c> and the fence, and waits; prints <c>busy</c> when another process has it.</summary>
    public static async Task<int> RunAsync(string ledgerPath, string force)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(ledgerPath, applySchema: false, TimeProvider.System);
        await using Lease? lease = await ledger.Leases.TryAcquireAsync(force);
        if (lease is null)
        {
            Console.WriteLine("busy");
            return 4;
        }

        await ledger.Runs.OpenAsync(lease, RunRequest.ByPerson("somebody", null, RunCommand.Export, null, "test"));
        Console.WriteLine(FormattableString.Invariant($"holding {lease.Fence}"));
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
