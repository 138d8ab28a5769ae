using System.Globalization;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.Privacy;

/// <summary>
/// What a force may not have changes no byte of what it gets. Two sources that differ only in rows that are not released, and in columns that no profile
/// releases, selects by or counts, are exported for thirty nights, or in a short run ten, under the same keys. What a manifest tells of the journal rests on a random
/// value, and is left out of the comparison.
/// </summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class NonInterferenceTests
{
    private static readonly int Nights = LongRun.Rounds(30, part: 3);
    private static readonly DateOnly Start = new(2026, 11, 20);

    [TestCase(77)]
    public async Task Files_and_manifests_of_many_nights_do_not_depend_on_what_is_not_released(int seed)
    {
        await using Rig rig = Rig.Make();
        string nights = Directory.CreateDirectory(Path.Combine(rig.Folder, "nights")).FullName;
        File.Delete(rig.SourcePath);
        SyntheticSource.Create(rig.SourcePath, seed, 220, Start);
        for (int night = 0; night < Nights; night++)
        {
            if (night > 0)
            {
                SyntheticSource.Change(rig.SourcePath, seed + night, Start.AddDays(night));
            }

            rig.Source.Execute("VACUUM INTO @copy", ("@copy", Path.Combine(nights, $"{night}.db")));
        }

        Dictionary<string, byte[]> plain = await LiveAsync(rig, nights, null);
        Dictionary<string, byte[]> noisy = await LiveAsync(rig, nights, new Random(seed));
        Assert.That(plain, Has.Count.GreaterThan(2 * Nights), "Files were delivered.");
        Assert.That(noisy.Keys, Is.EquivalentTo(plain.Keys), "The same files were delivered under the same names.");
        string[] differing = [.. plain.Where(file => !noisy[file.Key].AsSpan().SequenceEqual(file.Value)).Select(file => file.Key)];
        Assert.That(differing, Is.Empty, "Every file has the same bytes.");
    }

    [Test]
    public async Task The_comparison_sees_a_released_value_that_differs()
    {
        await using Rig rig = Rig.Make();
        string nights = Directory.CreateDirectory(Path.Combine(rig.Folder, "nights")).FullName;
        rig.Source.Add(1, Rig.Met);
        rig.Source.Execute("VACUUM INTO @copy", ("@copy", Path.Combine(nights, "0.db")));
        Dictionary<string, byte[]> plain = await LiveAsync(rig, nights, null);
        var changed = SourceWriter.Of(Path.Combine(nights, "0.db"));
        changed.Set(1, ("category_code", "Threats"));
        Dictionary<string, byte[]> other = await LiveAsync(rig, nights, null);
        Assert.That(plain.Any(file => !other[file.Key].AsSpan().SequenceEqual(file.Value)), Is.True);
    }

    /// <summary>Exports every night of a folder for every force from an empty ledger, and gives all that stands in the inboxes afterwards.</summary>
    private static async Task<Dictionary<string, byte[]>> LiveAsync(Rig rig, string nights, Random? noise)
    {
        SqliteConnection.ClearAllPools();
        foreach (string file in Directory.GetFiles(rig.Folder, "ledger.db*"))
        {
            File.Delete(file);
        }

        // With the ledger goes what lies outside it: else it would be found older than what was sent.
        foreach (string folder in Directory.GetDirectories(rig.Folder, "*.witness", SearchOption.AllDirectories).Append(rig.OutboxPath).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (string file in Rig.Forces.SelectMany(force => Directory.GetFiles(rig.InboxOf(force))))
        {
            File.Delete(file);
        }

        for (int night = 0; File.Exists(Path.Combine(nights, $"{night}.db")); night++)
        {
            DateOnly today = Start.AddDays(night);
            rig.Time.Now = new DateTimeOffset(today, new TimeOnly(3, 0), TimeSpan.Zero);
            foreach (string old in Directory.GetFiles(rig.Folder, "incidents.db*"))
            {
                File.Delete(old);
            }

            File.Copy(Path.Combine(nights, $"{night}.db"), rig.SourcePath);
            rig.Source.Execute("PRAGMA journal_mode = wal");
            if (noise is not null)
            {
                Disturb(rig, noise);
            }

            foreach (string force in Rig.Forces)
            {
                ExportResult result = await rig.ExportAsync(force, connector: rig.Bare);
                Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), $"night {night} of {force}: {result.Reason} {result.Message}");
            }
        }

        await rig.VerifyLedgerAsync();
        return Rig.Forces.SelectMany(force => Directory.GetFiles(rig.InboxOf(force)).Select(file => (Name: $"{force}/{Path.GetFileName(file)}", Bytes: Delivered.BytesWithoutHead(file))))
            .ToDictionary(file => file.Name, file => file.Bytes);
    }

    /// <summary>Rows that nobody gets, and other values in columns that nobody gets, another number of them every night.</summary>
    private static void Disturb(Rig rig, Random random)
    {
        int extra = random.Next(1, 6);
        for (int i = 0; i < extra; i++)
        {
            (string Column, object? Value) gate = random.Next(4) switch
            {
                0 => ("status", "Draft"),
                1 => ("do_not_share", 1),
                2 => ("embargo_until", "2099-01-01"),
                _ => ("force_slug", "devon-and-cornwall"),
            };
            // Below, among and above the others.
            long id = random.Next(3) switch { 0 => -random.NextInt64(1, 1 << 20) * 8 - i, _ => random.NextInt64(1 << 20, 1 << 30) * 8 + i };
            rig.Source.Add(id, Rig.Forces[random.Next(Rig.Forces.Length)], ("case_ref", $"CST-X-{id}"), gate);
        }

        string some = random.Next(100_000).ToString(CultureInfo.InvariantCulture);
        rig.Source.Execute($"""
            UPDATE incident SET summary_internal = 'a text {some}', case_notes = 'another {some}', row_version = row_version + 1 + {some}, updated_at = '2026-11-19T10:00:00Z',
              legal_hold = {some} % 2, is_crime = CASE {some} % 3 WHEN 0 THEN 'Yes' WHEN 1 THEN 'No' ELSE 'Unknown' END, outcome_code = 'Charged', outcome_date = '2026-11-01',
              trigger_event_code = 'Election', reported_at = '2026-10-0{random.Next(1, 10)} 09:00', do_not_share_reason = 'reason {some}', source_force_ref = 'ref {some}',
              consent_police_contact = {some} % 2, consent_scope = 'scope {some}', consent_expires_at = '2030-01-01T00:00:00Z',
              -- A reference in the form of a force's own, from another one; those of the two forces that get theirs stay.
              police_ref = CASE WHEN coalesce(police_force_slug, '') IN ('metropolitan', 'greater-manchester') THEN police_ref ELSE '01/{some.PadLeft(7, '0')}/26' END,
              police_force_slug = CASE WHEN coalesce(police_force_slug, '') IN ('metropolitan', 'greater-manchester') THEN police_force_slug ELSE 'essex' END
            WHERE incident_id % {random.Next(2, 5)} = 0;
            UPDATE location SET ward = 'Ward {some}', ward_code = 'E05{some}', lsoa_code = 'E01{some}', pfa_code = 'E23{some}', transport_line = 'Tram' WHERE incident_id % {random.Next(2, 5)} = 1;
            UPDATE victim SET ethnicity = 'Other', religion_observance = 'Orthodox', disability = 'Sensory', injury_desc = 'text {some}', visibly_identifiable = {some} % 2 WHERE incident_id % 3 = {some} % 3;
            UPDATE offender SET age_band = '25To34', gender = 'Other', perceived_appearance = 'EastAsian', relationship_to_victim = 'Neighbour' WHERE incident_id % 3 = {some} % 3;
            DELETE FROM incident_discourse WHERE incident_id % 7 = {some} % 7;
            INSERT INTO amendment (incident_id, changed_at, field, old_value, new_value, reason) SELECT incident_id, '2026-11-19T10:00:00Z', 'case_notes', 'x{some}', 'y', 'z' FROM incident;
            UPDATE location SET address_line1 = '{some} High Street', lat = lat + 0.001, uprn = '{some}' WHERE force_slug = 'nottinghamshire';
            UPDATE victim SET full_name = 'Nobody Else{some}', phone = '07700 900{random.Next(100, 1000)}', dob = '1980-01-01'
            WHERE incident_id IN (SELECT incident_id FROM location WHERE force_slug = 'nottinghamshire');
            """);
    }
}
