using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>The column that holds what each person of an incident consented to, and the scopes there are.</summary>
internal sealed class ConsentRoles
{
    private ConsentRoles(DictionaryField persons, FrozenSet<string> scopes)
    {
        Persons = persons;
        Scopes = scopes;
    }

    /// <summary>One element for each person: <c>role|person|scope|recorded|expires|withdrawn</c>.</summary>
    public DictionaryField Persons { get; }

    public FrozenSet<string> Scopes { get; }

    public static ConsentRoles? Parse(ConfigObject named, IReadOnlyDictionary<string, DictionaryField> fields)
    {
        DictionaryField? persons = SelectionRoles.Role(named, fields, "persons", "person_consents", FieldType.TextList);
        IReadOnlyList<string> scopes = named.Texts("scopes", "PoliceContact");
        named.Done();
        return persons is null || scopes.Count == 0 ? null : new ConsentRoles(persons, scopes.ToFrozenSet(StringComparer.Ordinal));
    }
}
