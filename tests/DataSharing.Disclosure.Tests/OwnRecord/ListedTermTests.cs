using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.OwnRecord;

/// <summary>What a configuration lists is compared with the direct values of a source: a hit is a warning with its line and column, and never the value.</summary>
public sealed class ListedTermTests
{
    private const string Fields = """
        { "version": 1,
          "fields": {
            "incident_id": { "type": "integer", "class": "internal" },
            "force_slug": { "type": "text", "class": "internal" },
            "status": { "type": "text", "class": "internal", "values": ["Verified"] },
            "do_not_share": { "type": "boolean", "class": "internal" },
            "embargo_until": { "type": "date", "class": "internal" },
            "source_force": { "type": "text", "class": "internal" },
            "full_names": { "type": "textList", "class": "direct", "holds": "personName" },
            "phones": { "type": "textList", "class": "direct", "holds": "phone" },
            "handles": { "type": "textList", "class": "direct", "holds": "handle" },
            "homes": { "type": "textList", "class": "direct", "holds": "address" },
            "medium": { "type": "text", "class": "plain", "values": [
              "Letter",
              "VALUE" ] }
          },
          "roles": { "key": "incident_id", "force": "force_slug", "status": "status", "doNotShare": "do_not_share", "embargoUntil": "embargo_until", "sourceForce": "source_force" } }
        """;

    [TestCase("Perpetua Quillfeather", "full_names")]
    [TestCase("PerpetuaQuillfeather", "full_names")]
    [TestCase("Quillfeather, Perpetua", "full_names")]
    [TestCase("Quillfeather", "full_names")]
    [TestCase("QUILLFEATHER", "full_names")]
    [TestCase("Quillf\u00E9ather", "full_names")]
    [TestCase("pquill_84", "handles")]
    [TestCase("@PQuill84", "handles")]
    [TestCase("Larkspur", "", Description = "an address is not compared")]
    [TestCase("Street", "", Description = "an ordinary word, though somebody is called so")]
    [TestCase("Field", "")]
    [TestCase("Postal", "")]
    public void Finds(string listed, string column)
    {
        ConfigProblem[] warnings = [.. Look(Fields.Replace("VALUE", listed, StringComparison.Ordinal), "")];
        Assert.That(warnings.Select(warning => (warning.Code, warning.File, warning.Path, warning.Line)), Is.EqualTo(column.Length == 0 ? [] : new[] { ("listHasDirectValue", "source/fields.json", "fields.medium.values[1]", 15) }));
        Assert.That(warnings.Select(warning => warning.ToString()), Is.All.Contains($" in {column}.").And.None.Contains(listed));
    }

    [Test]
    public void A_term_that_stays_is_found_by_its_line_unless_it_is_an_ordinary_word()
    {
        ConfigProblem[] warnings = [.. Look(Fields, "# words\nStreet\nField\n\nQuillfeather\nMaccabi")];
        Assert.That(warnings.Select(warning => (warning.File, warning.Line)), Is.EqualTo(new[] { ("reference/keep.txt", 5) }));
    }

    [Test]
    public void Every_text_that_can_leave_is_a_term()
    {
        var problems = new ConfigProblems();
        const string Written = """
            { "labels": { "A": "Zero" }, "codeMaps": { "kind": { "A": "One", "C": { "output": "Eight", "label": "Nine" } } }, "columns": { "x": { "field": "f", "treatment": { "kind": "constant", "value": "Two" } }, "y": { "treatment": { "kind": "recode", "whenNull": "Three" } } },
              "rarePremises": { "broader": { "type": { "B": "Four" } } }, "narrative": { "keep": ["Five"] }, "file": { "nullToken": "Six" }, "list": [ { "column": "x", "heading": "Seven" } ] }
            """;
        ConfigObject document = ConfigDocument.Parse("forces/metropolitan.json", Encoding.UTF8.GetBytes(Written), problems)!;
        Assert.That(ListedTerm.In(document).Select(term => term.Text), Is.EqualTo(new[] { "Zero", "A", "One", "C", "Eight", "Nine", "Two", "Three", "B", "Four", "Five", "Six", "Seven" }));
    }

    private static IEnumerable<ConfigProblem> Look(string fields, string keep)
    {
        var problems = new ConfigProblems();
        ConfigObject document = ConfigDocument.Parse("source/fields.json", Encoding.UTF8.GetBytes(fields), problems)!;
        DataDictionary dictionary = DataDictionary.Parse(document) ?? throw new InvalidOperationException(string.Join('\n', problems.All));
        var terms = new ListedTerms(dictionary, [.. ListedTerm.In(document), .. ListedTerm.Lines("reference/keep.txt", keep)], TestWords.Words);
        var values = new Dictionary<string, object?>
        {
            ["incident_id"] = 1L, ["full_names"] = "Della Street\u001FMark Field\u001FPerpetua Quillfeather", ["phones"] = "07700 900461", ["handles"] = "pquill_84", ["homes"] = "14 Larkspur Passage\u001FLarkspur",
        };
        terms.Look(new IncidentRecord(terms.Shape, [.. terms.Shape.Columns.Select(column => values.GetValueOrDefault(column))]));
        return terms.Warnings();
    }
}
