using System.Runtime.Versioning;
using System.Text;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Tests.Files;

[SupportedOSPlatform("linux")]
internal sealed class SealedFileTests
{
    private const int Header = 40;
    private const int Block = 65_536;
    private const int SealedBlock = Block + 16;

    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        _path = _folder["metropolitan-000001-1.csv.sealed"];
    }

    [TearDown]
    public void End() => _folder.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Block - 1)]
    [TestCase(Block)]
    [TestCase(Block + 1)]
    [TestCase(2 * Block)]
    [TestCase((3 * Block) + 17)]
    public void Gives_back_what_was_written(int length)
    {
        byte[] plain = Plain(length);
        Write(plain);
        int blocks = Math.Max(1, (length + Block - 1) / Block);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read(), Is.EqualTo(plain));
            Assert.That(new FileInfo(_path).Length, Is.EqualTo(Header + length + (16 * blocks)));
        }
    }

    [Test]
    public void Does_not_depend_on_the_sizes_of_the_writes()
    {
        byte[] plain = Plain(Block + 5_000);
        using (var file = new SealedWriteStream(_path, Some.ArchiveKey, Some.KeyId))
        {
            for (int at = 0; at < plain.Length; at += 777)
            {
                file.Write(plain, at, Math.Min(777, plain.Length - at));
            }

            file.Complete();
        }

        Assert.That(Read(), Is.EqualTo(plain));
    }

    [Test]
    public void Shows_the_key_id_and_nothing_of_the_content()
    {
        byte[] marker = "the marker of this content"u8.ToArray();
        Write(marker);
        byte[] bytes = File.ReadAllBytes(_path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SealedFile.ReadKeyId(_path), Is.EqualTo(Some.KeyId));
            Assert.That(bytes.AsSpan().IndexOf(marker.AsSpan(0, 6)), Is.EqualTo(-1));
            Assert.That(bytes.AsSpan().IndexOf(Some.ArchiveKey.AsSpan(0, 6)), Is.EqualTo(-1));
        }
    }

    [Test]
    public void Seals_equal_content_differently_every_time()
    {
        Write(Plain(100));
        byte[] first = File.ReadAllBytes(_path);
        File.Delete(_path);
        Write(Plain(100));
        Assert.That(File.ReadAllBytes(_path)[Header..], Is.Not.EqualTo(first[Header..]));
    }

    [Test]
    public void Is_readable_for_its_owner_only()
    {
        Write(Plain(1));
        Assert.That(File.GetUnixFileMode(_path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Never_writes_over_a_file()
    {
        File.WriteAllText(_path, "here before");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Write(Plain(1)), Throws.InstanceOf<IOException>());
            Assert.That(File.ReadAllText(_path), Is.EqualTo("here before"));
        }
    }

    [TestCase(0)]
    [TestCase(10)]
    [TestCase(Block)]
    [TestCase(Block + 1)]
    [TestCase(2 * Block)]
    public void Refuses_a_file_that_was_not_completed(int length)
    {
        using (var file = new SealedWriteStream(_path, Some.ArchiveKey, Some.KeyId))
        {
            file.Write(Plain(length));
        }

        Assert.That(() => Read(), Throws.TypeOf<SealedFileException>());
    }

    [Test]
    public void Refuses_a_file_cut_anywhere_at_or_around_a_block_boundary()
    {
        Write(Plain((3 * Block) + 100));
        byte[] bytes = File.ReadAllBytes(_path);
        var cuts = new List<int> { 0, 1, 39, bytes.Length - 1, bytes.Length - 16, bytes.Length - 116 };
        for (int block = 0; block <= 3; block++)
        {
            int boundary = Header + (block * SealedBlock);
            cuts.AddRange([boundary, boundary + 1, boundary + 15, boundary + 16, boundary + 17, boundary + 99]);
        }

        foreach (int length in cuts.Distinct().Where(length => length < bytes.Length))
        {
            File.WriteAllBytes(_path, bytes[..length]);
            Assert.That(() => Read(), Throws.TypeOf<SealedFileException>(), $"cut to {length} bytes");
        }
    }

    [Test]
    public void Refuses_a_file_with_something_added()
    {
        Write(Plain(100));
        File.AppendAllText(_path, "x");
        Assert.That(() => Read(), Throws.TypeOf<SealedFileException>());
    }

    [Test]
    public void Refuses_every_single_bit_that_was_turned()
    {
        Write(Plain(5));
        byte[] bytes = File.ReadAllBytes(_path);
        var passed = new List<string>();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] altered = [.. bytes];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(_path, altered);
            try
            {
                Read();
                passed.Add($"byte {bit / 8} bit {bit % 8}");
            }
            catch (SealedFileException)
            {
                continue;
            }
        }

        Assert.That(passed, Is.Empty);
    }

    [Test]
    public void Refuses_blocks_that_changed_places()
    {
        Write(Plain(3 * Block));
        byte[] bytes = File.ReadAllBytes(_path);
        byte[] first = bytes[Header..(Header + SealedBlock)];
        bytes.AsSpan(Header + SealedBlock, SealedBlock).CopyTo(bytes.AsSpan(Header));
        first.CopyTo(bytes, Header + SealedBlock);
        File.WriteAllBytes(_path, bytes);
        Assert.That(() => Read(), Throws.TypeOf<SealedFileException>());
    }

    [Test]
    public void Refuses_a_block_left_out()
    {
        Write(Plain(3 * Block));
        byte[] bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, [.. bytes[..(Header + SealedBlock)], .. bytes[(Header + (2 * SealedBlock))..]]);
        Assert.That(() => Read(), Throws.TypeOf<SealedFileException>());
    }

    [Test]
    public void Refuses_a_block_of_another_file_under_the_same_key()
    {
        Write(Plain(2 * Block));
        byte[] other = File.ReadAllBytes(_path);
        File.Delete(_path);
        Write(Plain(2 * Block));
        byte[] bytes = File.ReadAllBytes(_path);
        other.AsSpan(Header, SealedBlock).CopyTo(bytes.AsSpan(Header));
        File.WriteAllBytes(_path, bytes);
        Assert.That(() => Read(), Throws.TypeOf<SealedFileException>());
    }

    [Test]
    public void Refuses_another_key_and_says_so_truly()
    {
        Write(Encoding.UTF8.GetBytes("cell-content"));
        byte[] key = [.. Some.ArchiveKey];
        key[31] ^= 1;
        SealedFileException? failure = Assert.Throws<SealedFileException>(() => Read(key));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Message, Does.StartWith("metropolitan-000001-1.csv.sealed: block 1 is not what was written."));
            Assert.That(failure.Message, Does.Contain("the key is not the one it was sealed with"));
            Assert.That(failure.ToString(), Does.Not.Contain("cell-content"));
        }
    }

    [Test]
    public void Refuses_a_file_of_another_kind()
    {
        File.WriteAllText(_path, "record_id,action,version and more than forty characters of it");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Read(), Throws.TypeOf<SealedFileException>().With.Message.Contains("not a sealed file"));
            Assert.That(() => SealedFile.ReadKeyId(_path), Throws.TypeOf<SealedFileException>());
        }
    }

    [TestCase("0123456789ABCDEF")]
    [TestCase("0123")]
    [TestCase("0123456789abcdeé")]
    public void Takes_no_malformed_key_id(string keyId) =>
        Assert.That(() => new SealedWriteStream(_path, Some.ArchiveKey, keyId), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void Knows_a_full_disk_from_other_errors()
    {
        using (Assert.EnterMultipleScope())
        {
            using (var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
            {
                IOException? failure = Assert.Throws<IOException>(() => full.WriteByte(1));
                Assert.That(OutboxFullException.Means(failure!), Is.True);
            }

            File.WriteAllText(_path, "");
            IOException? exists = Assert.Throws<IOException>(() => Write(Plain(1)));
            Assert.That(OutboxFullException.Means(exists!), Is.False);
        }
    }

    private static byte[] Plain(int length)
    {
        byte[] plain = new byte[length];
        new Random(length).NextBytes(plain);
        return plain;
    }

    private void Write(byte[] plain)
    {
        using var file = new SealedWriteStream(_path, Some.ArchiveKey, Some.KeyId);
        file.Write(plain);
        file.Complete();
    }

    private byte[] Read(byte[]? key = null)
    {
        using var file = new SealedReadStream(_path, key ?? Some.ArchiveKey);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
