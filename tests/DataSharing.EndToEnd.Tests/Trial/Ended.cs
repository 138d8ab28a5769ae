using System.Diagnostics;

namespace DataSharing.EndToEnd.Tests.Trial;

/// <summary>A program that ran to its end.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program with nothing on its standard input.</summary>
    public static async Task<Ended> RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Ended(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Starts a program in the system's temporary folder, so that nothing depends on where the tests run.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What a failed assertion shows.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
