using System.Text.RegularExpressions;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Trial;

/// <summary>The commands of docs/install.md.</summary>
internal static partial class InstallPage
{
    public const string Path = "docs/install.md";

    /// <summary>The blocks of commands of a section, in order. A block without a language, or with another one, is for reading.</summary>
    public static string[] Of(string section)
    {
        Match found = Regex.Match(File.ReadAllText(RepositoryFolder.At(Path)), $@"(?ms)^\#\#\#? {Regex.Escape(section)}\n(.*?)(?=^\#\#|\z)");
        Assert.That(found.Success, Is.True, $"{Path} has no section {section}.");
        return [.. Block().Matches(found.Groups[1].Value).Select(block => block.Groups[1].Value)];
    }

    /// <summary>Types a block on a machine, as it stands: every command, whatever became of the one before.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="block">The block.</param>
    /// <param name="mayFail">How the commands begin that end with exit code 1, as the page says.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string> TypeAsync(EmptyMachine machine, string block, params string[] mayFail)
    {
        // Packages: a test has no package source, and the copy of this machine has them.
        const string Prelude = """
            apt-get() { :; }
            trap 'echo "FAILED $? $BASH_COMMAND" >&2' ERR

            """;
        Ended typed = await machine.RunAsync(Prelude + block);
        string[] failed = [.. typed.Error.Split('\n').Where(line => line.StartsWith("FAILED ", StringComparison.Ordinal))];
        Assert.That(failed.Where(line => !mayFail.Any(start => line.StartsWith($"FAILED 1 {start}", StringComparison.Ordinal))), Is.Empty, $"{block}\n{typed}");
        return typed.Output + typed.Error;
    }

    [GeneratedRegex("(?ms)^```sh\n(.*?)^```$")]
    private static partial Regex Block();
}
