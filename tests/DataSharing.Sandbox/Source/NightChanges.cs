using System.Globalization;

namespace DataSharing.Sandbox.Source;

/// <summary>One day's changes: at three forces at least one of each kind while there are incidents left that can be shared, at others a few new ones.</summary>
internal sealed class NightChanges(Dice dice, Incidents incidents, SourceTables tables, DateOnly today)
{
    private static readonly string[] Focus = ["metropolitan", "greater-manchester", "nottinghamshire"];

    private readonly Dictionary<(string Force, ChangeKind Kind), int> _counts = [];
    private readonly DateTime _now = today.ToDateTime(new TimeOnly(20, 15));

    public IReadOnlyList<ChangeCount> Make()
    {
        // Candidates are read before anything changes, so that nothing is changed twice in one night.
        Dictionary<string, Queue<(long Id, string Category)>> candidates = Focus.ToDictionary(force => force, Candidates, StringComparer.Ordinal);
        for (int i = 0; i < Focus.Length; i++)
        {
            string force = Focus[i];
            Queue<(long Id, string Category)> left = candidates[force];
            Some(left, 1, entry => LoseStatus(force, entry.Id));
            Some(left, 1, entry => Object(force, entry.Id));
            Some(left, 1, entry => Delete(force, entry.Id));
            Some(left, 1, entry => Move(force, Focus[(i + 1) % Focus.Length], entry.Id));
            Some(left, 1, entry => Amend(force, entry.Id, entry.Category));
            Some(left, 1, entry => EditAccount(force, entry.Id));

            // More only where there are plenty.
            if (left.Count > 20)
            {
                Some(left, 2, entry => Amend(force, entry.Id, entry.Category));
                Some(left, 2, entry => EditAccount(force, entry.Id));
            }

            // Three go for good each night, so more than that come.
            for (int j = dice.Between(4, 6); j > 0; j--)
            {
                Add(force);
            }
        }

        foreach (Force force in Force.All.Where(force => !Focus.Contains(force.Slug, StringComparer.Ordinal) && dice.Chance(20)))
        {
            Add(force.Slug);
        }

        return [.. _counts.Select(pair => new ChangeCount(pair.Key.Force, pair.Key.Kind, pair.Value)).OrderBy(count => count.Force, StringComparer.Ordinal).ThenBy(count => count.Kind)];
    }

    private Queue<(long Id, string Category)> Candidates(string force)
    {
        List<(long Id, string Category)> left = [.. tables.Query("""
            SELECT i.incident_id, i.category_code FROM location l INNER JOIN incident i ON i.incident_id = l.incident_id
            WHERE l.force_slug = @p0 AND i.status = 'Verified' AND i.do_not_share = 0 AND (i.embargo_until IS NULL OR i.embargo_until <= @p1)
              AND (i.source_force IS NULL OR i.source_force <> @p0)
            ORDER BY i.incident_id
            """, force, Stamp.Day(today)).Select(row => (long.Parse(row[0]!, CultureInfo.InvariantCulture), row[1]!))];
        for (int i = left.Count - 1; i > 0; i--)
        {
            int other = dice.Below(i + 1);
            (left[i], left[other]) = (left[other], left[i]);
        }

        return new Queue<(long Id, string Category)>(left);
    }

    private void Some(Queue<(long Id, string Category)> left, int most, Action<(long Id, string Category)> change)
    {
        for (int i = dice.Between(1, most); i > 0 && left.Count > 0; i--)
        {
            change(left.Dequeue());
        }
    }

    private void Add(string force)
    {
        incidents.Write(Force.All.First(known => known.Slug == force), today, shareable: true);
        Count(force, ChangeKind.New);
    }

    private void Amend(string force, long id, string category)
    {
        if (dice.Chance(50))
        {
            string after = category == "Threats" ? "AbusiveBehaviour" : "Threats";
            Touch(id, "category_code = @p2, subcategory_code = NULL", after);
            incidents.Amend(id, "category_code", category, after, _now, "Reclassified");
        }
        else
        {
            // A day or more earlier, so that it is another day and never a day to come.
            string before = tables.Query("SELECT COALESCE(occurred_from, reported_at) FROM incident WHERE incident_id = @p0", id)[0][0]!;
            DateTime day = DateTime.ParseExact(before, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture).Date.AddDays(-dice.Between(1, 3));
            Touch(id, "occurred_from = @p2, occurred_to = NULL, date_precision = 'Day'", Stamp.Local(day));
            incidents.Amend(id, "occurred_from", before, Stamp.Local(day), _now, "Corrected by the reporter");
        }

        Count(force, ChangeKind.Amended);
    }

    private void EditAccount(string force, long id)
    {
        Touch(id, "summary_internal = COALESCE(summary_internal, '') || @p2", incidents.Addition(force));
        incidents.Amend(id, "summary_internal", null, null, _now, "Account continued");
        Count(force, ChangeKind.HiddenEdit);
    }

    private void Delete(string force, long id)
    {
        tables.Execute("DELETE FROM incident WHERE incident_id = @p0", id);
        tables.Tombstone.Write(id, Stamp.Instant(_now), "ErasureRequest");
        Count(force, ChangeKind.Deleted);
    }

    private void Move(string from, string to, long id)
    {
        (Place place, string street, string postcode) = incidents.AddressIn(to);
        Force force = Force.All.First(known => known.Slug == to);
        tables.Execute("""
            UPDATE location SET force_slug = @p1, town = @p2, lad_code = @p3, local_authority = @p4, pfa_code = @p5, address_line1 = @p6, address_line2 = NULL, postcode = @p7,
              premises_id = NULL, uprn = NULL, lat = NULL, lon = NULL, grid_ref = NULL, ward = NULL, ward_code = NULL, lsoa_code = NULL
            WHERE incident_id = @p0
            """, id, to, place.Town, place.AuthorityCode, place.Authority, force.AreaCode, street, postcode);
        Touch(id, "legal_hold = legal_hold", null);
        incidents.Amend(id, "force_slug", from, to, _now, "Place corrected");
        Count(from, ChangeKind.Moved);
    }

    private void Object(string force, long id)
    {
        Touch(id, "do_not_share = 1, do_not_share_reason = @p2", "VictimRequest");
        incidents.Amend(id, "do_not_share", "0", "1", _now, "Objection");
        Count(force, ChangeKind.Objected);
    }

    private void LoseStatus(string force, long id)
    {
        Touch(id, "status = @p2", "NotHate");
        incidents.Amend(id, "status", "Verified", "NotHate", _now, "Review");
        Count(force, ChangeKind.StatusLost);
    }

    private void Touch(long id, string assignments, string? value) =>
        tables.Execute($"UPDATE incident SET row_version = row_version + 1, updated_at = @p1, {assignments} WHERE incident_id = @p0", id, Stamp.Instant(_now), value);

    private void Count(string force, ChangeKind kind) => _counts[(force, kind)] = _counts.GetValueOrDefault((force, kind)) + 1;
}
