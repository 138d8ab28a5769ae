using System.Diagnostics.Metrics;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What the worker measures tells how it is, and nothing of a record.</summary>
[NonParallelizable]
internal sealed class MetricsTests
{
    private const string Name = "Quillfeather";

    [Test]
    public async Task A_force_stands_only_with_how_its_run_ended_and_how_long_it_took()
    {
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == "DataSharing.Gateway")
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        void See(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
            {
                seen.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => See(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => See(instrument, tags));
        listener.Start();
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 12);
        rig.Source.Set(3, ("category_code", Name));
        await rig.ExportAsync(Rig.Met);
        rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = false);
        await rig.ExportAsync(Rig.Met);
        Assert.That(seen, Is.EquivalentTo(new[]
        {
            "datasharing.runs force=metropolitan outcome=delivered", "datasharing.run.duration force=metropolitan", "datasharing.rows band=10-99", "datasharing.heldback band=1-9",
            "datasharing.runs force=metropolitan outcome=refused", "datasharing.run.duration force=metropolitan", "datasharing.rows band=0", "datasharing.heldback band=0", "datasharing.run.reasons reason=disabled",
        }));
    }
}
