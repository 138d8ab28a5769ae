using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Narrative;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Sandbox;

/// <summary>The comparison of cells with the record's own direct values stops no row of the shipped profiles, and its lists name nobody of the synthetic source.</summary>
internal sealed class DirectCellRateTests
{
    private static readonly string[] Recipients = ["metropolitan", "greater-manchester", "nottinghamshire", "national-statistics"];

    [TestCase(5L, 6_000)]
    [TestCase(1L, 40_000, Explicit = true, Reason = "Makes 40,000 incidents.")]
    public void Of_synthetic_rows_none_is_held(long seed, int incidents)
    {
        using var source = new SourceFile(seed, incidents);
        var folder = new ConfigurationFolder(RepositoryFolder.At("config", "cst"));
        ControllerConfiguration controller = folder.ReadController();
        DirectoryInfo keys = Directory.CreateTempSubdirectory("datasharing-keys-");
        try
        {
            string file = Path.Combine(keys.FullName, "master.keys");
            KeyRingFile.Create(file);
            KeyRing ring = KeyRingFile.Read(file, file);
            using SourceSnapshot snapshot = new IncidentSource(DatabaseAddress.File(source.Path), controller.SourceSql, controller.Dictionary).OpenSnapshot();
            foreach (string force in Recipients)
            {
                ForceProfile profile = folder.ReadForce(force).Profile;
                var planner = new Planner(profile, new ForceKeys(ring, controller.Settings.Controller, force), SourceFile.Today, full: false);
                string? read = profile.IsStatistical ? null : force;
                if (planner.NeedsSurvey)
                {
                    planner.Survey(snapshot.Read(profile.Shape, read, CancellationToken.None), []);
                }

                int rows = planner.Rows(snapshot.Read(profile.Shape, read, CancellationToken.None), []).Count();
                int held = planner.Counts.HeldBackByField.Where(pair => pair.Key.Reason == Reason.DirectValue.Code).Sum(pair => pair.Value);
                TestContext.Out.WriteLine($"{force}: {rows} rows, {held} held as a direct value, {planner.Counts.HeldBack.GetValueOrDefault(Reason.OutOfRange.Code)} out of range");
                Assert.That(rows, Is.GreaterThan(0), force);
                Assert.That(held, Is.Zero, force);
            }

            var terms = new ListedTerms(controller.Dictionary, folder.Terms(folder.Forces()), BuiltInWords.Lists);
            foreach (IncidentRecord record in snapshot.Read(terms.Shape, null, CancellationToken.None))
            {
                terms.Look(record);
            }

            ConfigProblem[] notes = [.. terms.Warnings()];
            TestContext.Out.WriteLine(string.Join('\n', notes.Select(note => note.ToString())));
            Assert.That(notes.Where(note => note.File.EndsWith(".json", StringComparison.Ordinal)), Is.Empty);
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }
}
