using Microsoft.Win32.SafeHandles;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// What is left when something failed that nothing else caught: a short answer, in JSON where that was asked for and nothing was answered
/// yet, and exit code 1. The cause may be that no more files can be opened, so some are kept for it.
/// </summary>
internal static class LastResort
{
    private const int SpareFiles = 8;

    private static SafeFileHandle[]? _spare;

    /// <summary>
    /// Keeps some files open, and opens standard output and error, so that an answer can be given where no more files can be opened.
    /// </summary>
    public static void Prepare()
    {
        _spare ??= [.. Enumerable.Range(0, SpareFiles).Select(_ => File.OpenHandle("/dev/null"))];
        foreach (TextWriter writer in (TextWriter[])[Console.Out, Console.Error])
        {
            writer.Write("");
        }
    }

    /// <summary>Answers, and gives the exit code.</summary>
    public static int Answer(string[] arguments, Exception error)
    {
        LetGo();
        (string told, string? document) = Said(error, arguments);
        Write(Console.Error, told);
        if (document is not null && !Commands.Answer.IsBegun)
        {
            Write(Console.Out, document);
        }

        return ExitCode.Failed;
    }

    /// <summary>Lets the kept files go: whatever an answer needs may be loaded in their place.</summary>
    private static void LetGo()
    {
        foreach (SafeFileHandle handle in _spare ?? [])
        {
            handle.Dispose();
        }

        _spare = null;
    }

    private static (string Told, string? Document) Said(Exception error, string[] arguments)
    {
        // The kind alone: messages of failed conversions and of databases quote values.
        string kind = error.GetType().Name;
        string told = error is IOException or UnauthorizedAccessException or ObjectDisposedException
            ? $"Something could not be read or written ({kind}); it may be the answer itself, on standard output."
            : $"An error of the program: {kind}. Nothing more is known; the ledger says what was done.";
        bool json = Array.Exists(
            arguments, argument => argument == "--json" || argument.StartsWith("--json=", StringComparison.Ordinal)
            || argument.StartsWith("--json:", StringComparison.Ordinal));
        return (told, json ? "{\"error\":{\"code\":\"programError\",\"message\":\"" + told + "\",\"problems\":[]}}" : null);
    }

    private static void Write(TextWriter to, string line)
    {
        try
        {
            to.WriteLine(line);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // There is nothing to answer on; the exit code says it.
        }
    }
}
