using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// An export of so many rows that the look again before the rename reads the force's records in one go instead of by their keys: it must see
/// the same things.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class LargeExportTests
{
    private const int Incidents = 420;

    private static readonly Dictionary<string, Action<Rig>> Changes = new()
    {
        ["an objection"] = rig => rig.Source.Set(200, ("do_not_share", 1)),
        ["a deletion in the middle"] = rig => rig.Source.Delete(200),
        ["a deletion of the first"] = rig => rig.Source.Delete(1),
        ["a deletion of the last"] = rig => rig.Source.Delete(Incidents),
        ["a move to another force"] = rig => rig.Source.Set(200, ("force_slug", "nottinghamshire")),
        ["another value"] = rig => rig.Source.Set(200, ("category_code", "Threats")),
        ["a value that cannot be read"] = rig => rig.Source.Set(200, ("occurred_from", "soon")),
    };

    [TestCaseSource(nameof(Names))]
    public async Task A_change_between_upload_and_rename_voids_the_file_and_the_next_one_is_right(string change)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => Changes[change](rig));
        Assert.That((result.Outcome, result.Sequence, result.Attempt), Is.EqualTo((RunOutcome.Delivered, 1, 2)), result.Message);
        int expected = change == "another value" ? Incidents : Incidents - 1;
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(expected));
        Assert.That(rig.Replay(Rig.Gmp).Values.Count(row => row["Category"] == "Threats"), Is.EqualTo(change == "another value" ? 1 : 0));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_view_that_multiplies_rows_meanwhile_keeps_the_file_from_going()
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () =>
            rig.Source.Execute("CREATE TABLE twice AS SELECT * FROM sharing_incident; INSERT INTO twice SELECT * FROM twice WHERE incident_id = 100; DROP VIEW sharing_incident; ALTER TABLE twice RENAME TO sharing_incident"));
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Failed, Reason.SourceOrder)).Or.EqualTo((RunOutcome.Refused, Reason.ProfileInvalid)), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.csv"), Is.Empty);
    }

    [Test]
    public async Task Changes_to_others_and_new_records_do_not_disturb_it()
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () =>
        {
            rig.Source.Add(0, Rig.Gmp);
            rig.Source.Add(Incidents + 5, Rig.Gmp);
            rig.Source.Set(200, ("case_notes", "a text"));
        });
        Assert.That((result.Outcome, result.Attempt), Is.EqualTo((RunOutcome.Delivered, 1)), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(Incidents));
    }

    private static Dictionary<string, Action<Rig>>.KeyCollection Names() => Changes.Keys;

    private static void Fill(Rig rig)
    {
        rig.Fill(Rig.Gmp, 1);
        rig.Source.Execute($"""
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {Incidents})
            INSERT INTO incident (incident_id, case_ref, row_version, created_at, updated_at, status, strand, category_code, is_online, is_crime, date_precision, reported_at, do_not_share, legal_hold, occurred_from, medium)
            SELECT n.i, 'CST-' || n.i, row_version, created_at, updated_at, status, strand, category_code, is_online, is_crime, date_precision, reported_at, do_not_share, legal_hold, occurred_from, medium
            FROM incident, n WHERE incident_id = 1;
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {Incidents})
            INSERT INTO location (incident_id, force_slug, postcode, town, lad_code, local_authority, location_type, is_railway)
            SELECT n.i, force_slug, postcode, town, lad_code, local_authority, location_type, is_railway FROM location, n WHERE incident_id = 1;
            """);
    }
}
