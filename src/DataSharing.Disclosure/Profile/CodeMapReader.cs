using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Profile;

/// <summary>Reads the <c>codeMaps</c> of a protocol and of a profile, as far as the protocol lets the profile change them.</summary>
internal sealed class CodeMapReader(ConfigObject profile, ConfigObject protocol)
{
    /// <summary>Every code map by its name, a profile's own in the place of the protocol's. What is wrong with them is reported.</summary>
    /// <param name="mayChange">The maps of the protocol that the profile may change.</param>
    public IReadOnlyDictionary<string, CodeMap> Read(IReadOnlyList<string> mayChange)
    {
        var maps = new Dictionary<string, CodeMap>(StringComparer.Ordinal);
        Read(protocol, maps, mayChange: null);
        Read(profile, maps, mayChange);
        return maps;
    }

    private void Read(ConfigObject document, Dictionary<string, CodeMap> maps, IReadOnlyList<string>? mayChange)
    {
        if (document.OptionalObject("codeMaps") is not { } block)
        {
            return;
        }

        foreach (string name in block.Names)
        {
            if (block.Object(name) is not { } written)
            {
                continue;
            }

            if (mayChange is not null && maps.ContainsKey(name) && !mayChange.Contains(name, StringComparer.Ordinal))
            {
                profile.Problems.Add(written.Node, $"The protocol does not let a profile change the code map \"{name}\".",
                    mayChange.Count == 0 ? "Remove it; profileMay.changeCodeMaps in the protocol lists none."
                        : $"Remove it; the protocol allows it for {string.Join(", ", mayChange)}.");
                continue;
            }

            if (mayChange is not null && !maps.ContainsKey(name) && !IsNamed(name, profile.Node) && !IsNamed(name, protocol.Node))
            {
                string? nearest = ConfigObject.Nearest(name, maps.Keys);
                profile.Problems.Add(written.Node, $"The protocol has no code map \"{name}\", and no treatment names it.",
                    nearest is not null ? $"Did you mean \"{nearest}\"?" : maps.Count == 0 ? "Remove it."
                        : $"Remove it, or name one of {string.Join(", ", maps.Keys.Order(StringComparer.Ordinal))}.");
            }

            maps[name] = ReadCodeMap(written);
        }
    }

    /// <summary>Whether a treatment somewhere below names the code map.</summary>
    private static bool IsNamed(string map, ConfigNode node) =>
        node.Members.Any(
            member => member.Key == "codes" && member.Value.Kind == ConfigKind.Text ? member.Value.Literal == map
            : IsNamed(map, member.Value))
        || node.Items.Any(item => IsNamed(map, item));

    /// <summary>Each code with its output: a text, or an object that says what the output means too.</summary>
    private static CodeMap ReadCodeMap(ConfigObject written)
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string code in written.Names)
        {
            bool labelled = written.Find(code) is { Kind: ConfigKind.Object };
            ConfigObject? entry = labelled ? written.Object(code) : null;
            if ((labelled ? entry?.Text("output", "AS", OutputText.Pattern())
                : written.Text(code, "ASSAULT", OutputText.Pattern())) is not { } output)
            {
                continue;
            }

            ReleasableText.Check(labelled ? entry!.Find("output")! : written.Find(code)!, written.Problems);
            codes[code] = output;
            if (entry?.Text("label", "Assault", TextForms.Label()) is not { } label)
            {
                entry?.Done();
                continue;
            }

            ReleasableText.Check(entry.Find("label")!, written.Problems);
            if (!labels.TryAdd(output, label) && labels[output] != label)
            {
                entry.Report(
                    "label", $"The output \"{output}\" has another label already.", "Give every code with this output the same label.");
            }

            entry.Done();
        }

        return new CodeMap(
            codes.ToFrozenDictionary(StringComparer.Ordinal), labels.ToFrozenDictionary(StringComparer.Ordinal), written.Node);
    }
}
