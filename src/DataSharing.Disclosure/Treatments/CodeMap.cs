using System.Collections.Frozen;

namespace DataSharing.Disclosure.Treatments;

/// <summary>A code map: what each code becomes, and what an output means where it does not say so itself.</summary>
internal sealed record CodeMap(FrozenDictionary<string, string> Codes, FrozenDictionary<string, string> Labels);
