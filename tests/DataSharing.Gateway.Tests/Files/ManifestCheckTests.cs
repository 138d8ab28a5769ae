using System.Text;
using DataSharing.Disclosure;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Tests.Files;

public sealed class ManifestCheckTests
{
    [TestCase("cst_metropolitan_000012_1.csv")]
    [TestCase(null)]
    public void Takes_what_is_written(string? file) => Assert.That(() => Verify(Some.Manifest(file).ToBytes(), Some.Manifest(file)), Throws.Nothing);

    [TestCase("{\n", "{\n  \"victim\": \"secret\",\n")]
    [TestCase("\n}\n", ",\n  \"secret\": 1\n}\n")]
    [TestCase("\"rows\": 11", "\"rows\": 12")]
    [TestCase("\"rows\": 11", "\"rows\": 11.0")]
    [TestCase("\"rows\": 11", "\"rows\": 1.1e1")]
    [TestCase("\"rows\": 11", "\"rows\": \"11\"")]
    [TestCase("\"rows\": 11", "\"rows\": 11,\n  \"rows\": 11")]
    [TestCase("\"rows\": 11", "\"Rows\": 11")]
    [TestCase("\"rows\": 11", "\"ro\\u0077s\": 11")]
    [TestCase("\"rows\": 11,\n", "")]
    [TestCase("\"new\": 5", "\"new\": 6")]
    [TestCase("\"amend\": 3", "\"amend\": 2")]
    [TestCase("\"withdraw\": 2", "\"withdraw\": -2")]
    [TestCase("\"resend\": 1", "\"resend\": 1,\n    \"heldBack\": 3")]
    [TestCase("\"sha256\": \"aaaa", "\"sha256\": \"baaa")]
    [TestCase("\"sha256\": \"aaaa", "\"sha256\": \"Aaaa")]
    [TestCase("\"bytes\": 4321", "\"bytes\": 4322")]
    [TestCase("\"bytes\": 4321", "\"bytes\": null")]
    [TestCase("cst_metropolitan_000012_1.csv", "secret.csv")]
    [TestCase("\"mode\": \"delta\"", "\"mode\": \"full\"")]
    [TestCase("\"sequence\": 12", "\"sequence\": 13")]
    [TestCase("\"force\": \"metropolitan\"", "\"force\": \"kent\"")]
    [TestCase("\"force\": \"metropolitan\"", "\"force\": null")]
    [TestCase("\"profileVersion\": 4", "\"profileVersion\": 5")]
    [TestCase("\"reference\": \"CST", "\"reference\": \"secret CST")]
    [TestCase("\"marking\": \"OFFICIAL", "\"marking\": \"secret OFFICIAL")]
    [TestCase("01:30:05Z", "01:30:06Z")]
    [TestCase("01:30:05Z", "01:30:05")]
    [TestCase("}\n", "}\n}\n")]
    [TestCase("}\n", "} \n")]
    [TestCase("}\n", "}")]
    [TestCase("\n", "\r\n")]
    [TestCase("{\n", "{\n// secret\n")]
    [TestCase("{\n", "\uFEFF{\n")]
    [TestCase("\"keyId\"", "\"key\u0000Id\"")]
    [TestCase("\"keyId\"", "\t\"keyId\"")]
    public void Finds_anything_that_was_not_built(string written, string planted)
    {
        string text = Encoding.UTF8.GetString(Some.Manifest().ToBytes());
        int at = text.LastIndexOf(written, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative);
        byte[] bytes = Encoding.UTF8.GetBytes(text[..at] + planted + text[(at + written.Length)..]);
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => Verify(bytes, Some.Manifest()));
        Assert.That(failure!.ToString(), Does.Not.Contain("secret"));
        Assert.That((failure.RecordId, failure.Refused), Is.EqualTo(((string?)null, (RefusedRow?)null)));
    }

    [Test]
    public void Finds_bytes_that_are_no_manifest()
    {
        foreach (string text in new[] { "", "\n", "[]", "3\n", "null\n", "{}\n", "{\"file\":{}}\n" })
        {
            Assert.That(() => Verify(Encoding.UTF8.GetBytes(text), Some.Manifest()), Throws.TypeOf<FileCheckException>(), text);
        }

        Assert.That(() => Verify(new byte[70_000], Some.Manifest()), Throws.TypeOf<FileCheckException>());
    }

    private static void Verify(byte[] bytes, Manifest built)
    {
        using var content = new MemoryStream(bytes);
        ManifestCheck.Verify(content, built);
    }
}
