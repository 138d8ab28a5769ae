using System.Text.Json.Nodes;
using DataSharing.Gateway.Release;
using static DataSharing.Gateway.Release.ChangeClass;
using static DataSharing.Sandbox.ProfileEdit;

namespace DataSharing.Sandbox;

/// <summary>
/// What somebody could do to the sample configuration, by mistake or on purpose. None of it passes unnoticed: it waits, it is refused, or it
/// is told to be narrower or neither.
/// </summary>
internal static class ProfileEdits
{
    private const string Met = "metropolitan";
    private const string Gmp = "greater-manchester";
    private const string Notts = "nottinghamshire";
    private const string Statistics = "national-statistics";
    private const string Protocol = "protocols/national-2015.json";
    private const string StatisticsProtocol = "protocols/statistics-2026.json";
    private const string Fields = "source/fields.json";
    private const string Sql = "source/incidents.sql";
    private const string Towns = "reference/towns.csv";
    private const string Premises = "reference/premises.csv";
    private const string OtherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINjHP+s0XMdTZBjOVu9WYRcLlndgahNA1+a4X/oVB4FX";

    /// <summary>Every edit.</summary>
    public static IReadOnlyList<ProfileEdit> All { get; } =
    [
        .. OfTheSource, .. OfTheDictionary, .. OfColumns, .. OfTreatments, .. OfCodes, .. OfTheSelection, .. OfSmallNumbers, .. OfTexts,
        .. OfTheAgreement, .. OfTheFile, .. OfTheDrop, .. OfLists, .. OfWriting,
    ];

    private static ProfileEdit[] OfTheSource =>
    [
        new("another force's records", Met, Sql, Swap("  force_slug,", "  'metropolitan' AS force_slug,"), Wider, "'metropolitan' AS force_slug"),
        new("nobody objects any more", Met, Sql, Swap("  do_not_share,", "  0 AS do_not_share,"), Wider, "0 AS do_not_share"),
        new("all are verified", Met, Sql, Swap("  status,", "  'Verified' AS status,"), Wider, "'Verified' AS status"),
        new("a date of birth in place of the day of report", Met, Sql, Swap("  reported_at,", "  (victim_dobs) AS reported_at,"), Wider, "(victim_dobs) AS reported_at"),
        new("a date of birth under another name", Met, Sql, Swap("  reported_at,", "  victim_dobs AS reported_at,"), Wider, "victim_dobs AS reported_at") { IsRefused = true },
        new("another view", Notts, Sql, Swap("FROM sharing_incident", "FROM sharing_incident_all"), Wider, "FROM sharing_incident_all"),
        new("a comment in the statement", Met, Sql, Swap("-- What is read", "-- All that is read"), Wider, "the statement that reads the source"),
        new("a blank in the statement", Met, Sql, Swap("  case_ref,", "   case_ref,"), Wider, "blanks are others"),
    ];

    private static ProfileEdit[] OfTheDictionary =>
    [
        Role("another column says the force", "force", "police_force_slug"),
        Role("another column says who objects", "doNotShare", "legal_hold"),
        Role("another column says the status", "status", "outcome_code") with { IsRefused = true },
        Role("another column says until when nothing leaves", "embargoUntil", "outcome_date"),
        Role("another column says who reported it", "sourceForce", "source_force_ref"),
        new("the police reference is the case reference", Met, Fields, Json(all => all["roles"]!["policeReference"]!["text"] = "case_ref"), Wider, "the role policeReference") { IsRefused = true },
        new("nobody says any more whom an incident is about", Notts, Fields, Json(all => all["roles"]!.AsObject().Remove("units")), Wider, "the role units"),
        new("a case reference is not compared any more", Met, Fields, Json(all => all["roles"]!.AsObject().Remove("caseReference")), Wider, "the role caseReference"),
        new("a weaker class", Met, Fields, Json(all => Field(all, "victim_ethnicity")["class"] = "quasi"), Wider, "the class of victim_ethnicity"),
        new("a field for inside is plain", Met, Fields, Json(all => Field(all, "case_ref")["class"] = "plain"), Wider, "the class of case_ref"),
        new("a stronger class", Met, Fields, Json(all => Field(all, "medium")["class"] = "quasi"), Narrower, "the class of medium"),
        new("a value more", Met, Fields, Json(all => Field(all, "medium")["values"]!.AsArray().Add("Sticker")), Wider, "\"Sticker\" is new"),
        new("a value less", Met, Fields, Json(all => { Field(all, "typology")["values"] = new JsonArray("Mission", "Opportunistic"); Field(all, "typology")["labels"]!.AsObject().Remove("Aggravated"); }), Narrower, "\"Aggravated\" is gone"),
        new("a value means something else", Met, Fields, Json(all => Field(all, "typology")["labels"]!["Mission"] = "Nobody knows why it was done"), Wider, "the label of Mission in typology"),
        new("older days count", Met, Fields, Json(all => all["notBefore"] = "1900-01-01"), Wider, "the first day that the source can know"),
        new("older days do not count", Met, Fields, Json(all => all["notBefore"] = "2000-01-01"), Narrower, "2000-01-01"),
        new("an offender's gender is nobody's", Met, Fields, Json(all => Field(all, "offender_gender").Remove("about")), Wider, "whom offender_gender is about"),
        new("names are not looked for", Met, Fields, Json(all => Field(all, "victim_names").Remove("holds")), Wider, "what victim_names holds"),
        new("a list is not compared with its sister", Met, Fields, Json(all => { Field(all, "person_ids").Remove("items"); Field(all, "person_consents").Remove("items"); }), Wider, "one item for each of"),
        new("a direct field is not known any more", Met, Fields, Json(all => all["fields"]!.AsObject().Remove("victim_employers")), Wider, "the field victim_employers"),
    ];

    private static ProfileEdit[] OfColumns =>
    [
        new("a column more", Met, Of(Met), Json(all => all["columns"]!.AsArray().Add("strand")), Wider, "the column strand: is new, from the field \"strand\""),
        new("a column less", Met, Of(Met), Json(all => Remove(all, "summary")), Narrower, "the column summary: is gone"),
        new("narrowed then widened", Met, Of(Met), Json(_ => { }), Wider, "the column town: is new") { First = Json(all => Remove(all, "town")) },
        new("a column of the protocol that nobody takes", Met, Protocol, Json(all => all["columns"]!["incident_month"]!["treatment"]!["precision"] = "quarter"), Neither, "which this force does not get"),
        new("a profile may add columns", Met, Protocol, Json(all => all["profileMay"]!["addColumns"] = true), Wider, "whether a profile may add columns"),
        new("a profile may change another treatment", Met, Protocol, Json(all => all["profileMay"]!["changeTreatmentOf"]!.AsArray().Add("town")), Wider, "\"town\" is new"),
        new("a column from another field", Gmp, Protocol, Json(all => Column(all, "offender_count")["field"] = "victim_count"), Wider, "the field behind offender_count"),
        new("another heading", Gmp, Of(Gmp), Json(all => all["columns"]![2]!["heading"] = "Area"), Wider, "\"District\" becomes \"Area\""),
        new("a heading that is the name", Met, Of(Met), Json(all => all["columns"]![4] = new JsonObject { ["column"] = "town", ["heading"] = "town" }), Neither, "says the same"),
        new("columns change places", Met, Of(Met), Json(all => { JsonArray list = all["columns"]!.AsArray(); JsonNode first = list[0]!; list.RemoveAt(0); list.Add(first); }), Neither, "the order of the columns"),
        new("a column is not counted any more", Notts, Protocol, Json(all => { Column(all, "category").Remove("counted"); Column(all, "category")["exempt"] = "Everybody knows it."; }), Wider, "why category need not be counted"),
        new("another reason why a column is not counted", Notts, Protocol, Json(all => Column(all, "online")["exempt"] = "It follows from the type of the location."), Neither, "why online need not be counted"),
        new("another meaning", Notts, Protocol, Json(all => Column(all, "category")["meaning"] = "The category that the police would give it."), Wider, "the meaning of category"),
        new("another need", Notts, Protocol, Json(all => Column(all, "category")["neededFor"] = "Counting incidents by their kind."), Neither, "what category is needed for"),
        new("another legal condition", Met, Protocol, Json(all => Column(all, "victim_age_band")["condition"] = "Somebody thinks that it is lawful."), Wider, "the legal condition for victim_age_band"),
        new("consent is needed", Met, Protocol, Json(all => { Column(all, "victim_age_band")["releaseIf"] = "consent"; Column(all, "victim_age_band")["consentScopes"] = new JsonArray("PersonalDetails"); }), Wider, "the consents that count for victim_age_band"),
        new("consent is not needed any more", Met, Protocol, Json(_ => { }), Wider, "whether victim_age_band needs consent") { First = Json(all => { Column(all, "victim_age_band")["releaseIf"] = "consent"; Column(all, "victim_age_band")["consentScopes"] = new JsonArray("PersonalDetails"); }) },
        new("another reason why places overlap", Met, Of(Met), Json(all => all["placesIntersect"] = "The force and the charity agreed on it in writing."), Neither, "why places overlap"),
    ];

    private static ProfileEdit[] OfTreatments =>
    [
        new("the name of an authority for its code", Notts, Of(Notts), Json(all => all["columns"]![2]!["treatment"]!["as"] = "name"), Wider, "the treatment of local_authority"),
        new("months for days", Gmp, Of(Gmp), Json(all => all["columns"]![0]!["treatment"] = new JsonObject { ["kind"] = "date", ["precision"] = "month" }), Narrower, "the treatment of incident_date"),
        new("months for days in the protocol", Notts, Protocol, Json(all => Column(all, "incident_date")["treatment"]!["precision"] = "month"), Narrower, "the treatment of incident_date"),
        new("days for months", Notts, Protocol, Json(_ => { }), Wider, "the treatment of incident_date") { First = Json(all => Column(all, "incident_date")["treatment"]!["precision"] = "month") },
        new("months for weeks", Notts, Protocol, Json(all => Column(all, "incident_date")["treatment"]!["precision"] = "month"), Wider, "precision month") { First = Json(all => Column(all, "incident_date")["treatment"]!["precision"] = "week") },
        new("shorter parts of the day", Met, Protocol, Json(all => Column(all, "time_band")["treatment"]!["hours"] = 4), Wider, "the treatment of time_band"),
        new("longer parts of the day", Met, Protocol, Json(all => Column(all, "time_band")["treatment"]!["hours"] = 12), Narrower, "hours 12"),
        new("parts of the day that cut across", Met, Protocol, Json(all => Column(all, "time_band")["treatment"]!["hours"] = 8), Wider, "hours 8"),
        new("narrower bands of age", Met, Protocol, Json(all => Column(all, "victim_age_band")["treatment"]!["from"] = new JsonArray(0, 18, 25, 35, 65)), Wider, "the treatment of victim_age_band"),
        new("wider bands of age", Met, Protocol, Json(all => Column(all, "victim_age_band")["treatment"]!["from"] = new JsonArray(0, 18, 65)), Narrower, "the treatment of victim_age_band"),
        new("other bands of age", Met, Protocol, Json(all => Column(all, "victim_age_band")["treatment"]!["from"] = new JsonArray(0, 18, 40, 65)), Wider, "the treatment of victim_age_band"),
        new("the district's area, by which premises are counted", Met, Protocol, Json(all => Column(all, "postcode_district")["treatment"] = "postcodeArea"), Wider, "premises are counted by it"),
        new("another text in every row", Statistics, StatisticsProtocol, Json(all => Column(all, "controller")["treatment"]!["value"] = "Somebody"), Wider, "value Somebody"),
        new("summaries for another purpose", Met, Protocol, Json(all => Column(all, "summary")["treatment"]!["purpose"] = "internal"), Wider, "purpose internal"),
        new("redacted texts for approved ones", Met, Protocol, Json(all => Column(all, "summary")["treatment"] = "redact"), Wider, "becomes \"redact\""),
        new("a treatment without settings, written as an object", Met, Protocol, Json(all => Column(all, "town")["treatment"] = new JsonObject { ["kind"] = "town" }), Neither, "the treatment of town"),
    ];

    private static ProfileEdit[] OfCodes =>
    [
        new("a code more precisely", Met, Protocol, Json(all => Map(all, "victim_type")["PublicFigure"] = "PublicFigure"), Wider, "the code PublicFigure of victim_type"),
        new("a code more", Met, Protocol, Json(_ => { }), Wider, "the code Threats of category") { First = Json(all => Map(all, "category").Remove("Threats")) },
        new("a code less", Met, Protocol, Json(all => Map(all, "category").Remove("Threats")), Narrower, "the code Threats of category"),
        new("another label", Notts, Of(Notts), Json(all => Map(all, "category")["Threats"]!["label"] = "Threats of violence"), Wider, "Threats of violence"),
        new("a code of the protocol where the profile has its own", Notts, Protocol, Json(all => Map(all, "category")["Threats"] = "Menaces"), Neither, "the code map category"),
        new("the protocol's codes for its own", Gmp, Of(Gmp), Json(all => all.AsObject().Remove("codeMaps")), Wider, "the code Assault of category"),
        new("nothing where nothing is known", Met, Protocol, Json(all => Column(all, "reported_to_police")["treatment"]!.AsObject().Remove("whenNull")), Narrower, "the treatment of reported_to_police"),
    ];

    private static ProfileEdit[] OfTheSelection =>
    [
        new("drafts", Met, Protocol, Json(all => all["selection"]!["status"]!.AsArray().Add("Draft")), Wider, "\"Draft\" is new") { IsRefused = true },
        new("what nobody has verified", Met, Protocol, Json(all => all["selection"]!["status"]!.AsArray().Add("UnderReview")), Wider, "\"UnderReview\" is new"),
        new("a status less", Met, Protocol, Json(_ => { }), Narrower, "\"UnderReview\" is gone") { First = Json(all => all["selection"]!["status"]!.AsArray().Add("UnderReview")) },
        new("a condition more", Met, Of(Met), Json(Conditions("""{ "field": "is_online", "equals": false }""")), Narrower, "field is_online, equals false is new"),
        new("a condition less", Met, Of(Met), Json(_ => { }), Wider, "is gone") { First = Json(Conditions("""{ "field": "is_online", "equals": false }""")) },
        new("a condition that tells what is special", Met, Protocol, Json(Conditions("""{ "field": "is_crime", "equals": "Yes" }""")), Wider, "field is_crime"),
        new("fewer values", Met, Of(Met), Json(Conditions("""{ "field": "category_code", "in": ["Assault"] }""")), Narrower, "becomes") { First = Json(Conditions("""{ "field": "category_code", "in": ["Assault", "Threats"] }""")) },
        new("longer backfill", Met, Of(Met), Json(Conditions("""{ "field": "occurred_from", "after": "2015-12-31" }""")), Wider, "after 2015-12-31") { First = Json(Conditions("""{ "field": "occurred_from", "after": "2025-12-31" }""")) },
        new("shorter backfill", Met, Of(Met), Json(Conditions("""{ "field": "occurred_from", "after": "2025-12-31" }""")), Narrower, "after 2025-12-31") { First = Json(Conditions("""{ "field": "occurred_from", "after": "2015-12-31" }""")) },
        new("another force's reports", Met, Of(Met), Json(all => all["selection"] = new JsonObject { ["acceptOriginators"] = new JsonArray("west-midlands") }), Wider, "\"west-midlands\" is new"),
        new("another form of references", Met, Protocol, Json(all => all["referencePatterns"]![Met] = "^[0-9]{2}/[0-9]{7}$"), Wider, "the form of the force's own references"),
        new("another form of another force's references", Met, Protocol, Json(all => all["referencePatterns"]![Notts] = "^[0-9]{2}[*][0-9]{7}$"), Neither, "the references of nottinghamshire"),
        new("it does not take part any more", Met, Of(Met), Json(all => all["enabled"] = false), Narrower, "whether the force takes part"),
        new("it takes part again", Met, Of(Met), Json(_ => { }), Wider, "whether the force takes part") { First = Json(all => all["enabled"] = false) },
        new("a recipient of all places", Met, Of(Met), Json(all => all["recipient"] = "statistical"), Wider, "the kind of recipient") { IsRefused = true },
        new("approval by nobody", Met, Of(Met), Json(all => all["approval"] = "none"), Wider, "approval is not known to the table") { IsRefused = true },
    ];

    private static ProfileEdit[] OfSmallNumbers =>
    [
        new("a lower k", Statistics, StatisticsProtocol, Json(all => all["smallNumbers"]!["k"] = 4), Wider, "k: 5 becomes 4"),
        new("a higher k, with steps", Statistics, StatisticsProtocol, Json(all => all["smallNumbers"]!["k"] = 6), Wider, "carry others over the number"),
        new("a higher k, without steps", Statistics, StatisticsProtocol, Json(all => { all["smallNumbers"]!["steps"] = new JsonArray(new JsonObject()); all["smallNumbers"]!["k"] = 6; }), Narrower, "k: 5 becomes 6") { First = Json(all => all["smallNumbers"]!["steps"] = new JsonArray(new JsonObject())) },
        new("a step less", Statistics, StatisticsProtocol, Json(all => all["smallNumbers"]!["steps"]!.AsArray().RemoveAt(4)), Wider, "the steps from fine to coarse"),
        new("another period", Statistics, StatisticsProtocol, Json(all => all["smallNumbers"]!["period"] = "year"), Wider, "the period that is counted"),
        new("offenders are not counted apart", Statistics, StatisticsProtocol, Json(all => all["smallNumbers"]!.AsObject().Remove("offenders")), Wider, "how offenders are counted"),
        new("a column less under mode k", Statistics, Of(Statistics), Json(all => Remove(all, "controller")), Wider, "classes get larger"),
        new("a coarser level under mode k", Statistics, StatisticsProtocol, Json(all => Column(all, "incident_date")["treatment"]!["precision"] = "year"), Wider, "coarser classes are larger") { IsRefused = true },
        new("another reason for no k", Met, Protocol, Json(all => all["smallNumbers"]!["purpose"] = "The force finds the incident in its own records."), Neither, "why no k is claimed"),
        new("rare premises as they are", Met, Of(Met), Json(all => all.AsObject().Remove("rarePremises")), Wider, "the treatment of rare premises"),
        new("two premises are enough", Notts, Of(Notts), Json(all => all["rarePremises"]!["atLeast"] = 4), Wider, "how many premises an area must have"),
        new("more premises are needed", Notts, Of(Notts), Json(all => all["rarePremises"]!["atLeast"] = 6), Narrower, "5 becomes 6"),
        new("more premises are needed, with broader codes", Gmp, Of(Gmp), Json(all => all["rarePremises"]!["atLeast"] = 5), Wider, "carry others over the number"),
        new("a synagogue is never rare", Met, Of(Met), Json(all => all["rarePremises"]!["notPremises"]!.AsArray().Add("Synagogue")), Wider, "\"Synagogue\" is new"),
        new("a grave tells no cemetery", Met, Of(Met), Json(all => { all["rarePremises"]!.AsObject().Remove("implied"); all["rarePremises"]!["broader"]!.AsObject().Remove("subcategory"); }), Wider, "\"subcategory\" is gone"),
        new("damage to premises is told", Met, Of(Met), Json(all => all["rarePremises"]!["broader"]!["subcategory"]!["PremisesDamage"] = "PremisesDamage"), Wider, "the broader code of PremisesDamage"),
        new("a broader code less", Met, Of(Met), Json(all => all["rarePremises"]!["broader"]!["subcategory"]!.AsObject().Remove("Leaflet")), Narrower, "the broader code of Leaflet"),
    ];

    private static ProfileEdit[] OfTexts =>
    [
        new("a name among the terms that stay", Met, "reference/narrative-keep.txt", Line("Jo Example"), Wider, "the terms that stay in texts: 1 term(s) new: line"),
        new("a name among the words that are no names", Met, "reference/keep.txt", Line("Featherstone"), Wider, "the words that are no names: 1 term(s) new: line"),
        new("a name among the force's own terms", Met, Of(Met), Json(all => all["narrative"] = new JsonObject { ["keep"] = new JsonArray("Jo Example") }), Wider, "1 term(s) new: place 1"),
        new("a word less", Met, "reference/keep.txt", Swap("\nFebruary\n", "\n"), Narrower, "1 term(s) gone"),
        new("a comment in a list", Met, "reference/keep.txt", Swap("# Months and days", "# Days and months"), Neither, "says the same"),
        new("less is masked", Met, Of(Met), Json(_ => { }), Wider, "how strictly texts are redacted") { First = Json(all => all["narrative"] = new JsonObject { ["mode"] = "strict" }) },
        new("more is masked", Met, Of(Met), Json(all => all["narrative"] = new JsonObject { ["mode"] = "strict" }), Narrower, "how strictly texts are redacted"),
        new("people are told apart", Met, Of(Met), Json(all => all["narrative"] = new JsonObject { ["numbered"] = true }), Wider, "whether people of a text are told apart"),
        new("longer texts", Met, Of(Met), Json(all => all["longestText"] = 100_000), Wider, "the most characters of a text"),
        new("shorter texts", Met, Of(Met), Json(all => all["longestText"] = 500), Narrower, "the most characters of a text"),
    ];

    private static ProfileEdit[] OfTheAgreement =>
    [
        Term("a longer agreement", "lastDay", "2030-02-28", Wider),
        Term("a shorter agreement", "lastDay", "2027-02-28", Narrower),
        Term("an agreement of earlier", "inForceFrom", "2014-03-01", Wider),
        Term("an agreement of later", "inForceFrom", "2016-03-01", Narrower),
        Term("another purpose", "purpose", "Whatever the force needs it for.", Wider),
        Term("kept for longer", "retention", "For ever, in the force's records.", Wider),
        Term("another basis", "basis", "UK GDPR Article 6(1)(e)", Wider),
        Term("a lower marking", "marking", "OFFICIAL", Wider),
        Term("another mailbox", "contact", "records@metropolitan.example", Neither),
        Term("a later review", "reviewDue", "2027-12-01", Neither),
        new("a first day of which the force is told", Met, Of(Met), Json(Since("2020-01-01")), Narrower, "the first day of which the force may be told"),
        new("a later first day", Met, Of(Met), Json(Since("2022-01-01")), Narrower, "2022-01-01") { First = Json(Since("2020-01-01")) },
        new("an earlier first day", Met, Of(Met), Json(Since("2018-01-01")), Wider, "2018-01-01") { First = Json(Since("2020-01-01")) },
        new("no first day any more", Met, Of(Met), Json(_ => { }), Wider, "the first day of which the force may be told") { First = Json(Since("2020-01-01")) },
        new("another party", Met, Of(Met), Json(all => all["agreement"]!["parties"]!.AsArray().Add("Another Service")), Wider, "the parties of the agreement"),
        new("a suspended agreement", Met, Of(Met), Json(all => all["agreement"]!["suspended"] = true), Narrower, "whether the agreement is suspended"),
        new("an agreement that is not suspended any more", Met, Of(Met), Json(_ => { }), Wider, "whether the agreement is suspended") { First = Json(all => all["agreement"]!["suspended"] = true) },
    ];

    private static ProfileEdit[] OfTheFile =>
    [
        new("another name of the file", Notts, Of(Notts), Json(all => all["file"]!["name"] = "cst-{sequence}-{attempt}.csv"), Neither, "the name of the file"),
        new("another delimiter", Notts, Of(Notts), Json(all => all["file"]!["delimiter"] = ","), Neither, "the delimiter"),
        new("the default written out", Met, Of(Met), Json(all => all["file"]!["delimiter"] = ","), Neither, "the delimiter"),
        new("another form of dates", Notts, Of(Notts), Json(all => all["file"]!["dateFormat"] = "yyyy-MM-dd"), Neither, "how dates are written"),
        new("an encoding of all characters", Notts, Of(Notts), Json(all => all["file"]!["encoding"] = "utf-8"), Wider, "the encoding"),
        new("an encoding of few characters", Met, Of(Met), Json(all => all["file"]!["encoding"] = "windows-1252"), Narrower, "the encoding"),
        new("a mark at the beginning", Met, Of(Met), Json(all => all["file"]!["encoding"] = "utf-8-bom"), Neither, "the encoding"),
        new("formulas leave as they are", Met, Of(Met), Json(all => all["file"]!["formula"] = "off"), Wider, "what becomes of a formula"),
        new("formulas are held back", Met, Of(Met), Json(all => all["file"]!["formula"] = "reject"), Narrower, "what becomes of a formula"),
        new("bands in words", Met, Of(Met), Json(all => all["bandLabels"] = "words"), Neither, "how bands are called"),
        new("nothing on an empty night", Met, Of(Met), Json(all => all["emptyNight"] = "none"), Neither, "what comes on an empty night"),
        new("at another hour", Met, Of(Met), Json(all => all["schedule"]!["cron"] = "0 30 4 * * ?"), Neither, "the schedule"),
        new("another version", Met, Of(Met), Json(all => all["version"] = 2), Neither, "the version of the profile"),
    ];

    private static ProfileEdit[] OfTheDrop =>
    [
        Place("another server", "host", "sftp.elsewhere.example"),
        Place("another account", "user", "somebody"),
        Place("another folder", "folder", "outbox"),
        new("another port", Met, Of(Met), Json(all => all["drop"]!["port"] = 2222), Wider, "the port of the recipient's server"),
        new("another host key", Met, Of(Met), Json(all => all["drop"]!["hostKeys"] = new JsonArray(OtherKey)), Wider, "the host keys of the recipient's server: ssh-ed25519 SHA256:"),
        new("a host key more", Met, Of(Met), Json(all => all["drop"]!["hostKeys"]!.AsArray().Add(OtherKey)), Wider, "is new"),
        new("a host key less", Met, Of(Met), Json(_ => { }), Narrower, "is gone") { First = Json(all => all["drop"]!["hostKeys"]!.AsArray().Add(OtherKey)) },
        new("a comment behind a host key", Met, Of(Met), Json(all => all["drop"]!["hostKeys"]![0] = all["drop"]!["hostKeys"]![0]!.GetValue<string>() + " sftp.metropolitan.example"), Neither, "the order or comments of the keys"),
        new("a key is revoked no more", Met, Of(Met), Json(_ => { }), Wider, "the revoked host keys") { First = Json(all => all["drop"]!["revokedHostKeys"] = new JsonArray(OtherKey)) },
        new("a password, from a file of other secrets", Met, Of(Met), Json(all => all["drop"]!["login"] = new JsonObject { ["password"] = new JsonObject { ["credential"] = "cst-keys" } }), Wider, "the password, which the server is shown"),
        new("another login key", Met, Of(Met), Json(all => all["drop"]!["login"]!["key"]!["credential"] = "metropolitan-key-2"), Neither, "where the login key is"),
        new("another engine", Met, Of(Met), Json(all => all["drop"]!["engine"] = "openssh"), Neither, "the engine"),
        new("published without a rename", Met, Of(Met), Json(all => all["drop"]!["publish"] = "direct"), Neither, "how a file gets its name"),
    ];

    private static ProfileEdit[] OfLists =>
    [
        new("a town more", Met, Towns, Line("Elstree Cross,E07000098,WD6"), Wider, "1 row(s) new: \"Elstree Cross\""),
        new("a town more, for a force that gets none", Notts, Towns, Line("Elstree Cross,E07000098,WD6"), Neither, "the list of towns"),
        new("a town less", Met, Towns, Swap("\nAcle,E07000144,NR13\n", "\n"), Narrower, "1 row(s) gone: \"Acle\""),
        new("a town elsewhere in the list", Met, Towns, text => Line("Acle,E07000144,NR13")(Swap("\nAcle,E07000144,NR13\n", "\n")(text)), Neither, "says the same"),
        new("an authority of another force", Met, "reference/local-authorities.csv", Swap("E06000015,Derby,derbyshire", "E06000015,Derby,metropolitan"), Wider, "the list of local authorities"),
        new("an authority less, so that nobody asks whose area it is", Met, "reference/local-authorities.csv", Swap("E06000015,Derby,derbyshire\n", ""), Wider, "1 row(s) gone"),
        new("a district more", Met, "reference/outward-codes.csv", Swap("AL,1-10,yes", "AL,1-10 12,yes"), Wider, "the list of outward codes"),
        new("a district less", Met, "reference/outward-codes.csv", Swap("BA,1-16 20-22,yes", "BA,1-16,yes"), Narrower, "the list of outward codes"),
        new("a code that is no place is one", Met, "reference/outward-codes.csv", Swap("BX,1-5 9,no", "BX,1-5 9,yes"), Wider, "the list of outward codes"),
        new("more premises than there are", Notts, Premises, text => Line("E06000018,Synagogue,90")(Without("E06000018,Synagogue,")(text)), Wider, "the list of premises: more in 1 row(s)"),
        new("fewer premises, with broader codes", Met, Premises, Swap("BR1,Shop,90", "BR1,Shop,2"), Wider, "the list of premises: fewer"),
        new("fewer premises, without broader codes", Notts, Premises, Swap("BR1,Shop,90", "BR1,Shop,2"), Narrower, "the list of premises: fewer"),
        new("premises for a recipient without that rule", Statistics, Premises, Swap("BR1,Shop,90", "BR1,Shop,95"), Neither, "the list of premises: more"),
    ];

    private static ProfileEdit[] OfWriting =>
    [
        new("a comment", Met, Of(Met), text => "// Looked at in November.\n" + text, Neither, "says the same"),
        new("without comments", Met, Protocol, Json(_ => { }), Neither, "says the same") { First = text => "// Looked at in November.\n" + text },
        new("a schema in the profile", Met, Of(Met), Json(Schema), Neither, "the schema by which an editor knows the members of the profile"),
        new("a schema in the protocol", Met, Protocol, Json(Schema), Neither, "the schema by which an editor knows the members of the protocol"),
        new("a schema in the dictionary", Met, Fields, Json(Schema), Neither, "the schema by which an editor knows the members of the dictionary"),
        new("blanks", Met, Of(Met), text => text.Replace("\n", "\r\n", StringComparison.Ordinal), Neither, "says the same"),
        new("blocks in another order", Met, Of(Met), Json(all => { JsonNode drop = all["drop"]!.DeepClone(); all.AsObject().Remove("drop"); all.AsObject().Insert(0, "drop", drop); }), Neither, "says the same"),
        new("a member that nobody knows", Met, Of(Met), Json(all => all["drop"]!["proxy"] = "proxy.elsewhere.example"), Wider, "drop.proxy is not known to the table") { IsRefused = true },
    ];

    private static string Of(string force) => $"forces/{force}.json";

    private static JsonObject Column(JsonNode protocol, string name) => protocol["columns"]![name]!.AsObject();

    private static JsonObject Map(JsonNode document, string name) => document["codeMaps"]![name]!.AsObject();

    private static JsonObject Field(JsonNode dictionary, string name) => dictionary["fields"]![name]!.AsObject();

    private static void Remove(JsonNode profile, string column) =>
        profile["columns"]!.AsArray().RemoveAll(item => item is JsonValue value && value.GetValue<string>() == column);

    private static void Schema(JsonNode document) => document["$schema"] = "../schemas/file.schema.json";

    private static Action<JsonNode> Since(string day) => profile => profile["agreement"]!["backfillFrom"] = day;

    private static Action<JsonNode> Conditions(string condition) => document =>
    {
        JsonNode selection = document["selection"] ??= new JsonObject();
        selection["conditions"] = new JsonArray(JsonNode.Parse(condition));
    };

    private static Func<string, string> Without(string begin) => text =>
        string.Join('\n', text.Split('\n').Where(line => !line.StartsWith(begin, StringComparison.Ordinal)));

    private static ProfileEdit Role(string name, string role, string column) =>
        new(name, Met, Fields, Json(all => all["roles"]![role] = column), Wider, $"the role {role}: ");

    private static ProfileEdit Term(string name, string member, string value, ChangeClass of) =>
        new(name, Met, Of(Met), Json(all => all["agreement"]![member] = value), of, value);

    private static ProfileEdit Place(string name, string member, string value) =>
        new(name, Met, Of(Met), Json(all => all["drop"]![member] = value), Wider, $"becomes \"{value}\"");
}
