using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests;

/// <summary>A fault anywhere in the three documents gives problems and no profile; it never throws and never passes.</summary>
public sealed class BrokenDocumentTests
{
    private static readonly ProfileText Text = Some.Profile()
        .With("day", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
        .With("kind", "text", "special", """{ "kind": "recode", "codes": "kind" }""")
        .Layout("\"delimiter\": \";\", \"dateFormat\": \"dd/MM/yyyy\", \"nullToken\": \"NULL\"")
        .May("\"changeTreatmentOf\": [\"day\"]");

    private static IEnumerable<TestCaseData> Members()
    {
        foreach (string document in new[] { Text.Profile, Text.Protocol, Text.Fields })
        {
            int which = document == Text.Profile ? 0 : document == Text.Protocol ? 1 : 2;
            foreach (Match member in Regex.Matches(document, "\"(\\w+)\"\\s*:"))
            {
                yield return new TestCaseData(which, member.Index, member.Length).SetName($"{which} {member.Groups[1].Value} at {member.Index}");
            }
        }
    }

    [TestCaseSource(nameof(Members))]
    public void A_null_a_repetition_or_a_wrong_type_gives_a_problem(int document, int at, int length)
    {
        string[] sound = [Text.Profile, Text.Protocol, Text.Fields];
        string member = sound[document].Substring(at, length);
        int value = at + length;
        string written = ValueAt(sound[document], value);
        foreach (string changed in new[] { "null", "{ \"zz\": 1 }", "[null]", "-1.5e3", $"null, {member} {written}", $"{written}, {member} {written}" })
        {
            string[] documents = [.. sound];
            documents[document] = string.Concat(sound[document].AsSpan(0, value), " ", changed, sound[document].AsSpan(value + sound[document][value..].IndexOf(written, StringComparison.Ordinal) + written.Length));
            ForceProfile? profile = ProfileText.Parse(documents[0], documents[1], documents[2], out IReadOnlyList<string> problems);
            Assert.That((profile, problems.Count > 0), Is.EqualTo(((ForceProfile?)null, true)), changed);
        }
    }

    [Test]
    public void A_fault_of_the_protocol_stops_each_force_that_uses_it()
    {
        // One collection of problems for all forces keeps the same problem once; the second force must not pass because of that.
        ProfileText text = Some.Profile().With("day", "date", "quasi", """{ "kind": "date", "precision": "mouth" }""").With("count", "integer", "plain", "keep");
        var found = new ConfigProblems();
        Assert.That(ProfileText.Parse(text.Profile, text.Protocol, text.Fields, found, Some.Force), Is.Null);
        Assert.That(ProfileText.Parse(text.Profile.Replace(Some.Force, "essex", StringComparison.Ordinal), text.Protocol, text.Fields, found, "essex"), Is.Null);
        Assert.That(found.All, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_fault_of_one_force_does_not_stop_another()
    {
        ProfileText text = Some.Column("integer", "plain", "keep");
        var found = new ConfigProblems();
        Assert.That(ProfileText.Parse(text.Profile.Replace("\"version\": 3", "\"version\": null", StringComparison.Ordinal), text.Protocol, text.Fields, found, Some.Force), Is.Null);
        Assert.That(ProfileText.Parse(text.Profile.Replace(Some.Force, "essex", StringComparison.Ordinal), text.Protocol, text.Fields, found, "essex"), Is.Not.Null);
    }

    [Test]
    public void Refuses_documents_whose_problems_are_collected_apart()
    {
        ConfigObject Document(string text) => ConfigDocument.Parse("x.json", Encoding.UTF8.GetBytes(text), new ConfigProblems())!;
        DataDictionary dictionary = DataDictionary.Parse(Document(Text.Fields))!;
        ReferenceLists references = ReferenceLists.Parse("code,name\n", "town\n", "area,districts\n", new ConfigProblems())!;
        var sources = new ProfileSources { Profile = Document(Text.Profile), Protocol = Document(Text.Protocol), Dictionary = dictionary, References = references, Narrative = TestWords.Narrative, Force = Some.Force, Hash = "" };
        Assert.That(() => ForceProfile.Parse(sources), Throws.ArgumentException);
    }

    /// <summary>The JSON value that begins after an index, with its brackets.</summary>
    private static string ValueAt(string json, int at)
    {
        int start = at;
        while (json[start] == ' ')
        {
            start++;
        }

        int depth = 0;
        for (int i = start; ; i++)
        {
            depth += json[i] is '{' or '[' ? 1 : json[i] is '}' or ']' ? -1 : 0;
            if (json[i] == '"')
            {
                i = json.IndexOf('"', i + 1);
            }

            if (depth == 0 && (json[i] is '}' or ']' or '"' || json[i + 1] is ',' or ' ' or '\n' or '}'))
            {
                return json[start..(i + 1)];
            }
        }
    }
}
