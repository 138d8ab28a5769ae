using System.Text.RegularExpressions;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Annexes;
using DataSharing.Gateway.Configuration;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Annexes;

/// <summary>The annex of an agreement says what the program does.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AnnexTests
{
    private static readonly string[] Forces = ["greater-manchester", "metropolitan", "national-statistics", "nottinghamshire"];

    [TestCaseSource(nameof(Forces))]
    public void The_shipped_annex_is_the_one_that_the_program_writes(string force)
    {
        string shipped = RepositoryFolder.At($"docs/annexes/{force}.md");
        string written = AnnexWriter.Markdown(Annex.Whole(Folder().ReadSettings(), Folder().ReadForce(force), null));
        if (!File.Exists(shipped))
        {
            File.WriteAllText(shipped, written);
            Assert.Fail($"{shipped} is new. Read it, and commit it.");
        }

        Assert.That(File.ReadAllText(shipped), Is.EqualTo(written), $"datasharing --config config/cst force explain {force} --markdown > docs/annexes/{force}.md");
    }

    [TestCaseSource(nameof(Forces))]
    public void Every_column_of_the_file_is_explained_with_why_it_is_needed(string force)
    {
        ForceConfiguration configuration = Folder().ReadForce(force);
        AnnexPart.Table sent = Annex.Whole(Folder().ReadSettings(), configuration, null).OfType<AnnexPart.Table>().Single(table => table.Headings.Count == 4);
        Assert.That(sent.Rows.Select(row => row[0]), Is.EqualTo(configuration.Profile.Layout.Headings));
        Assert.That(sent.Rows.SelectMany(row => row), Has.None.Empty);
        Assert.That(sent.Rows.Select(row => row[3]), Has.None.Contains("not written"));
    }

    [TestCaseSource(nameof(Forces))]
    public void The_invented_row_has_only_cells_that_can_stand_in_the_file(string force)
    {
        ForceProfile profile = Folder().ReadForce(force).Profile;
        Assert.That(profile.Example, Has.Count.EqualTo(profile.Descriptions.Count));
        int control = profile.Descriptions.Count - profile.Columns.Count;
        foreach ((ReleasedColumn column, string cell, Func<string, bool> canStand) in profile.Columns.Select((column, index) => (column, profile.Example[index + control], profile.CellGrammars[index])))
        {
            Assert.That(cell.Length == 0 || canStand(cell), Is.True, column.Name);
            // A number of a force's own could be somebody's.
            Assert.That(cell.Length == 0, Is.EqualTo(column.TreatmentWord == "ownReference"), column.Name);
        }
    }

    [TestCaseSource(nameof(Forces))]
    public void Every_direct_field_of_the_source_is_named_as_never_sent(string force)
    {
        string[] direct = [.. Regex.Matches(File.ReadAllText(RepositoryFolder.At("config/cst/source/fields.json")), "\"([a-z_0-9]+)\": \\{[^}]*\"class\": \"direct\"").Select(match => match.Groups[1].Value.Replace('_', ' '))];
        Assert.That(direct, Has.Length.GreaterThan(40));
        string[] named = Annex.Whole(Folder().ReadSettings(), Folder().ReadForce(force), null).OfType<AnnexPart.Items>().SelectMany(items => items.Words).SelectMany(words => words.Split(", ")).ToArray();
        Assert.That(direct.Except(named), Is.Empty);
    }

    [Test]
    public void What_the_profile_does_not_say_is_not_invented()
    {
        using var copy = new ConfigurationCopy();
        copy.Edit("forces/metropolitan.json", text => Regex.Replace(text, "    \"(parties|purpose|retention|contact)\": .*\n", ""));
        AnnexPart.Table terms = Annex.Whole(copy.Folder.ReadSettings(), copy.Folder.ReadForce("metropolitan"), null).OfType<AnnexPart.Table>().First();
        Assert.That(terms.Rows.Where(row => row[1] == "not written in the profile").Select(row => row[0]), Is.EqualTo(new[] { "Parties", "Purpose", "Retention at the recipient", "Contact at the recipient" }));
        Assert.That(copy.Folder.Look("metropolitan").Notes.Single(note => note.Code == "agreementIncomplete").Message, Does.EndWith("parties, purpose, retention, contact."));
        Assert.That(copy.Folder.Look("metropolitan").All, Is.Empty);
    }

    [TestCase("\"contact\": \"hate.crime@metropolitan.example\"", "\"contact\": \"Jane Roe <jane@metropolitan.example>\"", "agreement.contact")]
    [TestCase("\"contact\": \"hate.crime@metropolitan.example\"", "\"contact\": \"\"", "agreement.contact")]
    [TestCase("\"data protection at the charity\"", "\"1st line\"", "agreement.roles")]
    [TestCase("dpo@cst.example", "dpo", "agreement.roles")]
    [TestCase("\"parties\": [\"Community Security Trust\", ", "\"parties\": [7, ", "agreement.parties[0]")]
    public void A_wrong_term_is_a_problem_at_its_place(string from, string to, string path)
    {
        using var copy = new ConfigurationCopy();
        copy.Edit("forces/metropolitan.json", text => text.Replace(from, to, StringComparison.Ordinal));
        Assert.That(copy.Folder.Check("metropolitan").Select(problem => problem.Path), Has.One.StartsWith(path));
    }

    [Test]
    public void The_analyst_s_part_says_how_to_read_the_file_and_nothing_of_the_agreement_s_terms()
    {
        string text = AnnexWriter.Text(Annex.ForAnalyst(Folder().ReadSettings(), Folder().ReadForce("greater-manchester")));
        Assert.That(text, Does.Contain("How to read the file").And.Contain("Codebook").And.Contain("WITHDRAW").And.Not.Contain("Lawful basis").And.Not.Contain("Why it is needed"));
        Assert.That(text.Split('\n').Where(line => line.Length > 130), Is.Empty);
    }

    [Test]
    public void A_name_with_a_sign_of_markdown_stands_as_it_is()
    {
        string written = AnnexWriter.Markdown([new AnnexPart.Table(["A|B"], [["<b>_x_*y*`z`"]]), new AnnexPart.Items(["[a](b)"])]);
        Assert.That(written, Is.EqualTo("| A\\|B |\n| --- |\n| \\<b>\\_x\\_\\*y\\*\\`z\\` |\n\n- \\[a\\](b)\n"));
    }

    private static ConfigurationFolder Folder() => new(RepositoryFolder.At("config/cst"));

    /// <summary>A copy of the sample configuration, to be edited.</summary>
    private sealed class ConfigurationCopy : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("datasharing-annex-").FullName;

        public ConfigurationCopy()
        {
            string sample = RepositoryFolder.At("config/cst");
            foreach (string file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(_folder, Path.GetRelativePath(sample, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        public ConfigurationFolder Folder => new(_folder);

        public void Edit(string file, Func<string, string> edit)
        {
            string path = Path.Combine(_folder, file);
            string before = File.ReadAllText(path);
            string after = edit(before);
            Assert.That(after, Is.Not.EqualTo(before));
            File.WriteAllText(path, after);
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
