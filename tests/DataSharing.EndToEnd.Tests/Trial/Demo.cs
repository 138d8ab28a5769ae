using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Trial;

/// <summary>
/// The README's first command, run twice in one folder with a space in its name: once as it stands, and once with --keep, so that the other
/// tests have a gateway, forces and a server. They follow each other, and have all other tests beside them.
/// </summary>
[SetUpFixture]
[Parallelizable(ParallelScope.Self)]
[SingleThreaded]
[Early]
internal sealed class Demo
{
    private static string s_outer = "";

    /// <summary>What the first run said.</summary>
    internal static Ended First { get; private set; } = null!;

    /// <summary>The processes that were left of the first run.</summary>
    internal static IReadOnlyList<string> LeftByFirst { get; private set; } = [];

    /// <summary>What the second run said, with --keep.</summary>
    internal static Ended Second { get; private set; } = null!;

    internal static string Folder { get; private set; } = "";

    internal static string Script => RepositoryFolder.At("deploy/demo.sh");

    [OneTimeSetUp]
    public async Task RunTwice()
    {
        if (TestSshd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        s_outer = Directory.CreateTempSubdirectory("datasharing-demo-").FullName;
        // Started as root, the demo plays accounts that have to come in.
        File.SetUnixFileMode(s_outer, File.GetUnixFileMode(s_outer) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Folder = Path.Combine(s_outer, "two nights");
        First = await Ended.RunAsync(Script, Folder);
        LeftByFirst = ProcessesOf(Folder);
        Second = await Ended.RunAsync(Script, "--keep", Folder);
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (s_outer.Length == 0)
        {
            return;
        }

        string id = Path.Combine(Folder, "sshd", "sshd.pid");
        if (File.Exists(id))
        {
            await Ended.RunAsync("/bin/kill", (await File.ReadAllTextAsync(id)).Trim());
        }

        Directory.Delete(s_outer, recursive: true);
    }

    /// <summary>Runs the demo's own <c>datasharing</c>.</summary>
    internal static Task<Ended> DatasharingAsync(params string[] arguments) => Ended.RunAsync(Path.Combine(Folder, "datasharing"), arguments);

    /// <summary>Runs the published program without the demo's configuration.</summary>
    internal static Task<Ended> ProgramAsync(params string[] arguments) => Ended.RunAsync(Path.Combine(Folder, "program", "datasharing"), arguments);

    internal static Task<Ended> SandboxAsync(params string[] arguments) => Ended.RunAsync("dotnet", [Path.Combine(Folder, "sandbox", "DataSharing.Sandbox.dll"), .. arguments]);

    /// <summary>The command lines of the processes that have the folder in theirs.</summary>
    internal static IReadOnlyList<string> ProcessesOf(string folder)
    {
        var found = new List<string>();
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                string command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                if (command.Contains(folder, StringComparison.Ordinal))
                {
                    found.Add(command);
                }
            }
            catch (IOException)
            {
                // The process ended between the listing and the reading.
                continue;
            }
        }

        return found;
    }
}
