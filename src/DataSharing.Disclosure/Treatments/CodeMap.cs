using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Treatments;

/// <summary>A code map: what each code becomes, and what an output means where it does not say so itself.</summary>
/// <param name="Codes">The output of each code.</param>
/// <param name="Labels">What an output means.</param>
/// <param name="Written">Where the map is written: a profile's own map is not in the protocol.</param>
internal sealed record CodeMap(FrozenDictionary<string, string> Codes, FrozenDictionary<string, string> Labels, ConfigNode Written)
{
    /// <summary>Where a code is written.</summary>
    public ConfigNode At(string code) => Written.Members.FirstOrDefault(member => member.Key == code).Value ?? Written;
}
