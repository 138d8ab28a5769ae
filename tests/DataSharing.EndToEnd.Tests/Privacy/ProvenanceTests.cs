using System.Text.Json.Nodes;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests.Privacy;

/// <summary>Where a report came from, who consented and who issued a reference, through the whole flow to the bytes in the inbox.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ProvenanceTests
{
    private const string Reference = "01/1234567/26";

    [Test]
    public async Task A_report_of_another_force_arrives_only_where_it_is_accepted_and_is_withdrawn_when_its_origin_is_corrected()
    {
        await using Rig rig = Rig.Make();
        rig.Edit("forces/metropolitan.json", profile => profile["selection"] = new JsonObject { ["acceptOriginators"] = new JsonArray("essex") });
        rig.Source.Add(1, Rig.Met, ("category_code", "Assault"));
        rig.Source.Add(2, Rig.Met, ("category_code", "Threats"), ("source_force", "essex"));
        rig.Source.Add(3, Rig.Met, ("source_force", "kent"));
        rig.Source.Add(4, Rig.Met, ("source_force", Rig.Met));
        rig.Source.Add(5, Rig.Gmp, ("source_force", "essex"));

        ExportResult first = await rig.ExportAsync(Rig.Met);
        Assert.That(first.Excluded, Is.EqualTo(new Dictionary<string, int> { ["originator"] = 1, ["echo"] = 1 }));
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["category"]), Is.EquivalentTo(new[] { "Assault", "Threats" }));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Excluded, Is.EqualTo(new Dictionary<string, int> { ["originator"] = 1 }));

        rig.Source.Set(1, ("source_force", "kent"));
        rig.Source.Set(2, ("source_force", Rig.Met));
        ExportResult second = await rig.ExportAsync(Rig.Met);
        Assert.That(second.Excluded, Is.EqualTo(new Dictionary<string, int> { ["originator"] = 2, ["echo"] = 1 }));
        Assert.That(rig.Inbox(Rig.Met)[^1].Records.Select(row => row["action"]), Is.EqualTo(new[] { "WITHDRAW" }));
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["category"]), Is.EqualTo(new[] { "Threats" }));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_value_that_needs_consent_goes_with_everybody_s_and_is_taken_back_with_anybody_s()
    {
        await using Rig rig = Rig.Make();
        rig.Edit("protocols/national-2015.json", protocol =>
        {
            JsonNode column = protocol["columns"]!["victim_gender"]!;
            column["releaseIf"] = "consent";
            column["consentScopes"] = new JsonArray("PoliceContact", "PersonalDetails");
        });
        rig.Source.Add(1, Rig.Met);
        rig.Source.Add(2, Rig.Met);
        rig.Source.Add(3, Rig.Met);
        Victim(rig, 1, incident: 1, "PoliceContact");
        Victim(rig, 2, incident: 1, "PersonalDetails");
        Victim(rig, 3, incident: 2, "PoliceContact");
        Victim(rig, 4, incident: 2, "Anonymised");
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["victim_gender"]), Is.EquivalentTo(new[] { "F", "", "" }));

        rig.Source.Execute("UPDATE victim SET consent_withdrawn_at = '2026-11-19T10:00:00Z' WHERE victim_id = 2");
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Inbox(Rig.Met)[^1].Records.Select(row => row["action"]), Is.EqualTo(new[] { "AMEND" }));
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["victim_gender"]), Is.EqualTo(new[] { "", "", "" }));

        rig.Source.Execute("UPDATE victim SET consent_scope = 'PoliceContact' WHERE victim_id = 4");
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["victim_gender"]), Is.EquivalentTo(new[] { "F", "", "" }));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_reference_arrives_only_at_the_force_that_issued_it()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met, ("police_ref", Reference), ("police_force_slug", Rig.Met));
        rig.Source.Add(2, Rig.Met, ("police_ref", "01/7654321/26"), ("police_force_slug", "essex"));
        rig.Source.Add(3, Rig.Met, ("police_ref", "see e-mail of Jo Example"), ("police_force_slug", Rig.Met));
        rig.Source.Add(4, Rig.Met, ("police_ref", "01/7654321/26"));
        rig.Source.Add(5, Rig.Gmp, ("police_ref", Reference), ("police_force_slug", Rig.Met));
        await rig.ExportAsync(Rig.Met);
        await rig.ExportAsync(Rig.Gmp);
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["own_reference"]), Is.EquivalentTo(new[] { Reference, "", "", "" }));
        Assert.That(rig.Replay(Rig.Gmp).Values.Select(row => row["Police reference"]), Is.EqualTo(new[] { "" }));
    }

    [Test]
    public async Task A_statistical_recipient_gets_the_records_of_all_places_and_no_reference()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met, ("police_ref", Reference), ("police_force_slug", Rig.Met), ("source_force", Rig.Met));
        rig.Source.Add(2, Rig.Gmp);
        rig.Source.Add(3, Rig.Notts);
        rig.Source.Add(4, "devon-and-cornwall", ("status", "Draft"));
        File.Copy(Path.Combine(rig.Config, "forces/metropolitan.json"), Path.Combine(rig.Config, "forces/national.json"));
        rig.Edit("forces/national.json", profile =>
        {
            profile["force"] = "national";
            profile["recipient"] = "statistical";
            profile["selection"] = new JsonObject { ["acceptOriginators"] = new JsonArray(Rig.Met) };
        });
        ExportResult refused = await rig.ExportAsync("national");
        Assert.That(refused.Reason?.Code, Is.EqualTo("profileInvalid"), "It lists a reference that it did not issue.");

        rig.Edit("forces/national.json", profile => profile["columns"]!.AsArray().RemoveAll(column => column!.ToString() == "own_reference"));
        ExportResult result = await rig.ExportAsync("national");
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(result.Excluded, Is.EqualTo(new Dictionary<string, int> { ["status"] = 1 }));
        // The two share an inbox here, so that the test needs no other account.
        Assert.That(rig.Inbox(Rig.Met).Single().Records.Select(row => row["local_authority"]), Is.EquivalentTo(new[] { "Barnet", "Bury", "Nottingham" }));

        rig.Source.Set(2, ("force_slug", "devon-and-cornwall"));
        Assert.That((await rig.ExportAsync("national")).Rows.Withdraw, Is.Zero, "It has all places, so an incident that moves stays.");
    }

    private static void Victim(Rig rig, long id, long incident, string scope) => rig.Source.Execute("""
        INSERT INTO victim (victim_id, incident_id, person_id, victim_type, gender, consent_recorded_at, consent_scope, consent_expires_at)
        VALUES (@id, @incident, @id, 'Individual', 'Female', '2026-05-01T10:00:00Z', @scope, '2028-05-01T10:00:00Z')
        """, ("@id", id), ("@incident", incident), ("@scope", scope));
}
