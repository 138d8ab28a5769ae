using System.Globalization;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What a force's analyst has after importing files in order of their sequence, each sequence once.</summary>
internal static class Table
{
    /// <param name="delivered">The files.</param>
    /// <param name="emptiedBefore">The sequence of the full file before which the analyst empties the table, as after a restored ledger; null for none.</param>
    public static Dictionary<string, Dictionary<string, string>> Replay(IEnumerable<Delivered> delivered, int? emptiedBefore = null)
    {
        var table = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        int expected = 1;
        foreach (IGrouping<int, Delivered> sequence in delivered.GroupBy(one => one.Sequence).OrderBy(group => group.Key))
        {
            Assert.That(sequence.Key, Is.EqualTo(expected++), "The sequences have no gap.");
            Assert.That(sequence.Select(one => Convert.ToHexString(one.Bytes)).Distinct().Count(), Is.EqualTo(1), "A sequence sent again has the same bytes.");
            if (sequence.Key == emptiedBefore)
            {
                Load(sequence.First(), table, versions);
                continue;
            }

            Apply(sequence.First(), table, versions);
        }

        return table;
    }

    /// <summary>Takes a full file as it stands, whatever its actions and versions.</summary>
    private static void Load(Delivered file, Dictionary<string, Dictionary<string, string>> table, Dictionary<string, int> versions)
    {
        Assert.That(file.IsFull, Is.True, "The first file after a restore is a full one.");
        table.Clear();
        versions.Clear();
        foreach (Dictionary<string, string> row in file.Records)
        {
            versions[row["record_id"]] = int.Parse(row["version"], CultureInfo.InvariantCulture);
            if (row["action"] != "WITHDRAW")
            {
                table[row["record_id"]] = row.Where(cell => cell.Key is not ("record_id" or "action" or "version")).ToDictionary(cell => cell.Key, cell => cell.Value);
            }
        }
    }

    private static void Apply(Delivered file, Dictionary<string, Dictionary<string, string>> table, Dictionary<string, int> versions)
    {
        Assert.That(file.Records.Select(row => row["record_id"]), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal).And.Unique, "Rows are sorted by record token.");
        foreach (Dictionary<string, string> row in file.Records)
        {
            string token = row["record_id"];
            int version = int.Parse(row["version"], CultureInfo.InvariantCulture);
            int before = versions.GetValueOrDefault(token);
            Dictionary<string, string> values = row.Where(cell => cell.Key is not ("record_id" or "action" or "version")).ToDictionary(cell => cell.Key, cell => cell.Value);
            switch (row["action"])
            {
                case "NEW":
                    Assert.That(table.ContainsKey(token), Is.False, "A NEW record was not held.");
                    Assert.That(version, Is.EqualTo(before + 1));
                    table[token] = values;
                    break;
                case "AMEND":
                    Assert.That(table.ContainsKey(token), Is.True, "An amended record was held.");
                    Assert.That(version, Is.EqualTo(before + 1));
                    Assert.That(values, Is.Not.EquivalentTo(table[token]), "An amendment changes something.");
                    table[token] = values;
                    break;
                case "WITHDRAW":
                    Assert.That(table.Remove(token), Is.True, "A withdrawn record was held.");
                    Assert.That(version, Is.EqualTo(before + 1));
                    Assert.That(values.Values, Is.All.Empty);
                    break;
                default:
                    Assert.That(row["action"], Is.EqualTo("RESEND"));
                    Assert.That(version, Is.EqualTo(before));
                    Assert.That(values, Is.EquivalentTo(table[token]));
                    break;
            }

            versions[token] = version;
        }

        if (file.IsFull)
        {
            string[] named = [.. file.Records.Where(row => row["action"] != "WITHDRAW").Select(row => row["record_id"])];
            Assert.That(table.Keys, Is.EquivalentTo(named), "A full file names the whole holding.");
        }
    }
}
