using System.Diagnostics;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Tests.Files;

namespace DataSharing.Gateway.Tests.Keys;

/// <summary>Who can change a key ring, or put another in its place. Alone, because one of them sets a variable of the process.</summary>
[NonParallelizable]
internal sealed class KeyRingFileTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = Owner | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private TemporaryFolder _folder = null!;

    private string Folder => _folder["above/keys"];

    private string Ring => Path.Combine(Folder, "cst.keys");

    [SetUp]
    public void Make()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(Folder, Owner);
        KeyRingFile.Create(Ring);
    }

    [TearDown]
    public void Remove()
    {
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", null);
        _folder.Dispose();
    }

    [Test]
    public void A_ring_that_its_owner_alone_can_reach_is_read() => Assert.That(Fault(), Is.Null);

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherWrite)]
    public void A_ring_that_others_may_read_or_write_is_refused(UnixFileMode more)
    {
        File.SetUnixFileMode(Ring, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        Assert.That(Fault(), Does.Contain("open to others").And.Contain($"chmod 0600 {Ring}"));
    }

    [TestCase("above/keys", UnixFileMode.GroupWrite)]
    [TestCase("above/keys", UnixFileMode.OtherWrite)]
    [TestCase("above", UnixFileMode.GroupWrite)]
    [TestCase("above", UnixFileMode.OtherWrite)]
    public void A_ring_is_refused_where_others_may_write_a_folder_on_the_way(string folder, UnixFileMode more)
    {
        File.SetUnixFileMode(_folder[folder], Owner | more);
        Assert.That(Fault(), Does.Contain($"is in the folder {_folder[folder]}, which others than its owner may write").And.Contain("chmod go-w"));
    }

    [Test]
    public void A_folder_for_everybody_is_no_place_for_a_ring_but_one_below_it_is()
    {
        File.SetUnixFileMode(_folder["above"], Everybody | UnixFileMode.StickyBit);
        Assert.That(Fault(), Is.Null, "As /tmp: nobody can rename what is not theirs.");
        File.SetUnixFileMode(_folder["above"], Owner);
        File.SetUnixFileMode(Folder, Everybody | UnixFileMode.StickyBit);
        Assert.That(Fault(), Does.Contain($"is in the folder {Folder}, which everybody may write"));
    }

    [TestCase("above/keys/cst.keys", "belongs to the account 4711")]
    [TestCase("above/keys", "is in the folder ")]
    [TestCase("above", "is in the folder ")]
    public void A_ring_that_another_account_owns_or_can_replace_is_refused(string given, string said)
    {
        Give(_folder[given]);
        Assert.That(Fault(), Does.Contain(said).And.Contain("belongs to the account 4711").And.Contain("Only root and the account that runs this program"));
    }

    [Test]
    public void A_link_is_followed_and_everything_on_its_way_is_looked_at()
    {
        Directory.CreateDirectory(_folder["links"], Owner);
        string link = _folder["links/cst.keys"];
        File.CreateSymbolicLink(link, "../above/keys/cst.keys");
        Assert.That(Fault(link), Is.Null);

        File.SetUnixFileMode(_folder["links"], Owner | UnixFileMode.OtherWrite);
        Assert.That(Fault(link), Does.Contain($"is in the folder {_folder["links"]}, which others"));
        File.SetUnixFileMode(_folder["links"], Owner);
        File.SetUnixFileMode(Folder, Owner | UnixFileMode.OtherWrite);
        Assert.That(Fault(link), Does.Contain($"is in the folder {Folder}, which others"));
        File.SetUnixFileMode(Folder, Owner);
        File.SetUnixFileMode(Ring, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.That(Fault(link), Does.Contain("open to others"));
    }

    [Test]
    public void A_link_that_another_account_owns_is_refused()
    {
        Directory.CreateDirectory(_folder["links"], Owner);
        string link = _folder["links/cst.keys"];
        File.CreateSymbolicLink(link, Ring);
        Give(link);
        Assert.That(Fault(link), Does.Contain("belongs to the account 4711"));
    }

    [Test]
    public void A_credential_of_systemd_is_read_as_systemd_makes_it_and_not_when_everybody_may_read_it()
    {
        const UnixFileMode AsMade = UnixFileMode.UserRead | UnixFileMode.GroupRead;
        File.SetUnixFileMode(Ring, AsMade);
        Assert.That(Fault(), Does.Contain("open to others"), "It is no credential.");
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", Folder);
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        Assert.That(Fault(), Is.Null);
        File.SetUnixFileMode(Ring, AsMade | UnixFileMode.OtherRead);
        Assert.That(Fault(), Does.Contain("open to others"));
        File.SetUnixFileMode(Folder, Owner);
    }

    [Test]
    public void No_ring_is_made_where_others_could_replace_it()
    {
        File.SetUnixFileMode(_folder["above"], Owner | UnixFileMode.GroupWrite);
        string next = _folder["above/new/cst.keys"];
        Assert.That(() => KeyRingFile.Create(next), Throws.TypeOf<KeyRingException>().With.Message.Contains("would not be safe").And.Message.Contains(_folder["above"]));
        Assert.That(Directory.Exists(_folder["above/new"]), Is.False);
    }

    [Test]
    public void The_folder_of_a_new_ring_is_for_its_owner_alone()
    {
        KeyRingFile.Create(_folder["new/cst.keys"]);
        Assert.That(File.GetUnixFileMode(_folder["new"]), Is.EqualTo(Owner));
    }

    [Test]
    public void A_link_to_nowhere_is_not_overwritten()
    {
        string link = _folder["above/link.keys"];
        File.CreateSymbolicLink(link, _folder["unmounted/cst.keys"]);
        Assert.That(() => KeyRingFile.Create(link), Throws.TypeOf<KeyRingException>().With.Message.Contains("exists already"));
    }

    [Test]
    public void A_key_is_added_to_the_ring_that_a_link_leads_to()
    {
        Directory.CreateDirectory(_folder["links"], Owner);
        string link = _folder["links/cst.keys"];
        File.CreateSymbolicLink(link, Ring);
        string added = KeyRingFile.Rotate(link, "a test");
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(Ring), "The link is still one.");
        string[] ids = [.. KeyRing.Parse(File.ReadAllText(Ring), out _)!.Ids];
        Assert.That((ids.Length, ids[^1]), Is.EqualTo((2, added)));
        Assert.That(File.GetUnixFileMode(Ring), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private string? Fault(string? path = null)
    {
        try
        {
            Assert.That(KeyRingFile.Read(path ?? Ring, "a test").Ids, Has.Exactly(1).Items);
            return null;
        }
        catch (KeyRingException error)
        {
            return error.Message;
        }
    }

    /// <summary>Gives an entry, and not what a link leads to, to an account that nobody has.</summary>
    private static void Give(string path)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Only the super-user can give a file away.");
        }

        using var chown = Process.Start("chown", ["-h", "4711", path]);
        chown.WaitForExit();
        Assert.That(chown.ExitCode, Is.Zero);
    }
}
