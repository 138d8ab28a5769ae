using System.Diagnostics;
using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Servers;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Gateway.Tests.Files;

namespace DataSharing.Gateway.Tests.Configuration;

/// <summary>Whatever stands where a file should be, nothing waits for it and nothing is read without an end.</summary>
internal sealed class UnfitFileTests
{
    private const int Longest = 1024 * 1024;
    private const string NoFile = "The file is a named pipe or a device.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task A_pipe_or_a_device_in_the_place_of_any_file_is_told_and_not_opened(
        [Values(
            "people.json", "gateway.json", "source/fields.json", "source/incidents.sql", "protocols/national-2015.json", "forces/metropolitan.json", "reference/towns.csv",
            "reference/premises.csv", "reference/keep.txt", "reference/narrative-keep.txt")] string file,
        [Values("pipe", "link to a pipe", "link to a device")] string what)
    {
        string at = Free(file);
        if (what == "pipe")
        {
            Pipe(at);
        }
        else if (what == "link to a pipe")
        {
            File.CreateSymbolicLink(at, Pipe(_folder["pipe"]));
        }
        else
        {
            File.CreateSymbolicLink(at, "/dev/zero");
        }

        IReadOnlyList<ConfigProblem> problems = await LookAsync(file);
        Assert.That(problems.Where(problem => problem.File == file).Select(problem => problem.Message), Is.EqualTo((string[])[NoFile]), string.Join('\n', problems));
        Assert.That(
            await Task.Run(() => new ConfigurationFolder(_folder["config"]).Sha256Behind("metropolitan")).WaitAsync(Patience), Has.Length.EqualTo(64));
    }

    [TestCase("people.json", Longest, "1 MB (1,048,576 bytes)")]
    [TestCase("gateway.json", Longest, "1 MB (1,048,576 bytes)")]
    [TestCase("source/incidents.sql", Longest, "1 MB (1,048,576 bytes)")]
    [TestCase("forces/metropolitan.json", Longest, "1 MB (1,048,576 bytes)")]
    [TestCase("reference/premises.csv", 64 * Longest, "64 MB (67,108,864 bytes)")]
    public async Task A_file_that_is_too_long_is_told_with_its_limit(string file, int longest, string told)
    {
        string at = Free(file);
        await File.WriteAllBytesAsync(at, Spaces(longest + 1));
        string sentence = $"The file is longer than {told}.";
        Assert.That((await LookAsync(file)).Where(problem => problem.File == file).Select(problem => problem.Message), Is.EqualTo((string[])[sentence]));

        await File.WriteAllBytesAsync(at, Spaces(longest));
        Assert.That((await LookAsync(file)).Select(problem => problem.Message), Has.No.Member(sentence));
    }

    [Test]
    public void Of_a_file_without_an_end_no_more_is_read_than_shows_it() =>
        Assert.That(FolderReading.ReadBounded("/dev/zero"), Has.Length.EqualTo(Longest + 1));

    [Test]
    public async Task A_pipe_in_the_place_of_a_secret_is_told_and_not_opened()
    {
        string pipe = Pipe(_folder["secret"]);
        File.SetUnixFileMode(pipe, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Task.Run(() =>
        {
            string ring = Assert.Throws<KeyRingException>(() => KeyRingFile.Read(pipe, "file secret")).Message;
            string login = Assert.Throws<SftpException>(() => SecretFile.Read(pipe, "private key file")).Message;
            Assert.That((string[])[ring, login], Has.All.Contains("is a named pipe or a device. Put a regular file there."));
            Assert.That(DatabaseAddress.On(DatabaseServers.All[0], pipe, "a test").ReadConnection(), Is.Null);
        }).WaitAsync(Patience);
    }

    private static byte[] Spaces(int count) => Encoding.ASCII.GetBytes(new string(' ', count));

    private static string Pipe(string path)
    {
        using Process made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.That(made.ExitCode, Is.Zero);
        return path;
    }

    private string Free(string file)
    {
        string config = _folder["config"];
        InProcess.CopyConfiguration(config);
        string at = Path.Combine(config, file);
        File.Delete(at);
        return at;
    }

    private Task<IReadOnlyList<ConfigProblem>> LookAsync(string file) => Task.Run(() =>
    {
        var folder = new ConfigurationFolder(_folder["config"]);
        return file == "people.json" ? folder.CheckPeople() : folder.Check(file.StartsWith("forces/", StringComparison.Ordinal) ? null : "metropolitan");
    }).WaitAsync(Patience);
}
