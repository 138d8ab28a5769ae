using System.Collections.Frozen;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// The words of a value that are parts of it. Two parts of one value side by side are that value, whatever each of them means otherwise:
/// mark field, rose hill.
/// </summary>
internal static class Parts
{
    private const int Shortest = 2;

    // "of" joins two parts of a name and is none.
    private static readonly FrozenSet<string> Joining = Set(
        "a an and at by for from in my his her its our of off on or the their to up with as is was were be this that de del della den der des di do dos du da das et la las le les los und van von y zu zum");

    // What kind of building, body or area something is: "primary school" is no part of the one that it is called.
    private static readonly FrozenSet<string> Kinds = Set(
        """
        academy association bakery boys british burial bus business café cafe care cathedral catholic cemetery central centre charity chapel christian church city clinic club college committee community company comprehensive
        congregation council day district east english federation flat football foundation general girls grammar great greater ground grounds group hall health hebrew high home hospital hotel house independent infant infants
        inner international islamic israel israeli jewish junior juniors kindergarten kingdom kitchen kosher liberal library limited local london ltd manchester market masorti medical memorial midlands mosque muslim national
        nhs north nursery nursing office orthodox outer party plc police post prayer primary private progressive public pub railway reform religious restaurant room royal school schools secondary security services shop
        shopping shul sixth society south sports sport station store stores studies supermarket surgery synagogue tram train trust underground union united university village west welfare women youth
        """);

    // Who somebody is where nobody's name is known: "a white male".
    private static readonly FrozenSet<string> Descriptions = Set(
        """
        adult anonymous aunt baby boy brother caller carer child children colleague couple daughter father female girl group husband lady ladies male males females man men mother mum dad neighbour offender others parent parents partner
        people person pupil relative resident sister somebody someone son student suspect teenager uncle unidentified unknown unnamed unspecified various victim wife withheld witness woman women youth youths
        """);

    /// <summary>Whether a word is a part of a value it stands in.</summary>
    public static bool IsPart(string word) => word.Length >= Shortest && char.IsLetter(word[0]) && !Joining.Contains(word);

    /// <summary>Whether a word joins others and is none of them.</summary>
    public static bool IsJoining(string word) => Joining.Contains(word);

    /// <summary>Whether a word says what kind of thing a value names.</summary>
    public static bool IsKind(string word) => Kinds.Contains(word);

    /// <summary>Whether a word stands for somebody whose name is not known.</summary>
    public static bool IsDescription(string word) => Descriptions.Contains(word);

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
