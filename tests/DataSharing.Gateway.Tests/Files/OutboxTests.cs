using System.Runtime.Versioning;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Tests.Files;

[SupportedOSPlatform("linux")]
internal sealed class OutboxTests
{
    private TemporaryFolder _folder = null!;
    private Outbox _outbox = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        _outbox = new Outbox(_folder["outbox"]);
    }

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public void Makes_its_folder_for_its_owner_only() =>
        Assert.That(File.GetUnixFileMode(_outbox.Folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

    [Test]
    public void Names_the_entries_of_an_attempt()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Outbox.DataEntry("metropolitan", 12, 1), Is.EqualTo("metropolitan-000012-1.csv.sealed"));
            Assert.That(Outbox.ManifestEntry("greater-manchester", 12, 3), Is.EqualTo("greater-manchester-000012-3.json.sealed"));
            Assert.That(() => Outbox.DataEntry("../kent", 12, 1), Throws.ArgumentException);
            Assert.That(() => Outbox.DataEntry("kent", -1, 1), Throws.ArgumentException);
        }
    }

    [TestCase("../metropolitan-000012-1.csv.sealed")]
    [TestCase("/etc/passwd")]
    [TestCase("metropolitan-000012-1.csv")]
    [TestCase("")]
    public void Touches_nothing_but_entries(string name)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => _outbox.Exists(name), Throws.ArgumentException);
            Assert.That(() => _outbox.Destroy(name), Throws.ArgumentException);
        }
    }

    [Test]
    public void Destroys_an_entry_and_does_not_mind_when_it_is_gone()
    {
        string entry = Outbox.DataEntry("kent", 1, 1);
        Place(entry);
        bool before = _outbox.Exists(entry);
        _outbox.Destroy(entry);
        _outbox.Destroy(entry);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.True);
            Assert.That(_outbox.Exists(entry), Is.False);
        }
    }

    [Test]
    public void Lists_the_entries_of_a_folder_and_makes_none()
    {
        string data = Outbox.DataEntry("kent", 1, 1);
        string manifest = Outbox.ManifestEntry("kent", 2, 13);
        string ofAnother = Outbox.DataEntry("kent-and-more", 123456, 2);
        foreach (string name in new[] { data, manifest, ofAnother, "notes.txt", "sort-0123456789abcdef0123456789abcdef.spill", "my.sealed" })
        {
            Place(name);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Outbox.EntriesIn(_outbox.Folder), Is.EqualTo(new OutboxEntry[] { new(data, "kent", 1, 1), new(manifest, "kent", 2, 13), new(ofAnother, "kent-and-more", 123456, 2) }));
            Assert.That(Outbox.EntriesIn(_folder["nowhere"]), Is.Empty);
            Assert.That(Directory.Exists(_folder["nowhere"]), Is.False);
        }
    }

    private void Place(string name) => File.WriteAllText(Path.Combine(_outbox.Folder, name), "");
}
