namespace DataSharing.Disclosure.Configuration;

/// <summary>One thing that is wrong in a configuration file. Configuration values may be quoted in it; incident values never occur here.</summary>
/// <param name="File">The file, relative to the configuration folder.</param>
/// <param name="Path">The JSON path, for example <c>columns[3].treatment</c>; <c>$</c> is the whole document.</param>
/// <param name="Line">The line, from 1; 0 when the file itself is missing or unreadable.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record ConfigProblem(string File, string Path, int Line, string Message, string Fix)
{
    /// <summary>The problem on one line, as the console prints it.</summary>
    public override string ToString() => $"{File}:{Line}: {Path}: {Message} {Fix}".TrimEnd();
}
