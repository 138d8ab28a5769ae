using System.Data.Common;
using System.Globalization;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;

namespace DataSharing.EndToEnd.Tests.Holders;

/// <summary>Compares what the program says of who holds incidents with what lies in the inboxes, read by nothing of the program's own code.</summary>
internal static class HolderTruth
{
    private static readonly string[] Control = ["record_id", "action", "version"];

    /// <summary>Every row of every file in the inboxes must be told of, and nothing else, with every cell.</summary>
    /// <param name="rig">The installation. Nothing is under way.</param>
    /// <param name="when">What a failure says.</param>
    /// <returns>How many rows were compared.</returns>
    public static async Task<int> CompareAsync(Rig rig, string when)
    {
        Dictionary<(string Force, string Token), List<Sent>> delivered = Read(rig);
        Dictionary<string, long> keys = Keys(rig);
        ILookup<long, (string Force, Sent Row)> rows = delivered.SelectMany(record => record.Value.Select(row => (record.Key, Row: row)))
            .ToLookup(one => keys[one.Key.Token], one => (one.Key.Force, one.Row));
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        var folder = new ConfigurationFolder(rig.Config);
        var lookup = new HolderLookup(folder, ledger, OrderBook.Of(ledger, folder.ReadSettings()));
        var archive = new ArchivedValues(folder, ledger);
        int compared = 0;
        using IDisposable all = Assert.EnterMultipleScope();
        foreach (long id in keys.Values.Distinct())
        {
            var question = new HolderQuestion(IncidentSought.ByName(id.ToString(CultureInfo.InvariantCulture)), Audience.Internal);
            IncidentHolders held = await archive.ReadAsync(await lookup.FindAsync(question, default), null, default);
            Assert.That(held.Holders.SelectMany(holder => holder.Sent).Select(Words), Is.EquivalentTo(rows[id].Select(one => $"{one.Force} {one.Row.Words}")), $"{when}, incident {id}");
            foreach (Holder holder in held.Holders.Where(holder => holder.Sent.Any()))
            {
                Sent last = rows[id].Last(one => one.Force == holder.Force && !one.Row.IsAgain).Row;
                Assert.That(holder.HoldsIt, Is.EqualTo(last.Action != "WITHDRAW"), $"{when}, incident {id} at {holder.Force}");
                compared += holder.Sent.Count();
            }
        }

        return compared;
    }

    /// <summary>The row as the program tells it, in the words of <see cref="Sent.Words"/>.</summary>
    private static string Words(Telling telling)
    {
        Assert.That((telling.Certainty, telling.Missing), Is.EqualTo((Certainty.Delivered, (string?)null)));
        Assert.That(telling.Columns, Is.Not.Null);
        string cells = string.Join('|', (telling.Values ?? []).OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => $"{cell.Key}={cell.Value}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{telling.Row.Force} {telling.Row.Number.Sequence} {telling.Export.FileName} {HolderWords.Of(telling.Row.Action)} {telling.Row.Version} {telling.Export.Facts.AgreementReference} {telling.Export.Facts.AgreementVersion} {cells}");
    }

    private static Dictionary<(string Force, string Token), List<Sent>> Read(Rig rig)
    {
        var found = new Dictionary<(string, string), List<Sent>>();
        foreach (string force in Rig.Forces)
        {
            var sequences = new HashSet<int>();
            foreach (Delivered file in rig.Inbox(force).OrderBy(file => file.Sequence).ThenBy(file => file.ManifestName, StringComparer.Ordinal))
            {
                bool again = !sequences.Add(file.Sequence);
                foreach (Dictionary<string, string> record in file.Records)
                {
                    (string, string) key = (force, record["record_id"]);
                    if (!found.TryGetValue(key, out List<Sent>? rows))
                    {
                        found.Add(key, rows = []);
                    }

                    rows.Add(Sent.Of(file, record, again));
                }
            }
        }

        return found;
    }

    private static Dictionary<string, long> Keys(Rig rig)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "select distinct token, incident_key from exported_row";
        using DbDataReader reader = command.ExecuteReader();
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        while (reader.Read())
        {
            keys.Add(reader.GetString(0), IncidentKey.FromStored(reader.GetString(1)).Number!.Value);
        }

        return keys;
    }

    /// <param name="Action">What the row tells.</param>
    /// <param name="Words">Everything that the file and its manifest say of the row.</param>
    /// <param name="IsAgain">Whether the file repeats an earlier one.</param>
    private sealed record Sent(string Action, string Words, bool IsAgain)
    {
        public static Sent Of(Delivered file, Dictionary<string, string> record, bool again)
        {
            string none = file.Manifest.GetProperty("reading").GetProperty("nullToken").GetString()!;
            string cells = record["action"] == "WITHDRAW" ? "" : string.Join('|', record.Where(cell => !Control.Contains(cell.Key))
                .OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => $"{cell.Key}={(cell.Value == none ? "" : cell.Value)}"));
            System.Text.Json.JsonElement agreement = file.Manifest.GetProperty("agreement");
            return new Sent(
                record["action"],
                $"{file.Sequence} {file.File} {record["action"]} {record["version"]} {agreement.GetProperty("reference").GetString()} {agreement.GetProperty("version").GetString()} {cells}",
                again);
        }
    }
}
