using System.Text.Json;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Commands;

/// <summary>Writes a command's answer, as JSON or for a person.</summary>
internal static class Answer
{
    /// <summary>Whether an answer in JSON was begun; standard output then gets no other one.</summary>
    public static bool IsBegun { get; private set; }

    /// <summary>Says that a command writes its answer itself, from now on.</summary>
    public static void Begin() => IsBegun = true;

    public static void Json(CommandContext context, object document)
    {
        string text = JsonSerializer.Serialize(document, Gateway.Json.Indented);
        IsBegun = true;
        context.Output.WriteLine(text);
    }

    /// <summary>Says that a command could not do its work, and gives the exit code through.</summary>
    public static int Error(
        CommandContext context, int exitCode, string code, string message, IReadOnlyList<ConfigProblem>? problems = null)
    {
        if (context.IsJson && !IsBegun)
        {
            Json(context, new { error = new { code, message, problems = (problems ?? []).Select(Document) } });
            return exitCode;
        }

        context.Error.WriteLine(message);
        foreach (ConfigProblem problem in problems ?? [])
        {
            context.Error.WriteLine("  " + problem);
        }

        return exitCode;
    }

    public static object Document(ConfigNote note) => new
    {
        code = note.Code,
        file = note.File,
        path = note.Path,
        line = note.Line,
        message = note.Message,
        fix = note.Fix,
    };

    public static object Document(ConfigProblem problem) => new
    {
        severity = problem.Severity == ConfigSeverity.Warning ? "warning" : "error",
        code = problem.Code,
        force = problem.Force,
        file = problem.File,
        path = problem.Path,
        line = problem.Line,
        message = problem.Message,
        fix = problem.Fix,
    };
}
