using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Records;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Sandbox;

internal sealed partial class SyntheticSourceTests
{
    private static readonly string[] CommonCategories = ["AbusiveBehaviour", "Assault", "DamageAndDesecration", "Literature", "Threats"];

    private SourceFile _source = null!;

    [OneTimeSetUp]
    public void MakeSource() => _source = new SourceFile(seed: 11, incidents: 3000);

    [OneTimeTearDown]
    public void RemoveSource() => _source.Dispose();

    [Test]
    public void The_same_seed_gives_the_same_content_also_after_the_same_changes()
    {
        using var first = new SourceFile(seed: 5, incidents: 400);
        using var second = new SourceFile(seed: 5, incidents: 400);
        using var other = new SourceFile(seed: 6, incidents: 400);
        Assert.That(second.Fingerprint(), Is.EqualTo(first.Fingerprint()));
        Assert.That(other.Fingerprint(), Is.Not.EqualTo(first.Fingerprint()));

        SyntheticSource.Change(first.Path, 9, SourceFile.Today);
        SyntheticSource.Change(second.Path, 9, SourceFile.Today);
        Assert.That(second.Fingerprint(), Is.EqualTo(first.Fingerprint()));
        Assert.That(other.Fingerprint(), Is.Not.EqualTo(first.Fingerprint()));
    }

    [Test]
    public void A_file_that_is_there_is_never_overwritten()
    {
        string before = _source.Fingerprint();
        Assert.That(() => SyntheticSource.Create(_source.Path, 1, 10, SourceFile.Today), Throws.InstanceOf<IOException>());
        Assert.That(_source.Fingerprint(), Is.EqualTo(before));
    }

    [Test]
    public void The_shares_of_forces_and_statuses_are_those_that_are_known()
    {
        int all = _source.Counts.Sum(count => count.Incidents);
        double Share(params string[] forces) => _source.Counts.Where(count => forces.Contains(count.Force)).Sum(count => count.Incidents) * 100.0 / all;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(all, Is.EqualTo(3000));
            Assert.That(Share("metropolitan", "city-of-london"), Is.InRange(48.0, 56.0));
            Assert.That(Share("greater-manchester"), Is.InRange(11.5, 16.5));
            Assert.That(_source.Counts.Sum(count => count.Verified) * 100.0 / all, Is.InRange(56.0, 64.0));
            Assert.That(_source.Counts.Select(count => count.Force), Has.Exactly(47).Items, "46 forces, and incidents without a force");
            Assert.That(_source.Query("SELECT category_code FROM incident GROUP BY category_code").Select(row => row[0]), Is.SupersetOf(CommonCategories));
            Assert.That(_source.Query("SELECT status FROM incident GROUP BY status").Select(row => row[0]), Has.Exactly(7).Items);
        }
    }

    [Test]
    public void Nottinghamshire_has_some_in_every_300()
    {
        var forces = _source.Query("SELECT force_slug FROM location ORDER BY incident_id").Select(row => row[0]).ToList();
        for (int start = 0; start < forces.Count; start += 300)
        {
            Assert.That(forces.GetRange(start, 300), Has.Some.EqualTo("nottinghamshire"));
        }
    }

    [Test]
    public void Town_authority_and_force_belong_together_and_no_address_line_is_a_place()
    {
        string[] authorities = File.ReadAllLines(RepositoryFolder.At("config", "cst", "reference", "local-authorities.csv"))[1..];
        string[] towns = File.ReadAllLines(RepositoryFolder.At("config", "cst", "reference", "towns.csv"))[1..];
        var forceOf = authorities.ToDictionary(line => line[..9], line => line[(line.LastIndexOf(',') + 1)..]);
        var townsOf = towns.Select(line => line.Split(',')).ToLookup(cells => cells[1], cells => cells[0]);
        var places = towns.Select(line => line.Split(',')[0]).Concat(authorities.Select(line => line[10..line.LastIndexOf(',')].Trim('"'))).ToHashSet(StringComparer.OrdinalIgnoreCase);

        foreach (string?[] row in _source.Query("SELECT force_slug, lad_code, town, address_line1, address_line2, postcode FROM sharing_incident WHERE town IS NOT NULL"))
        {
            Assert.That(row[0] is "btp" || forceOf[row[1]!] == row[0], "authority and force");
            Assert.That(townsOf[row[1]!], Does.Contain(row[2]), "town and authority");
            Assert.That(row[5], Is.Null.Or.Match("^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}$"));
        }

        foreach (string?[] row in _source.Query("""
            SELECT address_line1 FROM location UNION SELECT address_line2 FROM location UNION SELECT address_line1 FROM victim UNION SELECT address_line2 FROM victim
            UNION SELECT address_line1 FROM offender UNION SELECT premises_name FROM premises
            """))
        {
            Assert.That(row[0] is null || !places.Contains(row[0]!), "an address line is only a place name");
        }
    }

    [Test]
    public void Approved_hashes_verify_but_for_a_few_and_nobody_approves_their_own_text()
    {
        var approved = _source.Query("""
            SELECT incident_id, summary_shareable, summary_approved_by, summary_approved_at, summary_approved_hash, summary_purpose, summary_author
            FROM sharing_incident WHERE summary_approved_hash IS NOT NULL
            """);
        int matching = approved.Count(row => row[4] == SummaryApproval.Hash(IncidentKey.FromNumber(long.Parse(row[0]!, CultureInfo.InvariantCulture)), row[1]!, row[2]!,
            DateTime.Parse(row[3]!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), row[5]!));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(matching, Is.InRange(approved.Count * 9 / 10, approved.Count - 1));
            Assert.That(approved, Has.None.Matches<string?[]>(row => row![2] == row[6]));
            Assert.That(_source.Single("SELECT COUNT(*) FROM incident WHERE summary_shareable IS NOT NULL AND summary_approved_hash IS NULL"), Is.Not.EqualTo("0"));
            Assert.That(_source.Query("SELECT summary_shareable FROM incident WHERE summary_shareable IS NOT NULL"), Has.None.Matches<string?[]>(row => Digit().IsMatch(row![0]!)));
        }
    }

    [Test]
    public void Every_kind_of_gate_link_and_gap_occurs()
    {
        string[] conditions =
        [
            "do_not_share = 1", "embargo_until > '2026-11-20'", "embargo_until <= '2026-11-20'", "source_force = force_slug", "is_railway = 1 AND force_slug = 'btp'", "is_online = 1 AND town IS NULL",
            "force_slug IS NULL", "occurred_from IS NULL", "victim_count = 0", "victim_count > 2", "linked_person_names IS NOT NULL", "duplicate_of IS NOT NULL", "police_ref IS NOT NULL AND police_force_slug <> force_slug",
            "victim_type = 'Mixed'", "summary_internal GLOB '*07700*'", "consent_withdrawn_at IS NOT NULL", "premises_type = 'Synagogue'", "attachment_file_names IS NOT NULL",
        ];
        foreach (string condition in conditions)
        {
            Assert.That(_source.Single($"SELECT COUNT(*) FROM sharing_incident WHERE {condition}"), Is.Not.EqualTo("0"), condition);
        }
    }

    [Test]
    public void Every_number_in_it_is_kept_for_invention()
    {
        foreach (string?[] row in _source.Query("SELECT phone FROM victim UNION SELECT phone FROM offender UNION SELECT phone FROM reporter UNION SELECT phone FROM staff"))
        {
            Assert.That(row[0] is null || DramaNumber().IsMatch(row[0]!.Replace(" ", "", StringComparison.Ordinal)), "a telephone number that is not kept for drama");
        }

        foreach (string?[] row in _source.Query("SELECT email FROM victim UNION SELECT email FROM offender UNION SELECT email FROM reporter UNION SELECT email FROM staff"))
        {
            Assert.That(row[0] is null || ExampleMail().IsMatch(row[0]!), "a mail address that is not at an example domain");
        }
    }

    [Test]
    public void A_day_has_each_kind_of_change_at_the_three_forces_night_after_night()
    {
        using var source = new SourceFile(seed: 3, incidents: 300);
        for (int night = 1; night <= 5; night++)
        {
            string before = source.Single("SELECT COUNT(*) FROM incident");
            IReadOnlyList<ChangeCount> changes = SyntheticSource.Change(source.Path, night, SourceFile.Today.AddDays(night));
            foreach (string force in new[] { "metropolitan", "greater-manchester", "nottinghamshire" })
            {
                Assert.That(changes.Where(change => change.Force == force).Select(change => change.Kind), Is.EqualTo(Enum.GetValues<ChangeKind>()), force);
            }

            int added = changes.Where(change => change.Kind == ChangeKind.New).Sum(change => change.Count);
            int deleted = changes.Where(change => change.Kind == ChangeKind.Deleted).Sum(change => change.Count);
            Assert.That(int.Parse(source.Single("SELECT COUNT(*) FROM sharing_incident"), CultureInfo.InvariantCulture), Is.EqualTo(int.Parse(before, CultureInfo.InvariantCulture) + added - deleted));
            Assert.That(source.Query("PRAGMA foreign_key_check"), Is.Empty);
        }
    }

    [GeneratedRegex("[0-9@]")]
    private static partial Regex Digit();

    [GeneratedRegex(@"^(07700900|\+447700900|02079460|01[1-6]{2}4960|01134960|01144960|01154960|01164960|01174960|01632960)[0-9]{3}$")]
    private static partial Regex DramaNumber();

    [GeneratedRegex(@"@([a-z]+\.example|example\.(org|com))$")]
    private static partial Regex ExampleMail();
}
