using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What the tests ask of a rig's ledger and of the program's answers.</summary>
internal static class Asked
{
    /// <summary>The one JSON document of an answer.</summary>
    public static JsonElement Json(this Ended ended)
    {
        using JsonDocument document = JsonDocument.Parse(ended.Output);
        return document.RootElement.Clone();
    }

    /// <summary>The outcome and reason of an answer about one force, as <c>outcome reason</c>.</summary>
    public static string Said(this JsonElement answer) => $"{answer.GetProperty("outcome").GetString()} {answer.GetProperty("reason").GetString()}".TrimEnd();

    /// <summary>Reads the ledger.</summary>
    public static async Task<T> LedgerAsync<T>(this Rig rig, Func<ExportLedger, Task<T>> read)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        return await read(ledger);
    }

    /// <summary>The states of a force's exports that are neither delivered nor void, oldest first.</summary>
    public static async Task<ExportState[]> PendingAsync(this Rig rig, string force) => [.. (await rig.LedgerAsync(ledger => ledger.Exports.PendingAsync(force))).Select(export => export.State)];

    /// <summary>How many journal entries there are of a kind.</summary>
    public static long Journalled(this Rig rig, string kind)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM journal WHERE kind = '{kind}'";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Adds incidents 1 to <paramref name="count"/> of a force.</summary>
    public static void Fill(this Rig rig, string force, int count)
    {
        rig.Source.Together(() =>
        {
            for (long id = 1; id <= count; id++)
            {
                rig.Source.Add(id, force);
            }
        });
    }
}
