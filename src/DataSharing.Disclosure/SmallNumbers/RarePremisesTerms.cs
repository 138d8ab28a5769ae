using System.Collections.Frozen;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>What a <c>rarePremises</c> block says, checked.</summary>
internal sealed class RarePremisesTerms
{
    public required ReleasedColumn Area { get; init; }

    public required ReleasedColumn Type { get; init; }

    /// <summary>
    /// The index of the type among the released columns; -1 when the profile does not release it and only implied columns go up.
    /// </summary>
    public required int TypeColumn { get; init; }

    /// <summary>The least number of premises of a type in an area that is released, 2 or more.</summary>
    public required int AtLeast { get; init; }

    /// <summary>Values of the type's field that are no single premises.</summary>
    public required FrozenSet<string> NotPremises { get; init; }

    /// <summary>The broader code of a released type.</summary>
    public required IReadOnlyDictionary<string, string> Broader { get; init; }

    /// <summary>By the index of each implied column: what each of its values becomes; a value without an entry is withheld.</summary>
    public required IReadOnlyDictionary<int, FrozenDictionary<string, string>> Implied { get; init; }

    public required ReferenceLists References { get; init; }

    /// <summary>How many premises of a type an area has; none where nobody counted.</summary>
    public int CountIn(string area, string type) => References.Premises.GetValueOrDefault((area, type));
}
