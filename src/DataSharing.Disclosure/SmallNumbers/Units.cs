using System.Buffers.Binary;

namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>
/// Whom and what one row is about, as keyed hashes of 64 bits. Two that fall together make a class look smaller than it is, never greater.
/// </summary>
/// <param name="Persons">Victims; a zero stands for all that are not known, who may be one person.</param>
/// <param name="Premises">The premises; null for an incident at none, which is a place of its own.</param>
/// <param name="Offenders">Offenders, as victims.</param>
internal sealed record Units(ulong[] Persons, ulong? Premises, ulong[] Offenders)
{
    public const ulong Unknown = 0;

    /// <summary>More than these are not remembered: a class then looks smaller than it is.</summary>
    private const int Most = 64;

    private const char VictimRole = 'V';
    private const char OffenderRole = 'O';
    private const char PartSeparator = '|';

    /// <summary>Reads the units of a record. Null when a value cannot be read.</summary>
    public static Units? Of(IncidentRecord record, UnitRoles roles, ForceKeys keys)
    {
        if (record.IsUnreadable(roles.Persons) || record.IsUnreadable(roles.Premises))
        {
            return null;
        }

        ulong[] victims = [];
        ulong[] offenders = [];
        if (record.TryGet(roles.Persons, out string[]? people))
        {
            victims = Keys(people, VictimRole, keys);
            offenders = Keys(people, OffenderRole, keys);
        }

        ulong? premises = null;
        if (record.TryGet(roles.Premises, out long number))
        {
            premises = keys.UnitKey("premises", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (record.TryGet(roles.Premises, out string? text))
        {
            premises = keys.UnitKey("premises", text);
        }

        // An incident with nobody named is about somebody who is not known.
        return new Units(victims.Length == 0 ? [Unknown] : victims, premises, offenders.Length == 0 ? [Unknown] : offenders);
    }

    /// <summary>The bytes for the ledger; read back by <see cref="Unpack"/>.</summary>
    public int PackedLength => sizeof(ulong) + 2 + (sizeof(ulong) * (Persons.Length + Offenders.Length));

    public void Pack(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Premises ?? Unknown);
        bytes[sizeof(ulong)] = (byte)Persons.Length;
        bytes[sizeof(ulong) + 1] = (byte)Offenders.Length;
        Span<byte> rest = bytes[(sizeof(ulong) + 2)..];
        foreach (ulong key in Persons.Concat(Offenders))
        {
            BinaryPrimitives.WriteUInt64BigEndian(rest, key);
            rest = rest[sizeof(ulong)..];
        }
    }

    public static Units Unpack(ReadOnlySpan<byte> bytes)
    {
        ulong premises = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var persons = new ulong[bytes[sizeof(ulong)]];
        var offenders = new ulong[bytes[sizeof(ulong) + 1]];
        ReadOnlySpan<byte> rest = bytes[(sizeof(ulong) + 2)..];
        foreach (ulong[] keys in new[] { persons, offenders })
        {
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = BinaryPrimitives.ReadUInt64BigEndian(rest);
                rest = rest[sizeof(ulong)..];
            }
        }

        return new Units(persons, premises == Unknown ? null : premises, offenders);
    }

    /// <summary>The keys of everybody with a role, sorted, each once; an element without a person's id is somebody unknown.</summary>
    private static ulong[] Keys(string[] people, char role, ForceKeys keys)
    {
        var found = new SortedSet<ulong>();
        foreach (string person in people)
        {
            if (person.Length < 2 || person[0] != role || person[1] != PartSeparator)
            {
                continue;
            }

            int end = person.IndexOf(PartSeparator, 2);
            string id = end < 0 ? person[2..] : person[2..end];
            found.Add(id.Length == 0 ? Unknown : keys.UnitKey("person", id));
            if (found.Count == Most)
            {
                break;
            }
        }

        return [.. found];
    }
}
