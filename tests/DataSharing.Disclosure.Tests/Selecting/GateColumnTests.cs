using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Selecting;

/// <summary>A column that decides and is the same in every record decides nothing.</summary>
public sealed class GateColumnTests
{
    [Test]
    public void Columns_that_differ_have_nothing_to_tell() =>
        Assert.That(Look(200, i => [i, i % 2 == 0 ? "kent" : "essex", i % 3 == 0 ? "Verified" : "Unverified", i % 5 == 0, i == 7 ? "2026-12-01" : null, i == 9 ? "kent" : ""]), Is.Empty);

    [Test]
    public void The_same_objection_or_status_everywhere_is_an_error_and_another_column_a_warning()
    {
        ConfigProblem[] told = Look(200, i => [i, "kent", "Verified", false, null, i % 2 == 0 ? null : ""]);
        Assert.That(told.Select(problem => (problem.Severity, problem.Path)), Is.EqualTo(new[]
        {
            (ConfigSeverity.Error, "roles.doNotShare"), (ConfigSeverity.Error, "roles.status"),
            (ConfigSeverity.Warning, "roles.force"), (ConfigSeverity.Warning, "roles.embargoUntil"), (ConfigSeverity.Warning, "roles.sourceForce"),
        }));
        Assert.That(told[0].ToString(), Does.StartWith("source/fields.json: roles.doNotShare: The column \"do_not_share\" has the same value in all 200 records"));
        Assert.That(told[4].Message, Does.Contain("\"source_force\" has no value in all 200 records"));
        Assert.That(told.Select(problem => problem.ToString()), Has.None.Contains("kent").And.None.Contains("Verified"));
    }

    [TestCase(99, 0)]
    [TestCase(100, 5)]
    public void A_few_records_are_not_judged(int records, int told) =>
        Assert.That(Look(records, i => [i, "kent", "Verified", false, null, null]), Has.Length.EqualTo(told));

    private static ConfigProblem[] Look(int records, Func<long, object?[]> record)
    {
        DataDictionary dictionary = DataDictionary.Parse(ConfigDocument.Parse("source/fields.json", Encoding.UTF8.GetBytes(Some.Column("boolean", "plain", "keep").Fields), new ConfigProblems())!)!;
        var gates = new GateColumns(dictionary);
        for (int i = 1; i <= records; i++)
        {
            object?[] values = record(i);
            // A column beside the six that every record has is not in this dictionary.
            gates.Look(new IncidentRecord(gates.Shape, [.. values.Take(gates.Shape.Columns.Count), .. Enumerable.Repeat<object?>(null, Math.Max(0, gates.Shape.Columns.Count - values.Length))]));
        }

        return [.. gates.Problems().Where(problem => problem.Path is "roles.doNotShare" or "roles.status" or "roles.force" or "roles.embargoUntil" or "roles.sourceForce")];
    }
}
