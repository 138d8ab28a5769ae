using System.Reflection;
using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class ExportFileTests
{
    private const string Entry = "metropolitan-000012-1.csv.sealed";
    private const string Name = "cst_metropolitan_000012_1.csv";

    private static readonly FileLayout Layout = Some.Layout(["area"]);

    private TemporaryFolder _folder = null!;
    private Outbox _outbox = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        _outbox = new Outbox(_folder.FullName);
    }

    [TearDown]
    public void End() => _folder.Dispose();

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(5_000)]
    public void Writes_header_and_rows_in_token_order(int rows)
    {
        ExportFile file = Written(rows);
        byte[] content = Some.Content(file);
        string expected = "record_id,action,version,area\r\n"
            + string.Concat(Enumerable.Range(1, rows).Select(i => $"{Some.Token(i)},NEW,1,area {i}\r\n"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(System.Text.Encoding.UTF8.GetString(content), Is.EqualTo(expected));
            Assert.That(file.Bytes, Is.EqualTo(content.Length));
            Assert.That(file.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(content))));
            Assert.That(file.Counts, Is.EqualTo(new RowCounts(rows, 0, 0, 0)));
            Assert.That(file.Name, Is.EqualTo(Name));
            Assert.That(file.Entry, Is.EqualTo(Entry));
        }
    }

    [Test]
    public void Leaves_no_content_readable_in_the_outbox()
    {
        Written(100);
        byte[] bytes = File.ReadAllBytes(Path.Combine(_outbox.Folder, Entry));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bytes.AsSpan().IndexOf("area"u8), Is.EqualTo(-1));
            Assert.That(bytes.AsSpan().IndexOf("record_id"u8), Is.EqualTo(-1));
        }
    }

    [Test]
    public void Opens_again_what_the_ledger_names()
    {
        ExportFile written = Written(10);
        ExportFile again = Reopen(written);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Some.Content(again), Is.EqualTo(Some.Content(written)));
            Assert.That(again.Sha256, Is.EqualTo(written.Sha256));
            Assert.That(again.Counts, Is.Null);
        }
    }

    [Test]
    public void Refuses_another_length_or_sha256_than_the_ledger_names()
    {
        ExportFile file = Written(10);
        string other = Convert.ToHexStringLower(SHA256.HashData("x"u8));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => ExportFile.Reopen(_outbox, Keys, Entry, Name, file.Bytes + 1, file.Sha256), Throws.TypeOf<ExportFileException>());
            Assert.That(() => ExportFile.Reopen(_outbox, Keys, Entry, Name, file.Bytes, other), Throws.TypeOf<ExportFileException>());
            Assert.That(() => ExportFile.Reopen(_outbox, Keys, Entry, Name, file.Bytes, file.Sha256.ToUpperInvariant()), Throws.TypeOf<ExportFileException>());
        }
    }

    [Test]
    public void Refuses_an_entry_that_was_altered()
    {
        ExportFile file = Written(10);
        string path = Path.Combine(_outbox.Folder, Entry);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.That(() => Reopen(file), Throws.TypeOf<ExportFileException>());
    }

    [Test]
    public void Refuses_an_entry_that_was_exchanged_for_another_of_the_same_force()
    {
        ExportFile file = Written(10);
        ExportFile other = Written(11, "metropolitan-000013-1.csv.sealed");
        File.Copy(Path.Combine(_outbox.Folder, other.Entry), Path.Combine(_outbox.Folder, Entry), overwrite: true);
        Assert.That(() => Reopen(file), Throws.TypeOf<ExportFileException>());
    }

    [Test]
    public void Refuses_a_key_that_is_not_there_and_names_its_id()
    {
        ExportFile file = Written(1);
        Assert.That(
            () => ExportFile.Reopen(_outbox, _ => null, Entry, Name, file.Bytes, file.Sha256),
            Throws.TypeOf<ExportFileException>().With.Message.Contains(Some.KeyId));
    }

    [Test]
    public void Refuses_an_entry_that_is_gone()
    {
        ExportFile file = Written(1);
        _outbox.Destroy(Entry);
        Assert.That(() => Reopen(file), Throws.TypeOf<ExportFileException>().With.Message.StartsWith(Entry));
    }

    [Test]
    public void Never_writes_over_an_entry()
    {
        ExportFile first = Written(2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Written(3), Throws.InstanceOf<IOException>());
            Assert.That(Some.Content(Reopen(first)), Is.EqualTo(Some.Content(first)), "the entry that was there");
        }
    }

    [Test]
    public void Destroys_what_it_could_not_finish()
    {
        using var rows = new SortedRows(Layout, _folder.FullName, memoryBytes: 1);
        rows.Add(Some.Row(Some.Token(1), RowAction.New, 1, "a"));
        rows.Add(Some.Row(Some.Token(1), RowAction.New, 1, "a"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => ExportFile.Write(_outbox, Some.ArchiveKey, Some.KeyId, Entry, Name, rows), Throws.InvalidOperationException);
            Assert.That(_outbox.Exists(Entry), Is.False);
        }
    }

    [Test]
    public void Carries_a_manifest_there_and_back()
    {
        ExportFile file = ExportFile.Write(_outbox, Some.ArchiveKey, Some.KeyId, Outbox.ManifestEntry("metropolitan", 12, 1), "cst_metropolitan_000012_1.json", Some.Manifest());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Some.Content(file), Is.EqualTo(Golden.Bytes("manifest.json")));
            Assert.That(Manifest.Read(Reopen(file)).ToBytes(), Is.EqualTo(Golden.Bytes("manifest.json")));
            Assert.That(() => Manifest.Read(Written(3)), Throws.TypeOf<ManifestException>());
        }
    }

    [Test]
    public void Has_no_maker_from_a_path_a_stream_or_bytes()
    {
        string[] makers =
        [
            .. typeof(Outbox).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                .Where(method => method.ReturnType == typeof(ExportFile) && method.DeclaringType == typeof(ExportFile))
                .Select(method => $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.Name))})")
                .Order(StringComparer.Ordinal),
        ];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(typeof(ExportFile).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), Has.All.Property("IsPrivate").True);
            Assert.That(makers, Is.EqualTo(new[]
            {
                "Reopen(outbox, archiveKeyById, entry, name, bytes, sha256)",
                "Write(outbox, archiveKey, keyId, entry, name, manifest)",
                "Write(outbox, archiveKey, keyId, entry, name, rows)",
                "Write(outbox, archiveKey, keyId, entry, name, rows)",
            }));
        }
    }

    private static byte[]? Keys(string id) => id == Some.KeyId ? Some.ArchiveKey : null;

    private ExportFile Reopen(ExportFile file) => ExportFile.Reopen(_outbox, Keys, file.Entry, file.Name, file.Bytes, file.Sha256);

    private ExportFile Written(int count, string entry = Entry)
    {
        using var rows = new SortedRows(Layout, _folder.FullName, memoryBytes: 50_000);
        foreach (int i in Enumerable.Range(1, count).Reverse())
        {
            rows.Add(Some.Row(Some.Token(i), RowAction.New, 1, $"area {i}"));
        }

        return ExportFile.Write(_outbox, Some.ArchiveKey, Some.KeyId, entry, Name, rows);
    }
}
