using System.Runtime.Versioning;
using System.Security.Cryptography;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>What every session must do, whatever carries it and whoever wrote the engine.</summary>
internal abstract class SftpSessionContract
{
    private string _folder = string.Empty;
    private ISftpSession _session = null!;

    /// <summary>A folder of this test at the server, by its absolute path.</summary>
    protected string Folder => _folder;

    /// <summary>The session of this test.</summary>
    protected ISftpSession Session => _session;

    /// <summary>Whether this engine can ask the server to flush a file to its disk.</summary>
    protected virtual bool CanSync => true;

    /// <summary>Whether this engine looks at a link and not at what it leads to.</summary>
    protected virtual bool SeesLinks => true;

    /// <summary>Whether this server sees a disk that is mounted after it was started.</summary>
    protected virtual bool SeesLaterMounts => true;

    /// <summary>Opens a session that starts in this folder.</summary>
    protected abstract Task<ISftpSession> OpenAsync(string folder);

    [SetUp]
    public async Task Open()
    {
        _folder = Directory.CreateTempSubdirectory("datasharing drop-").FullName;
        _session = await OpenAsync(_folder);
    }

    [TearDown]
    public async Task Close()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Starts_in_the_inbox() =>
        Assert.That(await _session.ResolvePathAsync(".", default), Is.EqualTo(_folder));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(32 * 1024)]
    [TestCase((255 * 1024) + 1)]
    [TestCase(9_000_001)]
    public async Task Uploads_exactly_the_bytes_and_reads_them_back(int length)
    {
        byte[] content = Some.Bytes(length);

        UploadReceipt receipt = await _session.UploadAsync(new MemoryStream(content), "met.csv.part", Some.NewFile(length), default);
        using MemoryStream readBack = new();
        await _session.ReadToAsync("met.csv.part", readBack, default);

        Assert.That(receipt, Is.EqualTo(new UploadReceipt(length, length, CanSync, ModeSet: true)));
        Assert.That(SHA256.HashData(readBack.ToArray()), Is.EqualTo(SHA256.HashData(content)));
        Assert.That(File.ReadAllBytes(Path.Combine(_folder, "met.csv.part")), Is.EqualTo(content));
    }

    [TestCase(0x1A0 /* 0640 */, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    [TestCase(0x180 /* 0600 */, UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [UnsupportedOSPlatform("windows")]
    public async Task The_file_has_the_mode_asked_for_before_it_has_a_byte(int mode, UnixFileMode due)
    {
        string path = Path.Combine(_folder, "a");
        (UnixFileMode Mode, long Length)? before = null;
        LookingStream content = new(Some.Bytes(10), () => before ??= (File.GetUnixFileMode(path), new FileInfo(path).Length));

        UploadReceipt receipt = await _session.UploadAsync(content, "a", Some.NewFile(10) with { UnixMode = mode }, default);

        Assert.That(before, Is.EqualTo((due, 0L)));
        Assert.That((File.GetUnixFileMode(path), receipt.ModeSet), Is.EqualTo((due, true)));
    }

    [Test]
    public async Task Says_that_no_mode_was_asked_for() =>
        Assert.That((await _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "a", Some.NewFile(10) with { UnixMode = null }, default)).ModeSet, Is.False);

    [Test]
    public async Task Never_writes_into_a_file_that_is_there()
    {
        File.WriteAllText(Path.Combine(_folder, "taken"), "kept");

        SftpException? e = await Some.FailureOf(() => _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "taken", Some.NewFile(10), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.AlreadyExists));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "taken")), Is.EqualTo("kept"));
        Assert.That(await _session.FindAsync("taken", default), Is.Not.Null, "the session goes on");
    }

    [Test]
    public async Task Replaces_a_file_only_when_told_to()
    {
        File.WriteAllText(Path.Combine(_folder, "old"), new string('x', 100));

        await _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "old", Some.NewFile(10) with { FailIfExists = false }, default);

        Assert.That(File.ReadAllBytes(Path.Combine(_folder, "old")), Is.EqualTo(Some.Bytes(10)));
    }

    [Test]
    public async Task Renames_a_file()
    {
        File.WriteAllText(Path.Combine(_folder, "a.part"), "a");

        await _session.RenameAsync("a.part", "a", default);

        Assert.That(Directory.GetFiles(_folder).Select(Path.GetFileName), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Never_renames_over_a_file_that_is_there()
    {
        File.WriteAllText(Path.Combine(_folder, "a.part"), "new");
        File.WriteAllText(Path.Combine(_folder, "a"), "kept");

        SftpException? e = await Some.FailureOf(() => _session.RenameAsync("a.part", "a", default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.AlreadyExists));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "a")), Is.EqualTo("kept"));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "a.part")), Is.EqualTo("new"));
    }

    [Test]
    public async Task Says_that_the_file_to_rename_is_missing() =>
        Assert.That((await Some.FailureOf(() => _session.RenameAsync("nothing", "a", default)))?.Failure, Is.EqualTo(SftpFailure.NotFound));

    [Test]
    public async Task Finds_a_file_with_its_length_and_time()
    {
        string path = Path.Combine(_folder, "a");
        File.WriteAllText(path, "12345");
        DateTimeOffset changed = new(2027, 3, 28, 1, 30, 0, TimeSpan.Zero);
        File.SetLastWriteTimeUtc(path, changed.UtcDateTime);

        Assert.That(await _session.FindAsync("a", default), Is.EqualTo(new RemoteFile(5, changed)));
        Assert.That(await _session.FindAsync("b", default), Is.Null);
        Assert.That(await _session.FindAsync("no folder/b", default), Is.Null);
    }

    [Test]
    public async Task Finds_a_link_that_leads_nowhere()
    {
        Assume(SeesLinks, "look at a link itself");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "nothing");

        Assert.That(await _session.FindAsync("link", default), Is.Not.Null);
    }

    [Test]
    public async Task Deletes_a_file_once()
    {
        File.WriteAllText(Path.Combine(_folder, "a"), "a");

        Assert.That(await _session.DeleteAsync("a", default), Is.True);
        Assert.That(await _session.DeleteAsync("a", default), Is.False);
    }

    [Test]
    public async Task Says_that_the_folder_is_missing()
    {
        SftpException? e = await Some.FailureOf(() => _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "no-folder/a", Some.NewFile(10), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.NotFound));
        Assert.That(e?.IsTransient, Is.False);
        Assert.That(e?.Message, Does.Contain("no-folder/a"));
    }

    [Test]
    public async Task Says_that_permission_is_denied() =>
        Assert.That(
            (await Some.FailureOf(() => _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "/sys/met.csv.part", Some.NewFile(10), default)))?.Failure,
            Is.EqualTo(SftpFailure.Permission));

    [Test]
    public async Task Says_that_the_file_to_read_is_missing() =>
        Assert.That((await Some.FailureOf(() => _session.ReadToAsync("nothing", Stream.Null, default)))?.Failure, Is.EqualTo(SftpFailure.NotFound));

    [TestCase(99)]
    [TestCase(101)]
    public void Leaves_nothing_when_the_content_has_another_length_than_announced(int length)
    {
        Assert.That(
            () => _session.UploadAsync(new MemoryStream(Some.Bytes(length)), "a", Some.NewFile(100), default),
            Throws.TypeOf<InvalidDataException>());
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    [Test]
    public void Leaves_nothing_when_the_content_cannot_be_read()
    {
        Assert.That(
            () => _session.UploadAsync(new BreakingStream(after: 400_000), "a", Some.NewFile(1_000_000), default),
            Throws.TypeOf<IOException>().With.Message.EqualTo(BreakingStream.Reason));
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    [Test]
    public async Task Knows_the_free_space()
    {
        long? free = await _session.GetFreeBytesAsync(".", default);

        Assert.That(free, Is.InRange(1, new DriveInfo(_folder).TotalSize));
    }

    [Test]
    public async Task Knows_in_one_question_whether_a_file_may_be_put()
    {
        SftpRoom free = await _session.GetRoomAsync("a", ".", default);
        File.WriteAllText(Path.Combine(_folder, "a"), "abc");
        SftpRoom taken = await _session.GetRoomAsync("a", ".", default);

        Assert.That(free.Standing, Is.Null);
        Assert.That(free.FreeBytes, Is.InRange(1, new DriveInfo(_folder).TotalSize));
        Assert.That(taken.Standing?.Length, Is.EqualTo(3));
    }

    [Test]
    public async Task Leaves_nothing_beside_a_file_that_has_the_final_name()
    {
        File.WriteAllText(Path.Combine(_folder, "a"), "kept");

        SftpException? e = await Some.FailureOf(() => _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "a.part", Some.NewFile(10) with { Place = new SftpPlace("a", ".", 10) }, default));

        Assert.That((e?.Failure, e?.MayHaveLeftFile), Is.EqualTo(((SftpFailure?)SftpFailure.AlreadyExists, (bool?)false)));
        Assert.That(Directory.GetFiles(_folder).Select(Path.GetFileName), Is.EqualTo(new[] { "a" }));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "a")), Is.EqualTo("kept"));
    }

    [Test]
    public async Task Puts_a_file_for_a_place_that_is_free_and_none_where_the_room_is_too_small()
    {
        UploadOptions options = Some.NewFile(10) with { Place = new SftpPlace("a", ".", 10) };
        Assert.That((await _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "a.part", options, default)).RemoteLength, Is.EqualTo(10));
        await _session.DeleteAsync("a.part", default);

        SftpException? e = await Some.FailureOf(() => _session.UploadAsync(new MemoryStream(Some.Bytes(10)), "a.part", options with { Place = new SftpPlace("a", ".", long.MaxValue) }, default));

        Assert.That((e?.Failure, e?.MayHaveLeftFile), Is.EqualTo(((SftpFailure?)SftpFailure.NoSpace, (bool?)false)));
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    [Test]
    public async Task Ends_when_an_upload_is_cancelled()
    {
        using CancellationTokenSource cancel = new();
        BreakingStream content = new(after: 3_000_000, cancel.Cancel);

        Assert.That(
            () => _session.UploadAsync(content, "a", Some.NewFile(10_000_000), cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Some.FailureOf(() => _session.FindAsync("a", default)))?.Failure, Is.EqualTo(SftpFailure.ConnectionLost));
        await _session.DisposeAsync();
    }

    [Test]
    public async Task Does_nothing_when_cancelled_before()
    {
        Assert.That(() => _session.DeleteAsync("a", new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await _session.FindAsync("a", default), Is.Null, "the session goes on");
    }

    [Test]
    public async Task Fails_every_call_after_it_was_closed()
    {
        await _session.DisposeAsync();

        Assert.That((await Some.FailureOf(() => _session.FindAsync("a", default)))?.Failure, Is.EqualTo(SftpFailure.ConnectionLost));
    }

    [Test]
    public async Task Says_no_space_when_the_disk_fills_up()
    {
        if (!SeesLaterMounts)
        {
            Assert.Ignore("This server runs with mounts of its own, and would not see the small disk.");
        }

        await using SmallDisk? disk = SmallDisk.TryMount(Path.Combine(_folder, "small"));
        if (disk is null)
        {
            Assert.Ignore("A small tmpfs cannot be mounted by this user; SftpSessionFaultTests covers the same with a fault-injecting server.");
        }

        SftpException? e = await Some.FailureOf(() => _session.UploadAsync(new MemoryStream(Some.Bytes(4_000_000)), "small/a", Some.NewFile(4_000_000), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.NoSpace));
        Assert.That(e?.Status, Is.EqualTo(4).Or.Null);
        Assert.That(Directory.GetFiles(disk.Folder), Is.Empty, "the partial file was removed");
    }

    private static void Assume(bool can, string what)
    {
        if (!can)
        {
            Assert.Ignore($"This engine cannot {what}.");
        }
    }
}
