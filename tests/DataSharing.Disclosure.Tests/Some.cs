using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests;

/// <summary>Test data: a profile, records, keys and a plan made from them. Everything in it is invented.</summary>
internal static class Some
{
    public const string Force = "metropolitan";
    public const string Controller = "cst";

    public static readonly DateOnly Today = new(2026, 5, 20);

    public static ProfileText Profile() => new();

    /// <summary>A profile with one column "value" from a field of that name.</summary>
    public static ProfileText Column(string type, string fieldClass, string treatment, string? values = null) =>
        Profile().With("value", type, fieldClass, treatment, values);

    /// <summary>A ring with one key per seed, oldest first; each key is its seed 32 times.</summary>
    public static KeyRing Ring(params byte[] seeds) =>
        KeyRing.Parse(string.Join('\n', seeds.Select(seed => Convert.ToBase64String(Enumerable.Repeat(seed, MasterKey.Length).ToArray()))), out _)!;

    public static ForceKeys Keys(params byte[] seeds) => new(Ring(seeds.Length == 0 ? [7] : seeds), Controller, Force);

    /// <summary>A record that may leave, with the values given; what is not given has no value.</summary>
    public static IncidentRecord Record(ForceProfile profile, object? key, params (string Field, object? Value)[] values)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["incident_id"] = key,
            ["force_slug"] = Force,
            ["status"] = "Verified",
            ["do_not_share"] = false,
        };
        foreach ((string field, object? value) in values)
        {
            Assert.That(profile.Shape.Columns, Does.Contain(field), "The test names a field that the profile does not read.");
            row[field] = value;
        }

        return new IncidentRecord(profile.Shape, [.. profile.Shape.Columns.Select(column => row.GetValueOrDefault(column))]);
    }

    public static Planned Plan(ForceProfile profile, IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow>? holding = null, ForceKeys? keys = null, DateOnly? today = null, bool full = false,
        TextDecisions? decisions = null, ReleasedRange? range = null, IncidentOrders? orders = null)
    {
        var planner = new Planner(profile, keys ?? Keys(), today ?? Today, full, decisions: decisions, range: range, orders: orders);
        var rows = planner.Rows(source, holding ?? []).ToList();
        foreach (PlannedRow row in rows.Where(row => row.Entry.Action != RowAction.Withdraw))
        {
            for (int i = 0; i < row.Cells.Count; i++)
            {
                Assert.That(row.Cells[i] is not { } cell || profile.CellGrammars[i](cell), Is.True, $"The grammar of {profile.Columns[i].Name} refuses a cell that was made.");
            }
        }

        return new Planned(rows, planner.Counts);
    }

    /// <summary>What becomes of the first column of one record: its cell, null for none, "excluded: code", or "held back: code field".</summary>
    public static string? Outcome(ForceProfile profile, params (string Field, object? Value)[] values) => Outcome(profile, Today, null, values);

    public static string? Outcome(ForceProfile profile, DateOnly today, HoldingRow? held, params (string Field, object? Value)[] values)
    {
        Planned plan = Plan(profile, [Record(profile, 1L, values)], held is null ? [] : [held], today: today);
        if (plan.Counts.Excluded.Count > 0)
        {
            return "excluded: " + plan.Counts.Excluded.Single().Key;
        }

        if (plan.Counts.HeldBackByField.Count > 0)
        {
            (string reason, string field) = plan.Counts.HeldBackByField.Single().Key;
            return $"held back: {reason} {field}";
        }

        return plan.Rows.Single().Cells[0];
    }

    /// <summary>The holding after a plan was delivered.</summary>
    public static IReadOnlyList<HoldingRow> Holding(Planned plan, IReadOnlyList<HoldingRow>? before = null, int sequence = 1)
    {
        var rows = (before ?? []).ToDictionary(row => row.Key);
        foreach (ExportedRow row in plan.Rows.Select(planned => planned.Entry))
        {
            rows[row.Key] = new HoldingRow(row.Key, row.Token, row.Version, row.RowHash, row.KeyId, sequence, row.Placement);
        }

        return [.. rows.Values.OrderBy(row => row.Key)];
    }
}

/// <summary>A plan read to its end.</summary>
internal sealed class Planned(IReadOnlyList<PlannedRow> rows, PlanCounts counts)
{
    public IReadOnlyList<PlannedRow> Rows { get; } = rows;

    public PlanCounts Counts { get; } = counts;

    /// <summary>Each row as "action key version cell|cell".</summary>
    public IEnumerable<string> Lines => Rows.Select(row => $"{row.Entry.Action} {row.Entry.Key} {row.Entry.Version} {string.Join('|', row.Cells.Select(cell => cell ?? "-"))}".TrimEnd());
}
