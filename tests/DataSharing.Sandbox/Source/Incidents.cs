using System.Globalization;

namespace DataSharing.Sandbox.Source;

/// <summary>Invents incidents with their people, places and texts, and writes them.</summary>
internal sealed class Incidents
{
    public const string Purpose = "police-sharing";

    private static readonly string[] Logins = ["r.lane", "j.marsh", "t.okafor", "d.silver", "h.whitlock", "m.ambrose", "s.carrow", "p.devlin"];

    private static readonly string[] Wards = ["Northgate", "Castle", "Riverside", "Parkside", "Eastfield", "Westbrook", "Hillcrest", "Abbey", "Priory", "Meadowbank"];

    private static readonly string[] Injuries = ["Bruised cheek and a cut lip.", "Sprained wrist.", "Cut above the left eye, four stitches.", "Shaken, no visible injury.", "Broken finger."];

    private static readonly string[] Marks = ["Tattoo of an eagle on the neck", "Scar over the right eyebrow", "Gold front tooth", "Missing fingertip on the left hand"];

    private static readonly string[] Employers = ["Larkspur Logistics", "Hartnoll & Orme Solicitors", "Fernley Dental Practice", "Northcote Bakery", "Quilter Insurance"];

    private static readonly string[] Schools = ["Elmgate Primary School", "Underwood High School", "Yewtree Academy", "Mapleton College"];

    private static readonly string[] Notes = ["Rang back, no answer.", "Awaiting reply from the force.", "Spoke to {0}, happy with progress.", "File to be closed after review with {0}.", "Photographs received by post."];

    private readonly Dice _dice;
    private readonly Places _places;
    private readonly People _people;
    private readonly Narratives _narratives;
    private readonly PremisesBook _premises;
    private readonly SourceTables _tables;
    private readonly DateOnly _today;
    private readonly List<long> _recent = [];

    public Incidents(Dice dice, Places places, SourceTables tables, DateOnly today)
    {
        _dice = dice;
        _places = places;
        _tables = tables;
        _today = today;
        _people = new People(dice, places) { NextId = tables.NextPerson };
        _narratives = new Narratives(dice);
        _premises = new PremisesBook(tables);
    }

    public void WriteStaff()
    {
        for (int i = 0; i < Logins.Length; i++)
        {
            Person person = _people.Meet("metropolitan");
            _tables.Staff.Write(i + 1, person.Name, $"{Logins[i]}@charity.example", person.Phone, i < 5 ? "CaseWorker" : "Reviewer");
        }
    }

    /// <summary>Writes one incident and says its key.</summary>
    /// <param name="force">The force it belongs to; null when that is not known.</param>
    /// <param name="reported">The day it was reported.</param>
    /// <param name="shareable">Whether it must be one that can be shared: verified, without objection, embargo or police source.</param>
    public (long Id, bool Verified) Write(Force? force, DateOnly reported, bool shareable)
    {
        long id = _tables.NextIncident++;
        bool railway = force?.Slug == Force.Railway;
        bool online = !railway && (force is null || _dice.Chance(30));
        string category = online ? _dice.Word("Threats 8 AbusiveBehaviour 92")! : _dice.Word("ExtremeViolence 1 Assault 290 DamageAndDesecration 230 Threats 260 AbusiveBehaviour 2800 Literature 40")!;
        string status = shareable ? "Verified" : _dice.Word("Verified 60 NotHate 14 SuspiciousActivity 9 UnderReview 8 Draft 4 Duplicate 3 Withdrawn 2")!;
        Place? place = force is null || (online && _dice.Chance(75)) ? null : _places.PickIn(force.Slug, _dice);
        string locationType = online ? "Online" : railway ? "Transport" : LocationType(category);
        string? premisesType = PremisesType(locationType);
        (long Id, string Name)? premises = premisesType is not null && place is not null && _dice.Chance(80) ? _premises.Find(place, premisesType, _dice) : null;
        string street = _people.Street();

        DateTime reportedAt = reported.ToDateTime(new TimeOnly(_dice.Between(7, 18), _dice.Below(60)));
        int lag = _dice.Below(10) switch { < 6 => _dice.Below(2), < 9 => _dice.Below(8), _ => _dice.Below(60) };
        DateTime occurred = reportedAt.AddDays(-lag).AddMinutes(-_dice.Below(400));
        string precision = _dice.Word("Exact 70 Day 24 Month 4 Unknown 2")!;
        DateTime createdAt = reportedAt.AddMinutes(_dice.Between(5, 600));
        DateTime latest = _today.ToDateTime(new TimeOnly(19, 0));
        createdAt = createdAt > latest ? latest : createdAt;
        DateTime updatedAt = createdAt.AddHours(_dice.Below(24 * 20));
        updatedAt = updatedAt > latest ? latest : updatedAt;

        string home = force is null or { Slug: Force.Railway } ? "metropolitan" : force.Slug;
        List<Victim> victims = Victims(home, category, locationType, premises?.Name);
        List<Person> offenders = [.. Enumerable.Range(0, OffenderRows(online)).Select(_ => _people.Meet(home))];
        Person? reporter = _dice.Chance(88) ? (victims.FirstOrDefault(victim => victim.Person is not null)?.Person is { } self && _dice.Chance(55) ? self : _people.Meet(home)) : null;
        Person subject = victims.FirstOrDefault(victim => victim.Person is not null)?.Person ?? reporter ?? _people.Meet(home);
        string alias = _narratives.Alias();

        WriteIncident();
        WriteLocation();
        victims.ForEach(victim => WriteVictim(id, victim, DateOnly.FromDateTime(occurred)));
        offenders.ForEach(offender => WriteOffender(id, offender, alias));
        if (reporter is not null)
        {
            Consent consent = NewConsent(createdAt);
            _tables.Reporter.Write(_tables.NextReporter++, id, reporter.Id, Known(reporter.Name, 90), Known(reporter.Phone, 80), Known(reporter.Email, 55),
                _dice.Word("Self 50 Witness 20 Family 18 Colleague 6 - 6"), consent.RecordedAt, consent.Scope, consent.ExpiresAt, consent.WithdrawnAt);
        }

        WriteRest();
        _recent.Add(id);
        return (id, status == "Verified");

        void WriteIncident()
        {
            bool fromPolice = !shareable && _dice.Chance(12);
            string? toPolice = _dice.Word("Yes 45 No 35 Unknown 12 Declined 5 - 3");
            string? issuer = toPolice == "Yes" && force is not null && _dice.Chance(85) ? (_dice.Chance(93) ? force.Slug : _dice.Pick(Force.All).Slug) : null;
            string? reference = issuer is not null && _dice.Chance(80) ? PoliceReference(issuer, occurred) : null;
            bool outcome = toPolice == "Yes" && _dice.Chance(20);
            Summary summary = status == "Verified" && _dice.Chance(40) ? NewSummary(id, category, updatedAt) : Summary.None;
            Consent consent = NewConsent(createdAt);
            bool objection = !shareable && _dice.Chance(2);
            DateOnly? embargo = !shareable && _dice.Chance(4) ? (_dice.Chance(50) ? _today.AddDays(_dice.Between(1, 60)) : reported.AddDays(_dice.Between(1, 30))) : null;
            _tables.Incident.Write(
                id, string.Create(CultureInfo.InvariantCulture, $"CST-{reported.Year}-{id:000000}"), 1 + _dice.Below(4), Stamp.Instant(createdAt), Stamp.Instant(updatedAt), status, "Antisemitic",
                category, Subcategory(category, online), _dice.Word("Mission 15 Opportunistic 45 Aggravated 10 - 30"), online,
                online ? _dice.Word("SocialNetwork 60 MessagingApp 14 VideoPlatform 8 Forum 6 NewsComments 5 Gaming 3 VideoMeeting 2 - 2") : null, Medium(category, online),
                category is "Assault" or "ExtremeViolence" or "DamageAndDesecration" ? "Yes" : _dice.Word("Yes 40 No 30 Unknown 30"),
                Occurred(occurred, precision), precision == "Exact" && _dice.Chance(30) ? Stamp.Local(occurred.AddMinutes(_dice.Between(1, 60))) : null, precision, Stamp.Local(reportedAt),
                fromPolice ? "Police" : _dice.Word("Victim 40 Witness 18 Family 10 Volunteer 12 Media 4 Website 12 - 4"),
                fromPolice ? force?.Slug : null, fromPolice && force is not null ? PoliceReference(force.Slug, occurred) : null,
                toPolice, issuer, reference, reference is null ? null : _dice.Word("Crime 60 Incident 22 NCHI 12 Online 6"),
                outcome ? _dice.Word("Ongoing 40 NoFurtherAction 35 CommunityResolution 6 Caution 5 Charged 8 Convicted 5 Acquitted 1") : null,
                outcome ? Earlier(reported.AddDays(_dice.Between(2, 120))) : null,
                offenders.Count == 0 && _dice.Chance(60) ? null : Math.Max(offenders.Count, _dice.Chance(90) ? 1 : _dice.Between(2, 5)),
                _narratives.Account(category, subject, reporter ?? subject, offenders.Count > 0 ? offenders[0] : _people.Meet(home), alias, street, premises?.Name),
                summary.Text, summary.Author, summary.ApprovedBy, summary.ApprovedAt, summary.Hash, summary.Purpose,
                consent.Scope is null ? null : consent.Scope != "Anonymised", consent.Scope is null ? null : consent.Scope == "PersonalDetails",
                consent.RecordedAt, consent.Scope, consent.ExpiresAt, consent.WithdrawnAt,
                objection, objection ? _dice.Word("VictimRequest 70 SafetyConcern 30") : null, embargo, _dice.Chance(1),
                _dice.Word("MiddleEastConflict 22 Demonstration 8 Election 2 Festival 5 Memorial 2 Sport 3 - 58"), 1 + _dice.Below(Logins.Length),
                _dice.Chance(35) ? string.Format(CultureInfo.InvariantCulture, _dice.Pick(Notes), subject.Name) : null);
        }

        void WriteLocation()
        {
            bool addressed = place is not null && _dice.Chance(85);
            bool mapped = addressed && _dice.Chance(60);
            string nation = place is null ? "E" : place.AuthorityCode[..1];
            _tables.Location.Write(
                id, force?.Slug, addressed ? premises?.Name ?? street : null, addressed && premises is not null ? street : null, null, premises?.Id,
                mapped ? string.Create(CultureInfo.InvariantCulture, $"9990{_dice.Below(100_000_000):00000000}") : null,
                mapped ? 50.9 + (_dice.Below(60_000) / 10_000.0) : null, mapped ? -4.0 + (_dice.Below(40_000) / 10_000.0) : null,
                mapped ? string.Create(CultureInfo.InvariantCulture, $"TQ {_dice.Below(1000):000} {_dice.Below(1000):000}") : null,
                addressed && _dice.Chance(90) ? _people.Postcode(place!) : null, place?.Town, place is not null && _dice.Chance(80) ? _dice.Pick(Wards) : null,
                mapped ? string.Create(CultureInfo.InvariantCulture, $"{nation}0599{_dice.Below(10_000):0000}") : null,
                mapped ? string.Create(CultureInfo.InvariantCulture, $"{nation}0199{_dice.Below(10_000):0000}") : null,
                place?.AuthorityCode, place?.Authority, railway ? null : force?.AreaCode, locationType, railway,
                railway ? _dice.Word("MainLine 30 Suburban 20 Underground 40 Tram 5 - 5") : null);
        }

        void WriteRest()
        {
            for (int flags = _dice.Word("0 45 1 30 2 17 3 8")![0] - '0'; flags > 0; flags--)
            {
                _tables.Execute("INSERT OR IGNORE INTO incident_discourse (incident_id, flag) VALUES (@p0, @p1)", id,
                    _dice.Word("FarRight 14 Islamist 6 AntiIsrael 30 AntiZionist 20 Holocaust 10 NaziComparison 10 Conspiracy 10"));
            }

            if (_dice.Chance(18))
            {
                string file = _dice.Chance(50) ? string.Create(CultureInfo.InvariantCulture, $"IMG_{_dice.Below(10_000):0000}.jpg") : $"screenshot {subject.Name} {Stamp.Day(reported)}.png";
                bool photo = file.EndsWith(".jpg", StringComparison.Ordinal);
                _tables.Attachment.Write(_tables.NextAttachment++, id, photo ? "Photo" : "Screenshot", file, photo ? "Example Phone 5" : null, photo ? Stamp.Local(occurred) : null, null, null);
            }

            if (_recent.Count > 0 && (status == "Duplicate" || _dice.Chance(3)))
            {
                long other = _recent[Math.Max(0, _recent.Count - 1 - _dice.Below(40))];
                string kind = status == "Duplicate" ? "DuplicateOf" : _dice.Word("Series 60 Related 40")!;
                _tables.Link.Write(_tables.NextLink++, id, other, kind, kind == "Series" ? string.Create(CultureInfo.InvariantCulture, $"SER-{other}") : null, null, null, null);
            }
            else if (force is not null && _dice.Chance(3))
            {
                _tables.Link.Write(_tables.NextLink++, id, null, "PoliceMatch", null, PoliceReference(force.Slug, occurred), Stamp.Instant(updatedAt), _dice.Pick(Logins));
            }

            if (_dice.Chance(10))
            {
                Amend(id, "status", "UnderReview", status, updatedAt, "Review");
            }
        }
    }

    /// <summary>Notes a change of one field.</summary>
    public void Amend(long incident, string field, string? before, string? after, DateTime changedAt, string reason) =>
        _tables.Amendment.Write(_tables.NextAmendment++, incident, Stamp.Instant(changedAt), field, before, after, reason);

    /// <summary>A place of a force with an address in it, for an incident that moves.</summary>
    public (Place Place, string Street, string Postcode) AddressIn(string force)
    {
        Place place = _places.PickIn(force, _dice);
        return (place, _people.Street(), _people.Postcode(place));
    }

    /// <summary>A sentence that a case worker adds to an account.</summary>
    public string Addition(string force) => _narratives.Addition(_people.Meet(force));

    private void WriteVictim(long incident, Victim victim, DateOnly day)
    {
        Person? person = victim.Person;
        Consent consent = person is null ? Consent.None : NewConsent(day.ToDateTime(new TimeOnly(12, 0)));
        int? age = person is not null && _dice.Chance(72) ? person.AgeOn(day) : null;
        bool addressed = person is not null && _dice.Chance(60);
        _tables.Victim.Write(
            _tables.NextVictim++, incident, person?.Id, victim.Type, victim.Role, person is null ? victim.Organisation : Known(person.Name, 88),
            Known(person?.Phone, 70), Known(person?.Email, 55), person is not null && _dice.Chance(30) ? person.Born : null,
            addressed ? person!.Flat ?? person.Street : null, addressed && person!.Flat is not null ? person.Street : null, addressed ? person!.Town : null, addressed ? person!.Postcode : null,
            Known(person?.Handle, 15), Known(person?.Plate, 6), person is not null && _dice.Chance(8) ? _dice.Pick(Employers) : null, victim.Role == "Pupil" ? _dice.Pick(Schools) : null,
            age, person is not null && _dice.Chance(85) ? person.Gender : null, person is null ? null : _dice.Word("White 60 Black 3 Asian 3 Multiple 4 Other 5 - 25"),
            person is null ? null : _dice.Word("Secular 15 Traditional 20 Orthodox 20 StrictlyOrthodox 12 - 33"), person is null || _dice.Chance(30) ? null : _dice.Chance(45),
            person is null ? null : _dice.Word("None 40 Mobility 3 Sensory 2 Learning 1 MentalHealth 3 - 51"), person is not null && _dice.Chance(6) ? _dice.Pick(Injuries) : null,
            consent.RecordedAt, consent.Scope, consent.ExpiresAt, consent.WithdrawnAt);
    }

    private void WriteOffender(long incident, Person person, string alias)
    {
        bool named = _dice.Chance(25);
        bool addressed = named && _dice.Chance(30);
        _tables.Offender.Write(
            _tables.NextOffender++, incident, named ? person.Id : null, named ? person.Name : null, _dice.Chance(10) ? alias : null, named ? Known(person.Phone, 15) : null, named ? Known(person.Email, 15) : null,
            named && _dice.Chance(15) ? person.Born : null, addressed ? person.Street : null, null, addressed ? person.Town : null, addressed ? person.Postcode : null,
            Known(person.Handle, 20), Known(person.Profile, 10), Known(person.Plate, 10), _dice.Chance(6) ? _dice.Pick(Marks) : null,
            _dice.Chance(5) ? string.Create(CultureInfo.InvariantCulture, $"cctv/{_dice.Below(100_000):00000}.png") : null,
            _dice.Word("Under18 14 18To24 14 25To34 12 35To49 12 50AndOver 6 - 42"), _dice.Word("Male 55 Female 14 Other 1 - 30"),
            _dice.Word("WhiteNorthEuropean 16 WhiteSouthEuropean 1 Black 4 SouthAsian 5 EastAsian 1 ArabNorthAfrican 5 - 68"),
            _dice.Word("Stranger 45 Neighbour 8 Colleague 4 FellowPupil 6 Customer 3 Acquaintance 4 - 30"));
    }

    private List<Victim> Victims(string home, string category, string locationType, string? premises)
    {
        int count = _dice.Word("0 12 1 66 2 12 3 6 4 3 5 1")![0] - '0';
        var victims = new List<Victim>(count);
        for (int i = 0; i < count; i++)
        {
            string type = i > 0 || category is "Assault" or "ExtremeViolence" ? "Individual" : _dice.Word("Individual 72 Group 7 Organisation 13 PublicFigure 4 Property 4")!;
            bool person = type is "Individual" or "PublicFigure";
            string? role = locationType switch
            {
                "School" => _dice.Word("Pupil 70 Staff 15 - 15"),
                "University" => _dice.Word("Student 75 Staff 10 - 15"),
                "Synagogue" => _dice.Word("Congregant 50 Clergy 12 Staff 8 - 30"),
                _ => type == "PublicFigure" ? "PublicOffice" : _dice.Word("Staff 5 Clergy 2 - 93"),
            };
            victims.Add(new Victim(type, person ? role : null, person ? _people.Meet(home) : null, person ? null : premises));
        }

        return victims;
    }

    private int OffenderRows(bool online) => _dice.Word(online ? "0 35 1 58 2 5 3 2" : "0 30 1 45 2 13 3 7 4 3 5 2")![0] - '0';

    private string LocationType(string category) => category switch
    {
        "DamageAndDesecration" => _dice.Word("Synagogue 25 Home 30 CommunityBuilding 12 Cemetery 6 School 8 Shop 8 Street 11")!,
        "Literature" => _dice.Word("Home 40 Synagogue 25 CommunityBuilding 20 Workplace 15")!,
        "Threats" => _dice.Word("Home 30 Street 25 Synagogue 12 School 8 Workplace 15 CommunityBuilding 10")!,
        _ => _dice.Word("Street 46 Home 11 School 10 University 7 Synagogue 7 Workplace 4 Shop 6 Transport 3 Park 3 CommunityBuilding 2 Healthcare 1")!,
    };

    private string? PremisesType(string locationType) => locationType switch
    {
        "Synagogue" or "School" or "University" or "Cemetery" => locationType,
        "CommunityBuilding" => "CommunityCentre",
        "Workplace" => "Office",
        "Shop" => _dice.Chance(60) ? "Shop" : "Restaurant",
        "Healthcare" => "Hospital",
        "Transport" => "Station",
        _ => null,
    };

    private string? Subcategory(string category, bool online) => online ? "OnlineAbuse" : category switch
    {
        "ExtremeViolence" => "AttackWithWeapon",
        "Assault" => _dice.Word("PhysicalAttack 55 ObjectThrown 25 SpatOn 20"),
        "DamageAndDesecration" => _dice.Word("PremisesDamage 40 GraffitiOnPremises 40 VehicleDamage 12 GraveDamage 8"),
        "Threats" => _dice.Word("DirectThreat 90 BombThreat 10"),
        "Literature" => _dice.Word("Leaflet 50 MassMailing 50"),
        _ => _dice.Word("VerbalAbuse 60 WrittenAbuse 20 PublicGraffiti 16 - 4"),
    };

    private string? Medium(string category, bool online) => online ? _dice.Word("SocialMedia 88 Email 12") : category switch
    {
        "ExtremeViolence" or "Assault" => "Physical",
        "DamageAndDesecration" => _dice.Word("Graffiti 50 Physical 50"),
        "Literature" => _dice.Word("Leaflet 60 Letter 40"),
        "Threats" => _dice.Word("Verbal 50 Phone 25 Letter 15 Email 10"),
        _ => _dice.Word("Verbal 62 Gesture 6 Letter 5 Phone 5 Graffiti 14 Leaflet 4 - 4"),
    };

    private static string? Occurred(DateTime time, string precision) => precision switch
    {
        "Exact" => Stamp.Local(time),
        "Day" => Stamp.Local(time.Date),
        "Month" => Stamp.Local(new DateTime(time.Year, time.Month, 1)),
        _ => null,
    };

    private string PoliceReference(string force, DateTime occurred) => force switch
    {
        "metropolitan" => string.Create(CultureInfo.InvariantCulture, $"{_dice.Between(1, 35):00}/{_dice.Below(10_000_000):0000000}/{occurred.Year % 100:00}"),
        "greater-manchester" => string.Create(CultureInfo.InvariantCulture, $"CRI/06{(char)('A' + _dice.Below(20))}{(char)('A' + _dice.Below(20))}/{_dice.Below(10_000_000):0000000}/{occurred.Year % 100:00}"),
        "nottinghamshire" => string.Create(CultureInfo.InvariantCulture, $"{occurred.Year % 100:00}*{_dice.Below(1_000_000):000000}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{occurred.Year}{_dice.Below(10_000_000):0000000}"),
    };

    private Summary NewSummary(long incident, string category, DateTime updatedAt)
    {
        string text = _narratives.Summary(category);
        int author = _dice.Below(Logins.Length);
        string approver = Logins[(author + 1 + _dice.Below(Logins.Length - 1)) % Logins.Length];
        int state = _dice.Below(100);
        if (state < 8)
        {
            return new Summary(text, Logins[author], null, null, null, Purpose);
        }

        // In a few the text was edited after it was approved, so the hash no longer fits.
        string approved = state < 12 ? text + " " : text;
        return new Summary(text, Logins[author], approver, Stamp.Instant(updatedAt), SummaryStamp.Hash(incident, approved, approver, updatedAt, Purpose), Purpose);
    }

    private Consent NewConsent(DateTime at)
    {
        if (!_dice.Chance(55))
        {
            return Consent.None;
        }

        DateTime end = at.AddDays(_dice.Chance(30) ? 180 : 730);
        return new Consent(Stamp.Instant(at), _dice.Word("Anonymised 60 PoliceContact 28 PersonalDetails 12"), Stamp.Instant(end), _dice.Chance(4) ? Stamp.Instant(at.AddDays(_dice.Between(1, 90))) : null);
    }

    private DateOnly Earlier(DateOnly day) => day > _today ? _today : day;

    private string? Known(string? value, int percent) => _dice.Chance(percent) ? value : null;

    private sealed record Victim(string Type, string? Role, Person? Person, string? Organisation);

    private sealed record Summary(string? Text, string? Author, string? ApprovedBy, string? ApprovedAt, string? Hash, string? Purpose)
    {
        public static readonly Summary None = new(null, null, null, null, null, null);
    }

    private sealed record Consent(string? RecordedAt, string? Scope, string? ExpiresAt, string? WithdrawnAt)
    {
        public static readonly Consent None = new(null, null, null, null);
    }
}
