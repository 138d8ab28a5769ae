using System.Collections.Frozen;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Columns;

/// <summary>
/// Open only while every person of the incident has a recorded, unexpired and not withdrawn consent in scope. Whatever is missing, unknown
/// or not as it should be is a no; so is an incident without persons. Source: design, section 4.
/// </summary>
internal sealed class ConsentGate(DictionaryField persons, FrozenSet<string> scopes, DateOnly notBefore) : ReleaseGate
{
    private const int Parts = 6;

    public override DictionaryField Field => persons;

    public override bool IsOpen(IncidentRecord record, DateOnly today)
    {
        if (!record.TryGet(persons, out string[]? people))
        {
            return false;
        }

        foreach (string person in people)
        {
            if (!Consents(person, today))
            {
                return false;
            }
        }

        return people.Length > 0;
    }

    private bool Consents(string person, DateOnly today)
    {
        string[] parts = person.Split('|');
        return parts.Length == Parts
            && parts[0] is "V" or "O" or "R"
            && SourceValue.IsPresent(parts[1])
            && scopes.Contains(parts[2])
            && IsInForce(
                recorded: SourceValue.Read(FieldType.Instant, parts[3]), expires: SourceValue.Read(FieldType.Instant, parts[4]), today)
            && !SourceValue.IsPresent(parts[5]);
    }

    private bool IsInForce(object? recorded, object? expires, DateOnly today) =>
        recorded is DateTime from && IsPast(from, today) && DateOnly.FromDateTime(from) >= notBefore && expires is DateTime until
            && IsAfter(until, today);

    /// <summary>
    /// Whether the instant lies before the day began in London, in summer too, when that is 23:00 UTC: with a day as the clock, nothing
    /// finer is known to be past.
    /// </summary>
    private static bool IsPast(DateTime instant, DateOnly today) => instant < today.ToDateTime(TimeOnly.MinValue).AddHours(-1);

    /// <summary>Whether the instant lies after the day has ended, in London and in UTC.</summary>
    private static bool IsAfter(DateTime instant, DateOnly today) => DateOnly.FromDateTime(instant) > today;
}
