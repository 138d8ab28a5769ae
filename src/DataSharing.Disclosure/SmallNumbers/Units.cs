using System.Text;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>
/// Whom and what one row is about, as hashes of 64 bits that are kept in memory only. Two that fall together make a class look smaller than
/// it is, never greater.
/// </summary>
/// <param name="Persons">Victims; a zero stands for all that are not known, who may be one person.</param>
/// <param name="Premises">The premises; null for an incident at none, which counts as one of its own.</param>
/// <param name="Offenders">Offenders, as victims.</param>
internal sealed record Units(ulong[] Persons, ulong? Premises, ulong[] Offenders)
{
    public const ulong Unknown = 0;

    /// <summary>More than these are not counted: a class then looks smaller than it is.</summary>
    private const int Most = 64;

    private const char VictimRole = 'V';
    private const char OffenderRole = 'O';
    private const char PartSeparator = '|';

    private static readonly ulong[] SomebodyUnknown = [Unknown];

    /// <summary>Somebody and somewhere that is not known: counts for no more than one, whatever else is unknown.</summary>
    public static Units Nobody { get; } = new(SomebodyUnknown, Unknown, SomebodyUnknown);

    /// <summary>
    /// Reads the units of a record. Null when a value cannot be read, or persons are not all written with the same number of parts.
    /// </summary>
    public static Units? Of(IncidentRecord record, UnitRoles roles, QuickHash hash)
    {
        if (record.IsUnreadable(roles.Persons) || record.IsUnreadable(roles.Premises))
        {
            return null;
        }

        ulong[] victims = SomebodyUnknown;
        ulong[] offenders = SomebodyUnknown;
        if (record.TryGet(roles.Persons, out string[]? people))
        {
            if (!HaveEqualParts(people))
            {
                return null;
            }

            victims = Keys(people, VictimRole, hash);
            offenders = Keys(people, OffenderRole, hash);
        }

        ulong? premises = null;
        if (record.TryGet(roles.Premises, out long number))
        {
            premises = QuickHash.With(hash.Of("premises"), unchecked((ulong)number));
        }
        else if (record.TryGet(roles.Premises, out string? text) && SourceValue.IsPresent(text))
        {
            premises = Key(text, hash);
        }

        return new Units(victims, premises, offenders);
    }

    /// <summary>
    /// An id as a key. Case, blanks, unseen characters, look-alike letters and leading zeros make no other key, and nothing but those makes
    /// an unknown one.
    /// </summary>
    private static ulong Key(ReadOnlySpan<char> id, QuickHash hash)
    {
        ReadOnlySpan<char> folded = Ascii.IsValid(id) ? id : FoldedText.Of(id.ToString()).Text;
        Span<char> key = folded.Length <= Most ? stackalloc char[Most] : new char[folded.Length];
        int length = 0;
        foreach (char letter in folded)
        {
            if (letter > ' ' && letter != '\u007F')
            {
                key[length++] = char.ToLowerInvariant(letter);
            }
        }

        ReadOnlySpan<char> written = key[..length];
        bool number = !written.ContainsAnyExceptInRange('0', '9');
        return length == 0 ? Unknown : hash.Of(number ? written.TrimStart('0') : written);
    }

    /// <summary>
    /// Whether every person is written with as many parts as the first; where a value has the separator of the list, one person becomes two
    /// halves.
    /// </summary>
    private static bool HaveEqualParts(string[] people)
    {
        int parts = people[0].AsSpan().Count(PartSeparator);
        for (int i = 1; i < people.Length; i++)
        {
            if (people[i].AsSpan().Count(PartSeparator) != parts)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Everybody with a role, each once; an element without a person's id, or no element at all, is somebody unknown.</summary>
    private static ulong[] Keys(string[] people, char role, QuickHash hash)
    {
        Span<ulong> found = stackalloc ulong[Most];
        int count = 0;
        foreach (string person in people)
        {
            if (person.Length < 2 || person[0] != role || person[1] != PartSeparator || count == Most)
            {
                continue;
            }

            int end = person.IndexOf(PartSeparator, 2);
            ReadOnlySpan<char> id = end < 0 ? person.AsSpan(2) : person.AsSpan(2, end - 2);
            ulong key = id.IsWhiteSpace() ? Unknown : Key(id, hash);
            if (!found[..count].Contains(key))
            {
                found[count++] = key;
            }
        }

        return count == 0 ? SomebodyUnknown : found[..count].ToArray();
    }
}
