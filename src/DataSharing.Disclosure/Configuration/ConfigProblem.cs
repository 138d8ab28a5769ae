using System.Globalization;

namespace DataSharing.Disclosure.Configuration;

/// <summary>
/// One thing that is wrong in a configuration file. Configuration values may be quoted in it; incident values never occur here.
/// </summary>
/// <param name="File">The file, relative to the configuration folder.</param>
/// <param name="Path">The JSON path, for example <c>columns[3].treatment</c>; <c>$</c> is the whole document.</param>
/// <param name="Line">The line, from 1; 0 when the file itself is missing or unreadable.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record ConfigProblem(string File, string Path, int Line, string Message, string Fix)
{
    private const string Profiles = "forces/";
    private const string Extension = ".json";

    /// <summary>How much it matters.</summary>
    public ConfigSeverity Severity { get; init; }

    /// <summary>
    /// What kind of problem it is, for a program that reads it. Every warning has one; of the errors, those that are reported from several
    /// sides.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The force whose profile the file is; null for a file that is shared.</summary>
    public string? Force =>
        File.StartsWith(Profiles, StringComparison.Ordinal) && File.EndsWith(Extension, StringComparison.Ordinal)
        ? File[Profiles.Length..^Extension.Length] : null;

    /// <summary>A warning.</summary>
    public static ConfigProblem Warning(string code, string file, string path, int line, string message, string fix) =>
        new(file, path, line, message, fix) { Severity = ConfigSeverity.Warning, Code = code };

    /// <summary>The problem on one line, as the console prints it.</summary>
    public override string ToString() =>
        $"{(Severity == ConfigSeverity.Warning ? "warning: " : "")}{Where(File, Path, Line)}: {Message} {Fix}".TrimEnd();

    /// <summary>Where it is, for a person: without a line that nobody knows, and without the sign for a whole document.</summary>
    internal static string Where(string file, string path, int line) =>
        file + (line == 0 ? "" : ":" + line.ToString(CultureInfo.InvariantCulture)) + (path == "$" ? "" : ": " + path);
}
