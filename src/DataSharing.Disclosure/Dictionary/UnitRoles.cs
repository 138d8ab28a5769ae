namespace DataSharing.Disclosure.Dictionary;

/// <summary>The columns of the source view that say whom and which premises an incident is about.</summary>
/// <param name="Persons">One element a person, <c>role|person|…</c>; role V is a victim, O an offender.</param>
/// <param name="Premises">The id of the premises.</param>
internal sealed record UnitRoles(DictionaryField Persons, DictionaryField Premises);
