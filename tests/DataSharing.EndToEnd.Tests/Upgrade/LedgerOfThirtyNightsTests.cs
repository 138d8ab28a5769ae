using System.Text.Json;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests.Upgrade;

/// <summary>A ledger of version 3 with thirty nights, its archive and its keys, as the program of that version left them; see <see cref="ThirtyNights"/>.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class LedgerOfThirtyNightsTests
{
    /// <summary>The head that <c>ledger verify</c> of the older program printed.</summary>
    private const string Head = "65d4d3b09fe2de231271852c5272397e6c61f719443042019d39a6664d3e7b7b";

    [Test]
    public async Task Is_brought_up_to_date_is_whole_and_what_it_sent_is_shown_and_sent_again()
    {
        await using Rig rig = ThirtyNights.Installed();

        Ended verified = await rig.ProgramAsync("ledger", "verify");
        Assert.That(verified.Code, Is.Zero, verified.Error);
        Assert.That(verified.Output, Does.StartWith("The ledger is whole: 161 journal entries, head ").And.EndWith("\nNo entry tells of: incident_name, lease, order_note, profile_delivered, schema_version, told.\n"));
        using (System.Data.Common.DbConnection ledger = rig.OpenLedger())
        {
            using System.Data.Common.DbCommand last = ledger.CreateCommand();
            last.CommandText = "select previous_hash || ' ' || kind || ' ' || json_extract(body, '$.runs') from journal order by entry desc limit 1";
            Assert.That(last.ExecuteScalar(), Is.EqualTo($"{Head} runsCovered 32"), "The upgrade added one entry, about the runs from before.");
        }

        Assert.That(verified.Error, Does.Contain($"The ledger is brought from version 3 to version {ExportLedger.SchemaVersion}: step 1 of ").And.Contain(" rows, 00:00:0"));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Error, Is.Empty, "Once.");

        JsonElement archived = (await rig.ProgramAsync("--json", "show", Rig.Notts, "30")).Json();
        Assert.That(archived.GetProperty("state").GetString(), Is.EqualTo("delivered"));
        JsonElement manifest = archived.GetProperty("manifest");
        Assert.That(manifest.TryGetProperty("format", out _), Is.False, "What was archived is shown as it was.");

        // What that program delivered by is not kept, and the files of today are others.
        await rig.AcceptProfileAsync(Rig.Notts);
        ExportResult resent = await rig.RunAsync(new ExportRequest(Rig.Notts, ExportTask.Resend, "test") { Sequence = 30, Why = "a test" }, connector: rig.Bare);
        Assert.That(resent.Outcome, Is.EqualTo(RunOutcome.Delivered), resent.Message);
        JsonElement again = JsonDocument.Parse(File.ReadAllBytes(Directory.GetFiles(rig.InboxOf(Rig.Notts), "*.json").Single())).RootElement;
        string[] differing = [.. manifest.EnumerateObject().Zip(again.EnumerateObject()).Where(pair => pair.First.Name != pair.Second.Name || !JsonElement.DeepEquals(pair.First.Value, pair.Second.Value)).Select(pair => pair.Second.Name)];
        Assert.That(differing, Is.EqualTo(new[] { "file", "created" }), "A resend repeats the archived manifest, in its own format.");
        Assert.That(again.EnumerateObject().Count(), Is.EqualTo(manifest.EnumerateObject().Count()));
    }

    [Test]
    public async Task Nothing_is_amended_because_meanings_and_labels_came_into_the_configuration()
    {
        await using Rig rig = ThirtyNights.Installed();
        await rig.AcceptProfileAsync(Rig.Notts);
        ExportResult night = await rig.ExportAsync(Rig.Notts, connector: rig.Bare);
        Assert.That((night.Outcome, night.Rows.Total), Is.EqualTo((RunOutcome.Delivered, 0)), night.Message);

        rig.Edit("protocols/national-2015.json", protocol => protocol["columns"]!["incident_date"]!["meaning"] = "The day of the incident, in other words.");
        rig.Edit($"forces/{Rig.Notts}.json", profile => profile["codeMaps"]!["category"]!["AbusiveBehaviour"]!["label"] = "Abuse");
        rig.Source.Add(500, Rig.Notts);
        night = await rig.ExportAsync(Rig.Notts, connector: rig.Bare);
        Assert.That((night.Rows.New, night.Rows.Total), Is.EqualTo((1, 1)), night.Message);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_an_analyst_finds_is_read_by_the_manifest_alone()
    {
        await using Rig rig = ThirtyNights.Installed();
        await rig.AcceptProfileAsync(Rig.Notts);
        await rig.RunAsync(new ExportRequest(Rig.Notts, ExportTask.ReexportFull, "test") { Why = "a test" }, connector: rig.Bare);
        Delivered delivered = rig.Inbox(Rig.Notts).Single();
        JsonElement reading = delivered.Manifest.GetProperty("reading");
        Assert.That(delivered.Manifest.GetProperty("format").GetInt32(), Is.EqualTo(2));

        var encoding = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(reading.GetProperty("encoding").GetString()!)!;
        string[] lines = encoding.GetString(delivered.Bytes).Split(reading.GetProperty("lineEnding").GetString() == "crlf" ? "\r\n" : "\n");
        Assert.That((reading.GetProperty("quoteAlways").GetBoolean(), lines[^1]), Is.EqualTo((true, "")));
        string[][] rows = [.. lines[..^1].Select(line => line[1..^1].Split($"\"{reading.GetProperty("delimiter").GetString()}\""))];
        JsonElement[] columns = [.. delivered.Manifest.GetProperty("columns").EnumerateArray()];
        Assert.That(rows[0], Is.EqualTo(columns.Select(column => column.GetProperty("name").GetString())));
        string nothing = reading.GetProperty("nullToken").GetString()!;
        foreach ((int i, JsonElement column) in columns.Index())
        {
            string[] cells = [.. rows[1..].Select(row => row[i]).Where(cell => cell != nothing).Distinct(StringComparer.Ordinal)];
            if (column.GetProperty("values") is { ValueKind: JsonValueKind.Array } values)
            {
                Assert.That(cells, Is.SubsetOf(values.EnumerateArray().Select(value => value.GetProperty("value").GetString())), column.ToString());
            }

            if (column.GetProperty("format").GetString() is { } format)
            {
                Assert.That(cells, Is.All.Matches<string>(cell => DateOnly.TryParseExact(cell, format, out _)), column.ToString());
            }
        }
    }
}
