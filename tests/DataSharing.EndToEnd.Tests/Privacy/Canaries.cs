using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.Privacy;

/// <summary>
/// Marks every field of a source, each in incidents of its own, and finds the marks wherever they come out. Each column of the sharing view is marked
/// with a text, and, where its type is another one, with a value of that type too.
/// </summary>
internal static class Canaries
{
    private const string Word = "Qzxw7";
    private const string Number = "735190040";
    private const string Day = "1903-07-19";

    /// <summary>Every way in which a mark could be written down.</summary>
    private static readonly string[] Written = [Word, Number, Day, "19/07/1903", "19-07-1903", "19 July 1903"];

    /// <summary>
    /// Replaces the sharing view of a rig's source by a table of the same columns with, for every force and every field, an incident that has the mark
    /// in that field and an incident that could be cleared but for that. Returns the marks.
    /// </summary>
    public static IReadOnlyList<string> Plant(Rig rig)
    {
        var marks = new List<string>();
        rig.Source.Together(() => Plant(rig, marks));
        return marks;
    }

    /// <summary>The marks that <see cref="Plant(Rig)"/> puts into the charity's own references, which a plan of rows shows to whoever asks for it.</summary>
    public static IEnumerable<string> CaseReferences(Rig rig)
    {
        string[] fields = [.. Fields(rig).Select(field => field.Key)];
        int place = Array.IndexOf(fields, "case_ref");
        Assert.That(place, Is.Not.Negative);
        return Enumerable.Range(0, Rig.Forces.Length).Select(force => MarkOf((((long)force * fields.Length) + place) * 2 + 1));
    }

    private static string MarkOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{Word}{id:0000}");

    private static void Plant(Rig rig, List<string> marks)
    {
        JsonObject fields = Fields(rig);
        string key = "incident_id";
        long id = 0;
        foreach (string force in Rig.Forces)
        {
            foreach ((string name, JsonNode? _) in fields)
            {
                rig.Source.Add(++id, force);
                rig.Source.Add(++id, force);
                Assert.That(name, Does.Match("^[a-z0-9_]+$"));
            }
        }

        rig.Source.Execute("CREATE TABLE marked AS SELECT * FROM sharing_incident; DROP VIEW sharing_incident; ALTER TABLE marked RENAME TO sharing_incident; CREATE INDEX by_force ON sharing_incident (force_slug, incident_id)");
        // Each about somebody else, so that a recipient for whom people are counted gets them too.
        rig.Source.Execute("UPDATE sharing_incident SET person_consents = 'V|' || incident_id || '||||', person_ids = 'P' || incident_id");
        id = 0;
        for (int force = 0; force < Rig.Forces.Length; force++)
        {
            foreach ((string name, JsonNode? field) in fields)
            {
                string type = field!["type"]!.GetValue<string>();
                long texts = ++id;
                long typed = ++id;
                if (name == key)
                {
                    continue;
                }

                string text = MarkOf(texts);
                // The gates of selection are marked too, and then the record is excluded or held back.
                Set(rig, name, texts, type == "textList" ? $"{text}\u001F{text}B" : text);
                marks.Add(text);
                object? value = type switch
                {
                    "integer" => long.Parse(Number, CultureInfo.InvariantCulture),
                    "number" => double.Parse(Number + ".5", CultureInfo.InvariantCulture),
                    "date" => Day,
                    "dateTime" => Day + " 04:04",
                    "instant" => Day + "T04:04:00Z",
                    _ => null,
                };
                if (value is not null)
                {
                    Set(rig, name, typed, value);
                }
            }
        }
    }

    /// <summary>
    /// Where a mark stands: the names of files below a folder whose bytes have one, as text in UTF-8 or UTF-16 in any case, or as an unkeyed SHA-256.
    /// A day is looked for except in <paramref name="days"/>, files to which one may be released.
    /// </summary>
    public static IReadOnlyList<string> Find(string folder, IReadOnlyList<string> marks, Func<string, bool> days)
    {
        byte[][] hashes = [.. marks.Select(mark => SHA256.HashData(Encoding.UTF8.GetBytes(mark)))];
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Has(File.ReadAllBytes(file), hashes, days(file)))];
    }

    /// <summary>Whether a text has a mark.</summary>
    public static bool Has(string text) => Array.Exists(Written, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));

    private static bool Has(byte[] content, byte[][] hashes, bool dayMayStand)
    {
        byte[] lower = [.. content.Select(one => one is >= (byte)'A' and <= (byte)'Z' ? (byte)(one | 0x20) : one)];
        foreach (string mark in dayMayStand ? Written[..2] : Written)
        {
            string small = mark.ToLowerInvariant();
            if (lower.AsSpan().IndexOf(Encoding.UTF8.GetBytes(small)) >= 0 || lower.AsSpan().IndexOf(Encoding.Unicode.GetBytes(small)) >= 0)
            {
                return true;
            }
        }

        return Array.Exists(hashes, hash => content.AsSpan().IndexOf(hash) >= 0 || lower.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash))) >= 0);
    }

    private static void Set(Rig rig, string column, long id, object value) =>
        rig.Source.Execute($"UPDATE sharing_incident SET {column} = @value WHERE incident_id = @id", ("@value", value), ("@id", id));

    private static JsonObject Fields(Rig rig) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(rig.Config, "source/fields.json")), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true })!["fields"]!.AsObject();
}
