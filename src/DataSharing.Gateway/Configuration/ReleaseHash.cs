using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Configuration;

/// <summary>The hash of what a profile says of what leaves; see <see cref="ForceConfiguration.ReleaseHash"/>.</summary>
internal static class ReleaseHash
{
    // What decides when, whether and where something goes, and on what paper, decides nothing about the rows.
    private static readonly HashSet<string> NotOfRows = new(
        StringComparer.Ordinal) { "version", "enabled", "agreement", "approvers", "guards", "schedule", "drop", ConfigObject.SchemaMember };

    // Of the agreement it is this alone that decides about rows.
    private const string Backfill = "backfillFrom";

    public static string Of(ConfigNode profile) => Fingerprint.Of(profile.Members
        .Where(member => !NotOfRows.Contains(member.Key))
        .Concat(profile.Members.Where(member => member.Key == "agreement").SelectMany(member => member.Value.Members)
            .Where(member => member.Key == Backfill))
        .OrderBy(member => member.Key, StringComparer.Ordinal)
        .Select(member => (member.Key, Encoding.UTF8.GetBytes(Written(member.Value)))));

    /// <summary>
    /// The value in one way of writing it: every text and list with its length before it, so that no two values read alike.
    /// </summary>
    private static string Written(ConfigNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(ConfigNode node, StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{node.Kind} ");
        switch (node.Kind)
        {
            case ConfigKind.Object:
                text.Append(CultureInfo.InvariantCulture, $"{node.Members.Count}\n");
                // The order of members is kept: that of columns is the order of the file.
                foreach ((string name, ConfigNode value) in node.Members)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name.Length} {name} ");
                    Write(value, text);
                }

                break;
            case ConfigKind.Array:
                text.Append(CultureInfo.InvariantCulture, $"{node.Items.Count}\n");
                foreach (ConfigNode item in node.Items)
                {
                    Write(item, text);
                }

                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{node.Literal.Length} {node.Literal}\n");
                break;
        }
    }
}
