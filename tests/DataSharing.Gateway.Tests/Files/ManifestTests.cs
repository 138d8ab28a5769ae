using System.Globalization;
using System.Text;
using System.Text.Json;
using DataSharing.Gateway.Files;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class ManifestTests
{
    [TestCase("en-GB")]
    [TestCase("de-DE")]
    [TestCase("fa-IR")]
    public void Has_the_agreed_bytes(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Some.Manifest().ToBytes(), Is.EqualTo(Golden.Bytes("manifest.json")));
            Assert.That(Some.Manifest(file: null).ToBytes(), Is.EqualTo(Golden.Bytes("manifest-only.json")));
        }
    }

    [TestCase("manifest.json")]
    [TestCase("manifest-only.json")]
    [TestCase("manifest-2.json")]
    public void Reads_back_what_it_wrote(string golden) =>
        Assert.That(Manifest.Parse(Golden.Bytes(golden)).ToBytes(), Is.EqualTo(Golden.Bytes(golden)));

    [Test]
    public void Keeps_every_member_of_format_2()
    {
        using JsonDocument earlier = JsonDocument.Parse(Golden.Bytes("manifest-2.json"));
        using JsonDocument today = JsonDocument.Parse(Some.Manifest(reading: Some.Reading()).ToBytes());
        Assert.That(JsonContract.Broken(earlier.RootElement, today.RootElement), Is.Empty);
        Assert.That(today.RootElement.GetProperty("format").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public void One_sent_again_keeps_its_format_and_what_it_says_of_reading()
    {
        foreach (string golden in (string[])["manifest.json", "manifest-2.json"])
        {
            string[] before = Encoding.UTF8.GetString(Golden.Bytes(golden)).Split('\n');
            string[] after = Lines(Manifest.Parse(Golden.Bytes(golden)).WithFile("cst_metropolitan_000012_2.csv", DateTimeOffset.UnixEpoch));
            Assert.That(before.Zip(after).Count(pair => pair.First != pair.Second), Is.EqualTo(2), golden);
            Assert.That(after, Has.Length.EqualTo(before.Length));
        }
    }

    [TestCase("\"format\": 2", "\"format\": 3")]
    [TestCase("\"format\": 2", "\"format\": 1")]
    [TestCase("\"header\": true", "\"header\": 1")]
    [TestCase("\"label\": null", "\"label\": 1")]
    [TestCase("\"meaning\": \"The version.\"", "\"meaning\": null")]
    [TestCase("\"list\": null,", "")]
    public void Refuses_another_form_of_format_2(string written, string altered)
    {
        string text = Encoding.UTF8.GetString(Golden.Bytes("manifest-2.json"));
        Assert.That(text, Does.Contain(written));
        Assert.That(() => Manifest.Parse(Encoding.UTF8.GetBytes(text.Replace(written, altered, StringComparison.Ordinal))), Throws.TypeOf<ManifestException>());
    }

    [Test]
    public void Differs_in_file_and_time_only_when_sent_again()
    {
        var created = new DateTimeOffset(2026, 4, 1, 1, 2, 3, TimeSpan.Zero);
        string[] before = Lines(Some.Manifest());
        string[] after = Lines(Some.Manifest().WithFile("cst_metropolitan_000012_2.csv", created));
        string[] differing = [.. before.Zip(after).Where(pair => pair.First != pair.Second).Select(pair => pair.Second.Trim())];
        Assert.That(differing, Is.EqualTo(new[] { "\"file\": \"cst_metropolitan_000012_2.csv\",", "\"created\": \"2026-04-01T01:02:03Z\"" }));
    }

    [TestCase("{", "{ \"heldBack\": 3,")]
    [TestCase("\"rows\": 11", "\"rows\": 12")]
    [TestCase("\"rows\": 11", "\"rows\": 11.0")]
    [TestCase("\"rows\": 11", "\"rows\": \"11\"")]
    [TestCase("\"rows\": 11", "\"rows\": 11, \"rows\": 11")]
    [TestCase("\"new\": 5", "\"new\": 2147483647")]
    [TestCase("\"bytes\": 4321", "\"bytes\": null")]
    [TestCase("\"mode\": \"delta\"", "\"mode\": \"partly\"")]
    [TestCase("\"mode\": \"delta\"", "\"Mode\": \"delta\"")]
    [TestCase("\"force\": \"metropolitan\"", "\"force\": null")]
    [TestCase("\"sequence\": 12,", "")]
    [TestCase("\"sequence\": 12", "\"sequence\": 99999999999")]
    [TestCase("\"sha256\": \"aaaa", "\"sha256\": null, \"x\": \"aaaa")]
    [TestCase("\"created\": \"2026-03-29T01:30:05Z\"", "\"created\": \"29/03/2026\"")]
    [TestCase("\n", "\r\n")]
    [TestCase("}\n", "}\n\n")]
    [TestCase("\"keyId\"", "\"key")]
    public void Refuses_anything_else(string written, string altered)
    {
        string text = Encoding.UTF8.GetString(Golden.Bytes("manifest.json"));
        Assert.That(text, Does.Contain(written));
        byte[] bytes = Encoding.UTF8.GetBytes(text.Replace(written, altered, StringComparison.Ordinal));
        Assert.That(() => Manifest.Parse(bytes), Throws.TypeOf<ManifestException>());
    }

    [Test]
    public void Refuses_bytes_that_are_not_json_or_not_an_object()
    {
        foreach (string text in new[] { "", "[]", "3", "null", "\"text\"", "\u0000" })
        {
            Assert.That(() => Manifest.Parse(Encoding.UTF8.GetBytes(text)), Throws.TypeOf<ManifestException>(), text);
        }
    }

    [Test]
    public void A_range_is_read_back_and_sent_again_and_has_no_place_in_another_manifest()
    {
        var range = new ManifestRange(new DateOnly(2026, 4, 1), new DateOnly(2026, 6, 30), "INC_DATE");
        byte[] written = Some.Manifest(reading: Some.Reading(), range: range).ToBytes();
        Assert.That(Manifest.Parse(written).Range, Is.EqualTo(range));
        Assert.That(Manifest.Parse(written).WithFile("again.csv", DateTimeOffset.UnixEpoch).Range, Is.EqualTo(range));
        Assert.That(Encoding.UTF8.GetString(Some.Manifest(reading: Some.Reading()).ToBytes()), Does.Not.Contain("range"));
        Assert.That(() => Some.Manifest(range: range).ToBytes(), Throws.InvalidOperationException, "Format 1 has none.");
        foreach ((string was, string altered) in new[] { ("\"from\": \"2026-04-01\"", "\"from\": \"01/04/2026\""), ("\"column\": \"INC_DATE\"", "\"column\": null"), ("    \"to\": \"2026-06-30\",\n", "") })
        {
            string text = Encoding.UTF8.GetString(written);
            Assert.That(text, Does.Contain(was));
            Assert.That(() => Manifest.Parse(Encoding.UTF8.GetBytes(text.Replace(was, altered, StringComparison.Ordinal))), Throws.TypeOf<ManifestException>());
        }
    }

    [Test]
    public void What_is_told_of_the_journal_is_read_back_and_sent_again_and_stands_at_the_end()
    {
        string hash = new('e', 64);
        foreach (ManifestHead head in (ManifestHead[])[new(hash), new(null)])
        {
            Manifest written = Manifest.Parse(Some.Manifest(reading: Some.Reading(), head: head).ToBytes());
            Assert.That(written.JournalHead, Is.EqualTo(head));
            Assert.That(written.WithFile("again.csv", DateTimeOffset.UnixEpoch).JournalHead, Is.EqualTo(head));
            Assert.That(Encoding.UTF8.GetString(written.ToBytes()), Does.EndWith($",\n  \"journalHead\": {(head.Hash is null ? "null" : $"\"{hash}\"")}\n}}\n"));
        }

        Assert.That(Encoding.UTF8.GetString(Some.Manifest(reading: Some.Reading()).ToBytes()), Does.Not.Contain("journalHead"), "One of before that was told stays as it is.");
        Assert.That(() => Some.Manifest(head: new(hash)).ToBytes(), Throws.InvalidOperationException, "Format 1 has none.");
    }

    [Test]
    public void Is_not_written_with_rows_and_no_file() =>
        Assert.That(() => Some.Manifest().WithFile(null, DateTimeOffset.UnixEpoch).ToBytes(), Throws.InvalidOperationException);

    private static string[] Lines(Manifest manifest) => Encoding.UTF8.GetString(manifest.ToBytes()).Split('\n');
}
