using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DataSharing.Disclosure.Tests.Laws;

/// <summary>What another assembly cannot write: the compiler refuses it.</summary>
public sealed class CompileTests
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "DataSharing.Disclosure.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Test]
    public void The_ordinary_use_compiles() => Assert.That(Errors("""
        var planner = new Planner(profile, keys, new DateOnly(2026, 5, 20), full: false);
        foreach (PlannedRow planned in planner.Rows([new IncidentRecord(profile.Shape, [1L])], []))
        {
            string text = planned.Entry.Token + planned.Entry.Key + planned.Cells.Count;
        }
        string withheld = record.ToString();
        """), Is.Empty);

    [TestCase("new ClearedRecord(default, [], [], null);", "CS1729", TestName = "Make a cleared record")]
    [TestCase("new ClearedRecord();", "CS1729", TestName = "Make an empty cleared record")]
    [TestCase("new PlannedRow(entry, cleared);", "CS1729", TestName = "Make a planned row from a cleared record")]
    [TestCase("new PlannedRow(entry, null);", "CS1729", TestName = "Make a planned row from nothing")]
    [TestCase("new ReleasedColumn(\"a\", \"a\", null, null, null, null);", "CS1729", TestName = "Make a column")]
    [TestCase("new ForceProfile();", "CS1729", TestName = "Make a profile")]
    [TestCase("new FileLayout();", "CS1729", TestName = "Make a file layout")]
    [TestCase("var value = record[0];", "CS0021", TestName = "Read a value by its index")]
    [TestCase("var value = record._values;", "CS1061", TestName = "Read the values")]
    [TestCase("var key = record.Key;", "CS1061", TestName = "Read the key")]
    [TestCase("var shape = record.Shape;", "CS1061", TestName = "Read the shape")]
    [TestCase("record.TryGet<string>(null, out var value);", "CS1061", TestName = "Try to get a value")]
    [TestCase("foreach (var value in record) { }", "CS1579", TestName = "Walk through the values")]
    [TestCase("var (a, b) = record;", "CS8129", TestName = "Take the record apart")]
    [TestCase("var copy = record with { };", "CS8858", TestName = "Copy an incident record")]
    [TestCase("var copy = cleared with { };", "CS8858", TestName = "Copy a cleared record")]
    [TestCase("var copy = row with { };", "CS8858", TestName = "Copy a planned row")]
    [TestCase("row.Cells = [];", "CS0200", TestName = "Replace the cells of a planned row")]
    [TestCase("row.Cells[0] = \"x\";", "CS0200", TestName = "Replace a cell of a planned row")]
    [TestCase("cleared.Texts[0] = \"x\";", "CS0200", TestName = "Replace a cell of a cleared record")]
    [TestCase("profile.Clear(record, default, default, false, keys);", "CS1061", TestName = "Clear a record past the planner")]
    [TestCase("keys.Token(default);", "CS1061", TestName = "Make a token")]
    [TestCase("Treatments.Treatment treatment = null;", "CS0246", TestName = "Name a treatment")]
    [TestCase("layout.DateFormat = \"yyyy\";", "CS0200", TestName = "Change a file layout")]
    public void Does_not_compile(string statement, string expected) => Assert.That(Errors(statement), Does.Contain(expected));

    [TestCase("public sealed class Mine : IncidentRecord { public Mine() : base(null, null) { } }", TestName = "Derive from an incident record")]
    [TestCase("public sealed class Mine : ClearedRecord { }", TestName = "Derive from a cleared record")]
    [TestCase("public sealed class Mine : PlannedRow { }", TestName = "Derive from a planned row")]
    [TestCase("public sealed class Mine : ForceProfile { }", TestName = "Derive from a profile")]
    [TestCase("public sealed class Mine : Planner { public Mine() : base(null, null, default, false) { } }", TestName = "Derive from the planner")]
    public void Cannot_be_derived_from(string declaration) => Assert.That(Errors("", declaration), Does.Contain("CS0509"));

    private static IReadOnlyList<string> Errors(string statement, string declaration = "")
    {
        string source = $$"""
            using System; using System.Collections.Generic; using DataSharing.Disclosure; using DataSharing.Disclosure.Cells; using DataSharing.Disclosure.Clearance; using DataSharing.Disclosure.Columns;
            using DataSharing.Disclosure.Gates; using DataSharing.Disclosure.Keys; using DataSharing.Disclosure.Planning; using DataSharing.Disclosure.Profile; using DataSharing.Disclosure.Records;
            {{declaration}}
            public static class Other
            {
                public static void Try(IncidentRecord record, ClearedRecord cleared, PlannedRow row, ExportedRow entry, ForceProfile profile, ForceKeys keys, FileLayout layout)
                {
                    {{statement}}
                }
            }
            """;
        CSharpCompilation compilation = CSharpCompilation.Create("Other", [CSharpSyntaxTree.ParseText(source)], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.Id).Distinct()];
    }
}
