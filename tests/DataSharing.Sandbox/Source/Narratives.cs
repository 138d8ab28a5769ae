using System.Globalization;

namespace DataSharing.Sandbox.Source;

/// <summary>Words an incident in the way a case worker would: the full account names everybody, the shareable one nobody.</summary>
internal sealed class Narratives(Dice dice)
{
    private static readonly Dictionary<string, string[]> Openings = new(StringComparer.Ordinal)
    {
        ["ExtremeViolence"] = [
            "{victim} was attacked with a knife outside {street} and was taken to hospital with serious injuries.",
            "A man drove a car at {victim} on the pavement by {street}; police attended at once."],
        ["Assault"] = [
            "{victim} was walking home along {street} when a man shoved them into the road and shouted \"dirty Jew\".",
            "Two youths threw eggs at {victim} and their children near {street}. One egg struck {first} on the head.",
            "{victim} says that {offender} punched them twice in the face outside {street} after noticing their kippah.",
            "A woman on the bus spat at {victim} and pulled at their Magen David necklace. {first} got off at the stop by {street}."],
        ["DamageAndDesecration"] = [
            "{victim} arrived at {premises} in the morning and found a swastika sprayed on the front door.",
            "CCTV at {premises} shows a person in a grey hoodie smashing two windows. {victim} reported the damage.",
            "The mezuzah at {street} was torn from the doorpost. {victim} found it in the front garden.",
            "Several headstones were pushed over; {victim}, who looks after the grounds, noticed this on the Sunday round."],
        ["Threats"] = [
            "{victim} took a call from a withheld number. The caller said: \"We know you live at {street}\".",
            "An e-mail was sent to {email} threatening to \"finish what was started\". {victim} is frightened to go out.",
            "{offender} told {victim} that they would \"burn the place down\" if the family did not move.",
            "A letter was pushed under the door of {street} with a drawing of a gun and the words \"you are next\"."],
        ["AbusiveBehaviour"] = [
            "{victim} was queuing when a stranger called them a \"Zionist pig\" and told them to go home.",
            "As {victim} left {street}, a passing car slowed down and the occupants shouted \"Heil Hitler\".",
            "{victim} has had a string of abusive messages from {handle} over the past week.",
            "A neighbour, {offender}, shouts antisemitic abuse at {victim} whenever they meet on the stairs.",
            "{first} was told by another pupil that \"Hitler should have finished the job\". The school has been informed.",
            "Somebody chalked antisemitic slogans on the wall opposite {street}. {victim} took photographs.",
            "During a meeting {offender} said that Jews \"control the media\" and refused to withdraw the remark when {victim} objected."],
        ["Literature"] = [
            "{victim} received a leaflet denying the Holocaust, addressed by hand to {street}.",
            "The same printed letter reached {premises} and at least ten other addresses. {victim} kept the envelope."],
    };

    private static readonly string[] ContactLines =
    [
        "{reporter} reported this and can be reached on {phone}.",
        "Contact: {reporter}, {email}, tel. {phone}.",
        "Best number for {first} is {phone} (after 6pm); home address {home}, {postcode}.",
        "We rang {first} {last} on {phone} and left a message.",
        "Please e-mail {email} rather than phone.",
        "Mr/Mrs {last} of {home} is content for us to pass this on but not the mobile ({phone}).",
        "{last}, {first} (d.o.b. {dob}), lives at {home}.",
    ];

    private static readonly string[] OffenderLines =
    [
        "The offender was named by a witness as {offender}.",
        "They drove off in a silver hatchback, index {plate}.",
        "Vehicle reg given as {plate}, but the last letter may be wrong.",
        "The account used was {handle} ({profile}).",
        "{offender} is believed to live a few doors away, at {offenderHome}.",
        "Known locally as \"{alias}\".",
        "The man was white, in his forties, about 5'10\", with a tattoo of an eagle on his neck.",
    ];

    private static readonly string[] Closings =
    [
        "Police were called and gave a reference. Victim support offered.",
        "No police report so far; {first} will think about it.",
        "{first}'s wife was also present and is very shaken.",
        "Case worker to ring back on Monday.",
        "We've advised the family about security at {home}.",
        "CCTV has been asked for.",
        "Linked by the case worker to an earlier report.",
    ];

    private static readonly Dictionary<string, string[]> Shareable = new(StringComparer.Ordinal)
    {
        ["ExtremeViolence"] = ["A person was seriously injured in an attack in the street. Antisemitic language was used before and during it."],
        ["Assault"] = [
            "A person in visibly Jewish clothing was pushed and sworn at by a stranger, who made an antisemitic remark and walked off.",
            "Eggs were thrown from a passing car at a family on their way home from prayers.",
            "A passenger was spat at by another passenger, who used antisemitic language. Staff stepped in.",
            "A pupil was kicked by older children on the way home from school and called antisemitic names."],
        ["DamageAndDesecration"] = [
            "A swastika was sprayed on the door of a communal building during the night.",
            "Windows of a communal building were broken. Nobody was hurt.",
            "A mezuzah was torn from the doorpost of a home and thrown away.",
            "Headstones were pushed over in a Jewish cemetery."],
        ["Threats"] = [
            "A caller who withheld the number threatened staff of a Jewish organisation.",
            "A threatening letter was pushed through the door of a private home.",
            "An offender threatened to set fire to the home of a Jewish family after a dispute."],
        ["AbusiveBehaviour"] = [
            "A passing motorist shouted antisemitic abuse at people leaving a synagogue.",
            "A stranger in a shop queue made antisemitic remarks to another customer.",
            "Abusive messages with antisemitic content were sent to a private account over several days.",
            "A pupil made remarks about the Holocaust to a Jewish classmate. The school was told.",
            "Antisemitic slogans were written on a wall in a public place.\nThe council was asked to remove them.",
            "A speaker at a public meeting said that Jews control the media. Somebody in the audience objected."],
        ["Literature"] = ["The same leaflet, which denies the Holocaust, was posted to a number of Jewish organisations."],
    };

    private static readonly string[] Additions =
    [
        " {first} {last} rang again; new number {phone}.",
        " Update: {last} now says it was later in the evening.",
        " Further e-mail from {email}, filed.",
        " Spoke to {first}; they would rather not give a statement.",
    ];

    private static readonly string[] Aliases = ["Big Tel", "Razor", "Smudge", "The Captain", "Jonno", "Spider", "Gaz"];

    public string Alias() => dice.Pick(Aliases);

    /// <summary>The full account.</summary>
    public string Account(string category, Person victim, Person reporter, Person offender, string alias, string street, string? premises)
    {
        var parts = new List<string> { dice.Pick(Openings[category]) };
        parts.Add(dice.Pick(ContactLines));
        for (int i = dice.Below(3); i > 0; i--)
        {
            parts.Add(dice.Pick(OffenderLines));
        }

        if (dice.Chance(70))
        {
            parts.Add(dice.Pick(Closings));
        }

        return Fill(string.Join(dice.Chance(20) ? "\n" : " ", parts), victim, reporter, offender, alias, street, premises ?? street);
    }

    /// <summary>What a case worker adds to an account later.</summary>
    public string Addition(Person person) => Fill(dice.Pick(Additions), person, person, person, "", "", "");

    /// <summary>A summary without a name, a place or a number.</summary>
    public string Summary(string category) => dice.Pick(Shareable[category]);

    private static string Fill(string text, Person victim, Person reporter, Person offender, string alias, string street, string premises)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
        {
            return text;
        }

        return text.Replace("{victim}", victim.Name, StringComparison.Ordinal)
            .Replace("{first}", victim.First, StringComparison.Ordinal)
            .Replace("{last}", victim.Last, StringComparison.Ordinal)
            .Replace("{email}", victim.Email, StringComparison.Ordinal)
            .Replace("{phone}", victim.Phone, StringComparison.Ordinal)
            .Replace("{home}", victim.Street, StringComparison.Ordinal)
            .Replace("{postcode}", victim.Postcode, StringComparison.Ordinal)
            .Replace("{dob}", victim.Born.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{reporter}", reporter.Name, StringComparison.Ordinal)
            .Replace("{offender}", offender.Name, StringComparison.Ordinal)
            .Replace("{offenderHome}", offender.Street, StringComparison.Ordinal)
            .Replace("{plate}", offender.Plate, StringComparison.Ordinal)
            .Replace("{handle}", offender.Handle, StringComparison.Ordinal)
            .Replace("{profile}", offender.Profile, StringComparison.Ordinal)
            .Replace("{alias}", alias, StringComparison.Ordinal)
            .Replace("{street}", street, StringComparison.Ordinal)
            .Replace("{premises}", premises, StringComparison.Ordinal);
    }
}
