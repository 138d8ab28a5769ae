using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// One text of the configuration that could hold somebody's name by mistake: a member of a code list, a constant, a heading, a term that
/// stays.
/// </summary>
/// <param name="File">The file, relative to the configuration folder.</param>
/// <param name="Path">The JSON path; <c>$</c> in a list of lines.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">The text.</param>
/// <param name="IsKept">Whether it is a term of a keep list, which is made of words that are also names.</param>
public sealed record ListedTerm(string File, string Path, int Line, string Text, bool IsKept)
{
    private static readonly string[] Members = [
        "value", "whenNull", "heading", "nullToken", "output", "label", "meaning", "reference", "marking"];
    private static readonly string[] Lists = ["values", "keep"];
    private static readonly string[] Maps = ["codeMaps", "broader"];

    /// <summary>The terms of a dictionary, protocol or profile.</summary>
    public static IEnumerable<ListedTerm> In(ConfigObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Under(document.Node);
    }

    /// <summary>The terms of a list with one a line; # begins a comment.</summary>
    public static IEnumerable<ListedTerm> Lines(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index()
            .Where(line => line.Item.Trim().Length > 0 && line.Item.Trim()[0] != '#')
            .Select(line => new ListedTerm(file, "$", line.Index + 1, line.Item.Trim(), IsKept: true));
    }

    private static IEnumerable<ListedTerm> Under(ConfigNode node)
    {
        foreach ((string name, ConfigNode value) in node.Members)
        {
            if (value.Kind == ConfigKind.Text && Members.Contains(name))
            {
                yield return At(value, value.Literal, isKept: false);
            }
            else if (value.Kind == ConfigKind.Array && Lists.Contains(name))
            {
                foreach (ConfigNode item in value.Items.Where(item => item.Kind == ConfigKind.Text))
                {
                    yield return At(item, item.Literal, isKept: name == "keep");
                }
            }
            else if (value.Kind == ConfigKind.Object && Maps.Contains(name))
            {
                foreach ((string code, ConfigNode output) in value.Members.SelectMany(map => map.Value.Members))
                {
                    yield return At(output, code, isKept: false);
                    foreach (ListedTerm term in output.Kind == ConfigKind.Text ? [At(output, output.Literal, isKept: false)]
                        : Under(output))
                    {
                        yield return term;
                    }
                }
            }
            else if (value.Kind == ConfigKind.Object && name == "labels")
            {
                foreach (ConfigNode label in value.Members.Select(member => member.Value).Where(label => label.Kind == ConfigKind.Text))
                {
                    yield return At(label, label.Literal, isKept: false);
                }
            }
            else
            {
                foreach (ListedTerm term in Under(value))
                {
                    yield return term;
                }
            }
        }

        foreach (ListedTerm term in node.Items.SelectMany(Under))
        {
            yield return term;
        }
    }

    private static ListedTerm At(ConfigNode node, string text, bool isKept) => new(node.File, node.Path, node.Line, text, isKept);
}
