namespace DataSharing.Gateway.Commands;

/// <summary>
/// What is left when something failed that nothing else caught: a short answer, in JSON where that was asked for and nothing was answered yet, and exit code
/// 1. It needs nothing that is not loaded already, because the cause may be that no more files can be opened.
/// </summary>
internal static class LastResort
{
    /// <summary>Answers, and gives the exit code.</summary>
    public static int Answer(string[] arguments, Exception error)
    {
        bool json = Array.Exists(arguments, argument => argument == "--json" || argument.StartsWith("--json=", StringComparison.Ordinal) || argument.StartsWith("--json:", StringComparison.Ordinal));
        // The kind alone: messages of failed conversions and of databases quote values.
        string kind = error.GetType().Name;
        if (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Console.Error.WriteLine($"Something could not be read or written ({kind}); it may be the answer itself, on standard output.");
        }
        else
        {
            Console.Error.WriteLine($"An error of the program: {kind}. Nothing more is known; the ledger says what was done.");
        }

        if (json && !Commands.Answer.IsBegun)
        {
            try
            {
                Console.Out.WriteLine("{\"error\":{\"code\":\"programError\",\"message\":\"An error of the program: " + kind + ".\",\"problems\":[]}}");
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                // There is no standard output to answer on; the exit code says it.
            }
        }

        return ExitCode.Failed;
    }
}
