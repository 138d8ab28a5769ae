namespace DataSharing.EndToEnd.Tests.Trial;

internal sealed class VerifyInboxTests
{
    private string _inbox = "";

    [SetUp]
    public void CopyAnInbox()
    {
        _inbox = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Demo.Folder)!, TestContext.CurrentContext.Test.ID)).FullName;
        foreach (string file in new[] { 1, 2 }.SelectMany(sequence => Directory.GetFiles(Path.Combine(Demo.Folder, "inbox", "nottinghamshire"), $"*-{sequence:D6}-1.*")))
        {
            File.Copy(file, Path.Combine(_inbox, Path.GetFileName(file)));
        }
    }

    private string Csv => Path.Combine(_inbox, "nottinghamshire-000002-1.csv");

    private string Manifest => Path.Combine(_inbox, "nottinghamshire-000002-1.json");

    [Test]
    public async Task Accepts_what_was_delivered()
    {
        Ended verified = await Demo.SandboxAsync("verify-inbox", _inbox);
        Assert.That(verified.ExitCode, Is.Zero, verified.ToString());
        Assert.That(verified.Output, Does.StartWith("2 manifests"));
    }

    [Test]
    public async Task Refuses_a_file_with_one_other_byte()
    {
        byte[] bytes = await File.ReadAllBytesAsync(Csv);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(Csv, bytes);
        await RefusesAsync("sha256");
    }

    [Test]
    public async Task Refuses_a_manifest_with_another_count()
    {
        string text = await File.ReadAllTextAsync(Manifest);
        await File.WriteAllTextAsync(Manifest, text.Replace("\"amend\": ", "\"amend\": 1", StringComparison.Ordinal));
        await RefusesAsync("counts.amend");
    }

    [Test]
    public async Task Refuses_a_manifest_that_is_none()
    {
        await File.WriteAllTextAsync(Manifest, "[]");
        await RefusesAsync("not a manifest");
    }

    [Test]
    public async Task Refuses_a_file_without_a_manifest()
    {
        File.Delete(Manifest);
        await RefusesAsync("no manifest names this file");
    }

    [Test]
    public async Task Refuses_a_manifest_without_its_file()
    {
        File.Delete(Csv);
        await RefusesAsync("is not there");
    }

    [Test]
    public async Task Refuses_a_gap_in_the_sequences()
    {
        File.Delete(Path.Combine(_inbox, "nottinghamshire-000001-1.csv"));
        File.Delete(Path.Combine(_inbox, "nottinghamshire-000001-1.json"));
        await RefusesAsync("have a gap");
    }

    private async Task RefusesAsync(string because)
    {
        Ended refused = await Demo.SandboxAsync("verify-inbox", _inbox);
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain(because));
    }
}
