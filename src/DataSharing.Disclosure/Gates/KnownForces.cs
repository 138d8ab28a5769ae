using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Gates;

/// <summary>
/// The slugs that a force's column can hold: those of the dictionary's closed list, of the list of local authorities, and of the profiles.
/// A record with another slug is nobody's, so it is counted.
/// </summary>
public sealed partial class KnownForces
{
    private readonly DictionaryField _force;
    private readonly FrozenSet<string> _slugs;
    private readonly bool _isClosed;

    /// <summary>Puts the lists together.</summary>
    /// <param name="dictionary">The data dictionary.</param>
    /// <param name="references">The reference lists.</param>
    /// <param name="profiles">The slugs of all profiles.</param>
    public KnownForces(DataDictionary dictionary, ReferenceLists references, IEnumerable<string> profiles)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(references);
        _force = dictionary.Roles.Force;
        _isClosed = _force.Values is not null || references.AuthorityForces.Count > 0;
        _slugs = (_force.Values ?? Enumerable.Empty<string>()).Concat(references.AuthorityForces.Values).Concat(profiles)
            .ToFrozenSet(StringComparer.Ordinal);
        Shape = new RecordShape(dictionary, []);
    }

    /// <summary>The columns to read for <see cref="Count"/>.</summary>
    public RecordShape Shape { get; }

    /// <summary>Whether a force has this slug; without any list, whether it is written as a slug is.</summary>
    internal bool Has(string slug) => _slugs.Contains(slug) || (!_isClosed && SlugForm().IsMatch(slug));

    /// <summary>How many records no force can get because of their slug.</summary>
    public StrayRecords Count(IEnumerable<IncidentRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        int unknown = 0;
        int none = 0;
        foreach (IncidentRecord record in records)
        {
            if (record.TryGet(_force, out string? slug) && SourceValue.IsPresent(slug))
            {
                unknown += Has(slug) ? 0 : 1;
            }
            else if (record.IsUnreadable(_force))
            {
                unknown++;
            }
            else
            {
                none++;
            }
        }

        return new StrayRecords(unknown, none);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlugForm();
}

/// <summary>Records of the source that no force can get.</summary>
/// <param name="UnknownForce">How many have a slug that no profile and no list knows.</param>
/// <param name="NoForce">How many have none.</param>
public sealed record StrayRecords(int UnknownForce, int NoForce)
{
    /// <summary>What stands in a report about the unknown ones; null where there are none.</summary>
    public string? Sentence => UnknownForce == 0 ? null : string.Create(CultureInfo.InvariantCulture,
        $"{UnknownForce:N0} record(s) of the source have a force slug that no profile and no list knows, and {NoForce:N0} have none: no force gets them.");
}
