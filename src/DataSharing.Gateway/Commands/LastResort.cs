namespace DataSharing.Gateway.Commands;

/// <summary>
/// What is left when something failed that nothing else caught: a short answer, in JSON where that was asked for and nothing was answered yet, and exit code
/// 1. It needs nothing that is not loaded already, because the cause may be that no more files can be opened.
/// </summary>
internal static class LastResort
{
    /// <summary>Loads what an answer needs, while files can still be opened.</summary>
    public static void Prepare()
    {
        foreach (TextWriter writer in (TextWriter[])[Console.Out, Console.Error])
        {
            writer.Write("");
        }

        _ = Said(new IOException(), []);
    }

    /// <summary>Answers, and gives the exit code.</summary>
    public static int Answer(string[] arguments, Exception error)
    {
        (string told, string? document) = Said(error, arguments);
        Write(Console.Error, told);
        if (document is not null && !Commands.Answer.IsBegun)
        {
            Write(Console.Out, document);
        }

        return ExitCode.Failed;
    }

    private static (string Told, string? Document) Said(Exception error, string[] arguments)
    {
        // The kind alone: messages of failed conversions and of databases quote values.
        string kind = error.GetType().Name;
        string told = error is IOException or UnauthorizedAccessException or ObjectDisposedException
            ? $"Something could not be read or written ({kind}); it may be the answer itself, on standard output."
            : $"An error of the program: {kind}. Nothing more is known; the ledger says what was done.";
        bool json = Array.Exists(arguments, argument => argument == "--json" || argument.StartsWith("--json=", StringComparison.Ordinal) || argument.StartsWith("--json:", StringComparison.Ordinal));
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
