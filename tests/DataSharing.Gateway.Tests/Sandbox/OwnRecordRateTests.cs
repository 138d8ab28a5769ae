using DataSharing.Disclosure;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Sandbox;

/// <summary>How often the own-record check and the recognisers hold back records of the synthetic source, whose approved summaries name nobody.</summary>
internal sealed class OwnRecordRateTests
{
    [TestCase("metropolitan", 5L, 6_000)]
    [TestCase("metropolitan", 1L, 40_000, Explicit = true)]
    [TestCase("greater-manchester", 1L, 40_000, Explicit = true)]
    public void Of_synthetic_rows_with_a_summary_at_most_one_in_two_hundred_is_held(string force, long seed, int incidents)
    {
        using var source = new SourceFile(seed, incidents);
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
            int Held(Reason reason) => planner.Counts.HeldBackByField.Where(pair => pair.Key.Reason == reason.Code).Sum(pair => pair.Value);
            int own = Held(Reason.OwnRecord);
            int hit = Held(Reason.SummaryHit);
            int all = open + own + hit;
            TestContext.Out.WriteLine($"{own} of {all} rows with a summary held as {Reason.OwnRecord.Code}, {hit} as {Reason.SummaryHit.Code}");
            Assert.That(open, Is.GreaterThan(200));
            Assert.That((own * 200, hit * 200), Is.EqualTo((Math.Min(own * 200, all), Math.Min(hit * 200, all))), "At most one in two hundred.");
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }
}
