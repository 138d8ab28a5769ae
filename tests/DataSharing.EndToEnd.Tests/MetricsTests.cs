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

    [Test]
    public async Task The_age_of_the_last_delivery_rises_between_looks_and_a_force_that_is_stopped_has_none()
    {
        var ages = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument is { Meter.Name: "DataSharing.Gateway", Name: "datasharing.last_delivery.age" })
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, age, tags, _) => ages[(string)tags.ToArray().Single(tag => tag.Key == "force").Value!] = age);
        listener.Start();
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        rig.Edit("forces/greater-manchester.json", profile => profile["enabled"] = false);
        DateTimeOffset delivered = rig.Time.Now;
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        await using Office office = await Office.OpenAsync(rig, delivered.AddHours(1));
        await office.LookAsync();
        await office.LookAsync();
        foreach (int hours in (int[])[2, 30])
        {
            rig.Time.Now = delivered.AddHours(hours);
            ages.Clear();
            listener.RecordObservableInstruments();
            Assert.That(ages, Is.EquivalentTo(new Dictionary<string, double> { [Rig.Met] = hours * 3600, [Rig.Notts] = (hours - 1) * 3600 }), "Without a delivery it counts from when the force was first seen.");
        }

        rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = false);
        await office.LookAsync();
        ages.Clear();
        listener.RecordObservableInstruments();
        Assert.That(ages.Keys, Is.EqualTo(new[] { Rig.Notts }));
    }
}
