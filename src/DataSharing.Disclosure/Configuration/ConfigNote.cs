namespace DataSharing.Disclosure.Configuration;

/// <summary>
/// One thing of a configuration that an administrator should know. It is no problem, and nothing need be done about it. Configuration
/// values may be quoted in it; incident values never occur here.
/// </summary>
/// <param name="Code">What kind of note it is, for a program that reads it.</param>
/// <param name="File">The file, relative to the configuration folder.</param>
/// <param name="Path">The JSON path; <c>$</c> is the whole document.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
/// <param name="Message">What there is to know.</param>
/// <param name="Fix">What to do about it; empty where nothing need be done.</param>
public sealed record ConfigNote(string Code, string File, string Path, int Line, string Message, string Fix)
{
    /// <summary>The note on one line, as the console prints it.</summary>
    public override string ToString() => $"note: {ConfigProblem.Where(File, Path, Line)}: {Message} {Fix}".TrimEnd();
}
