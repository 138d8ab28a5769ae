using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Sandbox;

/// <summary>How often the own-record check holds back records of the synthetic source, whose approved summaries name nobody.</summary>
public sealed class OwnRecordRateTests
{
    [TestCase("metropolitan", 5L)]
    public void Of_synthetic_rows_with_a_summary_at_most_one_in_two_hundred_is_held(string force, long seed)
    {
        using var source = new SourceFile(seed, incidents: 6000);
        var folder = new ConfigurationFolder(RepositoryFolder.At("config", "cst"));
        ControllerConfiguration controller = folder.ReadController();
        ForceProfile profile = folder.ReadForce(force).Profile;
        DirectoryInfo keys = Directory.CreateTempSubdirectory("datasharing-keys-");
        try
        {
            string file = Path.Combine(keys.FullName, "master.keys");
            KeyRingFile.Create(file);
            var planner = new Planner(profile, new ForceKeys(KeyRingFile.Read(file, file), controller.Settings.Controller, force), SourceFile.Today, full: false);
            using SourceSnapshot snapshot = new IncidentSource(DatabaseAddress.File(source.Path), controller.SourceSql, controller.Dictionary).OpenSnapshot();
            int summary = profile.Columns.Select(column => column.Field.Name).ToList().IndexOf("summary_shareable");
            int open = planner.Rows(snapshot.Read(profile.Shape, force, CancellationToken.None), []).Count(row => row.Cells[summary] is not null);
            int held = planner.Counts.HeldBackByField.Where(pair => pair.Key.Reason == Reason.OwnRecord.Code).Sum(pair => pair.Value);
            TestContext.Out.WriteLine($"{held} of {open + held} rows with a summary held");
            Assert.That(open, Is.GreaterThan(200));
            Assert.That(held * 200, Is.LessThanOrEqualTo(open + held));
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }
}
