using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests;

public sealed class ReferenceListTests
{
    private const string Authorities = "code,name\nE09000003,Barnet\n";
    private const string Towns = "town\nLeeds\n";
    private const string Outward = "area,districts\nNE,1-9\n";

    [TestCase("\uFEFF" + Authorities)]
    [TestCase("code,name,alias\nE09000003,Barnet,\"Barnet; LB Barnet ;\"\n")]
    [TestCase("code,name,region\r\nE09000003,\"Barnet, London\",\"\"\"x\"\"\"\r\n\r\n")]
    public void Accepts_quotes_further_columns_empty_lines_and_a_byte_order_mark(string authorities) => Assert.That(Problems(authorities), Is.Empty);

    [TestCase("code,title\nE09000003,Barnet\n", "reference/local-authorities.csv:1: The column \"name\" is missing. The first line must name the columns code, name.")]
    [TestCase("code,name,name\nE09000003,Barnet,x\n", "reference/local-authorities.csv:1: The column \"name\" stands twice. Keep one of them.")]
    [TestCase("code,name\nE09000003\n", "reference/local-authorities.csv:2: The row has 1 fields or an empty one. Write 2 fields, as the first line does.")]
    [TestCase("code,name\nE09000003,\n", "reference/local-authorities.csv:2: The row has 2 fields or an empty one. Write 2 fields, as the first line does.")]
    [TestCase("code,name\nE1,Barnet\nE1,Leeds\n", "reference/local-authorities.csv:3: This local authority stands twice in the list. Keep one of the rows.")]
    [TestCase("code,name\nE1,Barnet\nE2,Barnet\n", "reference/local-authorities.csv:3: This local authority stands twice in the list. Keep one of the rows.")]
    [TestCase("code,name,alias\nE1,Barnet,LB Barnet\nE2,Leeds,lb barnet\n", "reference/local-authorities.csv:3: A local authority above has the same code, name or alias. Give each name to one of them; capital and small letters are the same here.")]
    [TestCase("code,name\nE1,Barnet\nE2,BARNET\n", "reference/local-authorities.csv:3: A local authority above has the same code, name or alias. Give each name to one of them; capital and small letters are the same here.")]
    [TestCase("code,name,alias\nE1,Barnet,1 Example Road\n", "reference/local-authorities.csv:2: A place here has a number or an @ in its name. Write the name of a town or authority, not an address.")]
    public void Rejects_a_list_with_a_fault(string authorities, string expected) => Assert.That(Problems(authorities), Is.EqualTo(new[] { expected }));

    [TestCase("NE,1-9 x", "x")]
    [TestCase("NE,9-1", "9-1")]
    [TestCase("NE,1-100", "1-100")]
    [TestCase("NE,1-2-3", "1-2-3")]
    [TestCase("NE,NE3 1ED", "1ED")]
    [TestCase("NE,NE31ED", "NE31ED")]
    [TestCase("NE,NE", "NE")]
    [TestCase("EC,ECHO", "ECHO")]
    [TestCase("ne,5", "5")]
    [TestCase("ABC,5", "5")]
    public void Rejects_what_is_not_a_district(string row, string part) =>
        Assert.That(Problems(Authorities, "area,districts\n" + row + "\n")[0],
            Is.EqualTo($"reference/outward-codes.csv:2: \"{part}\" is not a district, a range of districts or an outward code of area {row[..row.IndexOf(',', StringComparison.Ordinal)]}. Write for example 1-9 11 20-24, or EC1A."));

    [TestCase("E09000003,School,3", null)]
    [TestCase("Leeds,School,0", null)]
    [TestCase("NE3,School,12", null)]
    [TestCase("NE,School,12", null)]
    [TestCase("Barnet,School,3", "reference/premises.csv:2: \"Barnet\" is in none of the other lists. Write the code of a local authority, a town, an outward code or a postcode area.")]
    [TestCase("NE10,School,3", "reference/premises.csv:2: \"NE10\" is in none of the other lists. Write the code of a local authority, a town, an outward code or a postcode area.")]
    [TestCase("NE3,School,-1", "reference/premises.csv:2: \"-1\" is not a number of premises. Write a whole number, 0 or more.")]
    [TestCase("NE3,School,some", "reference/premises.csv:2: \"some\" is not a number of premises. Write a whole number, 0 or more.")]
    [TestCase("NE3,School,", "reference/premises.csv:2: The row has 3 fields or an empty one. Write 3 fields, as the first line does.")]
    [TestCase("NE3,School,3\nNE3,School,4", "reference/premises.csv:3: This type stands twice for this area. Keep one of the rows.")]
    public void Reads_how_many_premises_an_area_has(string rows, string? expected)
    {
        var problems = new ConfigProblems();
        ReferenceLists.Parse(Authorities, Towns, Outward, problems, "area,type,count\n" + rows + "\n");
        Assert.That(problems.All.Select(problem => problem.ToString()), Is.EqualTo(expected is null ? Array.Empty<string>() : new[] { expected }));
    }

    [Test]
    public void Rejects_a_word_that_does_not_say_whether_an_area_is_a_place() =>
        Assert.That(Problems(Authorities, "area,districts,geographic\nNE,1-9,maybe\n"), Is.EqualTo(new[]
        {
            "reference/outward-codes.csv:2: \"maybe\" does not say whether the area is a place. Write yes or no in the column geographic.",
        }));

    private static IReadOnlyList<string> Problems(string authorities, string outward = Outward)
    {
        var problems = new ConfigProblems();
        Assert.That(ReferenceLists.Parse(authorities, Towns, outward, problems) is null, Is.EqualTo(!problems.None));
        return [.. problems.All.Select(problem => problem.ToString())];
    }
}
