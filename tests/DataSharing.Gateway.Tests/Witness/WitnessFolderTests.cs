using System.Runtime.Versioning;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Tests.Witness;

[SupportedOSPlatform("linux")]
internal sealed class WitnessFolderTests
{
    private static readonly Witnessed One = new("kent", 3, 2, 41, new string('a', 64), new string('b', 64));

    private TemporaryFolder _folder = null!;
    private WitnessFolder _witness = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        _witness = new WitnessFolder(_folder["keys/cst.keys.witness"]);
    }

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public void Reads_what_it_wrote_and_nothing_of_another_force()
    {
        Assert.That(_witness.Read("kent"), Is.Null);
        Assert.That(_witness.Forces(), Is.Empty);
        _witness.Write(One);
        _witness.Write(One with { Force = "metropolitan", Accepted = null });
        _witness.Write(One with { Sequence = 4 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_witness.Read("kent"), Is.EqualTo(One with { Sequence = 4 }));
            Assert.That(_witness.Read("metropolitan"), Is.EqualTo(One with { Force = "metropolitan", Accepted = null }));
            Assert.That(_witness.Forces(), Is.EqualTo(new[] { "kent", "metropolitan" }));
            Assert.That(Directory.GetFiles(_witness.Folder), Has.Length.EqualTo(2), "Nothing unfinished stays.");
        }
    }

    [Test]
    public void Folder_and_file_are_the_owners_alone()
    {
        _witness.Write(One);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.GetUnixFileMode(_witness.PathOf("kent")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(File.GetUnixFileMode(_witness.Folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
    }

    [Test]
    public void What_a_killed_process_left_half_written_is_in_nobodys_way()
    {
        _witness.Write(One);
        File.WriteAllText(_witness.PathOf("kent") + ".new", "{");
        Assert.That(_witness.Read("kent"), Is.EqualTo(One));
        Assert.That(_witness.Forces(), Is.EqualTo(new[] { "kent" }));
        _witness.Write(One with { Sequence = 5 });
        Assert.That(_witness.Read("kent")!.Sequence, Is.EqualTo(5));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("""{ "version": 2, "force": "kent", "sequence": 3, "attempt": 1, "entry": 41, "head": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "accepted": null }""")]
    [TestCase("""{ "version": 1, "force": "essex", "sequence": 3, "attempt": 1, "entry": 41, "head": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "accepted": null }""")]
    [TestCase("""{ "version": 1, "force": "kent", "sequence": -1, "attempt": 1, "entry": 41, "head": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "accepted": null }""")]
    [TestCase("""{ "version": 1, "force": "kent", "sequence": 3, "attempt": 1, "entry": 41, "head": "short", "accepted": null }""")]
    public void What_is_not_a_witness_is_refused_and_never_taken_for_none(string text)
    {
        Directory.CreateDirectory(_witness.Folder);
        File.WriteAllText(_witness.PathOf("kent"), text);
        Assert.That(() => _witness.Read("kent"), Throws.TypeOf<WitnessException>().With.Message.Contains(_witness.PathOf("kent")));
    }

    [Test]
    public void What_cannot_be_written_says_where_and_what_to_do()
    {
        Directory.CreateDirectory(_folder["keys"]);
        File.WriteAllText(_witness.Folder, "");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => _witness.Write(One), Throws.TypeOf<WitnessException>().With.Message.Contains("witnessFolder"));
            Assert.That(() => _witness.RequireWritable(), Throws.TypeOf<WitnessException>());
            Assert.That(() => new WitnessFolder(_folder["keys/not/yet"]).RequireWritable(), Throws.Nothing, "The nearest folder can be written.");
            Assert.That(Directory.GetFiles(_folder["keys"]), Has.Length.EqualTo(1), "The look leaves nothing.");
            Assert.That(() => _witness.PathOf("../kent"), Throws.ArgumentException);
        }
    }
}
