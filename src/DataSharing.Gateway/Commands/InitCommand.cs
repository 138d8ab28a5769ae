using System.CommandLine;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Onboarding;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing init</c>.</summary>
internal static class InitCommand
{
    private const string Statement = "source/incidents.sql";

    public static Command Build(TimeProvider time)
    {
        var folder = new Argument<string?>("folder") { Description = "The folder to make. Default: that of --config.",
            Arity = ArgumentArity.ZeroOrOne };
        var controller = new Option<string?>("--controller") { Description = "The controller's slug, for example cst.", HelpName = "SLUG" };
        var title = new Option<string?>("--title") { Description = "The controller's name.", HelpName = "NAME" };
        var command = new Command("init", """
            Make the configuration folder of a new controller: settings, dictionary, a skeleton of the statement, the national protocol and
            the lists of places.
            What it does not know yet is marked in the files, and said at the end. A folder that holds something is left alone.

            Example:
              datasharing init /etc/datasharing --controller cst --title "Community Security Trust"

            Exit codes: 0 made, 1 it cannot be written, 2 usage: nothing was made, 130 cancelled.
            """)
        {
            folder, controller, title,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.GuardedAsync(context, async () =>
            {
                var questions = new Questions(parsed);
                questions.Need(controller, "The controller's slug, for example cst:");
                questions.Need(title, "The controller's name:");
                string path = Path.GetFullPath(parsed.GetValue(folder) ?? context.Folder.Path);
                if (WhyNot(path) is { } fault)
                {
                    return Answer.Error(context, ExitCode.Usage, "usage", fault);
                }

                return await questions.AskAsync(context, ct) is { } missing
                    ? Answer.Error(context, ExitCode.Usage, "usage", $"{missing} Nothing was made.")
                    : Make(context, path, questions[controller], questions[title], time);
            });
        });
        return command;
    }

    private static string? WhyNot(string path) =>
        File.Exists(path) ? $"{path} is a file. Name a folder."
        : Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()
            ? $"{path} holds something already and was left alone. Name another folder."
        : !Directory.Exists(Path.GetDirectoryName(path))
            ? $"The folder {Path.GetDirectoryName(path)} does not exist. Make it, or name another one."
        : null;

    private static int Make(CommandContext context, string path, string controller, string title, TimeProvider time)
    {
        IReadOnlyList<(string File, byte[] Bytes)> files = NewFolder.FilesOf(controller, title);
        var contents = files.ToDictionary(file => Path.Combine(path, file.File), file => file.Bytes, StringComparer.Ordinal);
        // Wrong options are told before anything is made.
        var problems = new ConfigProblems();
        ConfigObject? settings = ConfigDocument.Parse(ConfigurationFolder.GatewayFile, contents[Path.Combine(path,
            ConfigurationFolder.GatewayFile)], problems);
        if (settings is null || GatewaySettings.Parse(settings, path) is null)
        {
            return Answer.Error(context, ExitCode.Usage, "usage", "--controller or --title cannot be used. Nothing was made.",
                problems.All);
        }

        NewFolder.Write(path, files);
        string[] next =
        [
            $"{Statement}: name your view, and compare source/fields.json with it.",
            "gateway.json: where the incident system is.",
            "protocols/national-2015.json: compare it with your agreement, the constant values and the reference patterns too.",
            "reference/premises.csv: count the premises of each type in each area. Until then no profile releases the type.",
            "people.json: who may do what (docs/people.md). Without it, whoever can run the program may do everything.",
            "Make the key ring: datasharing keys new.",
            "Make the first force: datasharing force new <slug>.",
        ];
        IReadOnlyList<ConfigProblem> left = new ConfigurationFolder(path, time).Check(null);
        if (context.IsJson)
        {
            Answer.Json(context, new { folder = path, files = files.Select(file => file.File), toDo = next,
                problems = left.Select(Answer.Document) });
            return ExitCode.Done;
        }

        context.Output.WriteLine($"{path} is made: {files.Count} files. What is to be filled in:");
        foreach (string step in next)
        {
            context.Output.WriteLine("  " + step);
        }

        foreach (ConfigProblem problem in left)
        {
            context.Output.WriteLine($"check says: {problem}");
        }

        return ExitCode.Done;
    }
}
