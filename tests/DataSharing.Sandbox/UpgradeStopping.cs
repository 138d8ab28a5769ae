using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;

namespace DataSharing.Sandbox;

/// <summary>A process that brings a ledger up to date and stands still in the middle, for the tests of upgrades that are killed.</summary>
public static class UpgradeStopping
{
    /// <summary>Opens the ledger, prints <c>at</c> and the number when it comes to that statement, and waits for its input to end.</summary>
    /// <param name="server">The server's name in gateway.json.</param>
    /// <param name="place">The file of the ledger, or with its connection string.</param>
    /// <param name="statement">The statement before which it stands still.</param>
    public static async Task<int> RunAsync(string server, string place, int statement)
    {
        DatabaseAddress address = server == "sqlite" ? DatabaseAddress.File(place) : DatabaseAddress.On(DatabaseServer.PostgreSql, place, "a test");
        using ExportLedger ledger = await ExportLedger.OpenAsync(address, applySchema: true, TimeProvider.System, new Standing(statement));
        return 0;
    }

    private sealed class Standing(int statement) : IProgress<LedgerUpgrade>
    {
        public void Report(LedgerUpgrade value)
        {
            if (value.Statement == statement)
            {
                Console.WriteLine(FormattableString.Invariant($"at {value.Statement} of {value.Statements}"));
                Console.In.ReadToEnd();
            }
        }
    }
}
