using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Gives orders about a rig's incidents, straight into the ledger.</summary>
internal static class RigOrders
{
    public static Task<StandingOrder> WithdrawAsync(this Rig rig, long id) => rig.OrderAsync(OrderKind.Withdraw, id);

    public static async Task<StandingOrder> OrderAsync(this Rig rig, OrderKind kind, long id)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        GatewaySettings settings = new ConfigurationFolder(rig.Config).ReadSettings();
        var marks = new IncidentMarks(KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description), settings.Controller);
        IncidentKey key = IncidentKey.FromNumber(id);
        return await ledger.Orders.GiveAsync(kind, key, (marks.Of(key, marks.KeyId), marks.KeyId), null, null, "test", "objection");
    }

    public static async Task OrderAsync(this Rig rig, OrderKind kind)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        await ledger.Orders.GiveAsync(kind, "test", "a test");
    }

    /// <summary>A person accepts the force's profile as its files are.</summary>
    public static async Task AcceptProfileAsync(this Rig rig, string force)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        var folder = new ConfigurationFolder(rig.Config);
        await new AcceptProfile(folder, ledger, null, force, folder.ReadForce(force).Profile.Hash, null, "a test").RunAsync(Asker.OfAccount("test"), default);
    }

    public static async Task<ForceToldState> ToldAsync(this Rig rig, string force, long id)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        return (await new ForcesTold(new ConfigurationFolder(rig.Config), ledger).ReadAsync(IncidentKey.FromNumber(id), default)).Single(state => state.Force == force);
    }

    /// <summary>Changes the ledger as no command does: what a restored backup or an erasure leaves.</summary>
    public static void Execute(this Rig rig, string sql)
    {
        using System.Data.Common.DbConnection connection = rig.OpenLedger();
        using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
