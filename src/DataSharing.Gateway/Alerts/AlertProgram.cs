using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DataSharing.Gateway.Machine;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// The command of the settings, run once. It is a session and process group of its own, so that all of it can be ended. What it prints goes
/// to /dev/null: nothing of it is read, and so a child that outlives it with its output open holds nobody up. Its exit code alone decides.
/// </summary>
internal static class AlertProgram
{
    /// <summary>How long it may take before it is ended.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int Kill = 9;
    private const string Shell = "/bin/sh";

    // Its text holds nothing from outside: the program and its arguments are arguments of the shell, which puts itself out of the way.
    private const string Quiet = "exec \"$0\" \"$@\" >/dev/null 2>&1";

    /// <summary>The beginning of the names of the variables that are meant for the command.</summary>
    private const string OwnSettings = "DATASHARING_ALERT_";

    // Of util-linux, which every Debian has. Without it the command's own children are found by their parents alone.
    private static readonly string? NewSession = Array.Find(["/usr/bin/setsid", "/bin/setsid"], File.Exists);

    /// <summary>Runs it to its end.</summary>
    /// <param name="command">The program with its full path, and its arguments.</param>
    /// <param name="line">What it gets on standard input.</param>
    /// <param name="ct">Cancels; the program is then ended with all that it started.</param>
    /// <exception cref="AlertException">It cannot be started, did not end with 0, or took longer than <see cref="Patience"/> and was
    /// ended.</exception>
    public static async Task RunAsync(IReadOnlyList<string> command, string line, CancellationToken ct)
    {
        using Process program = Start(command);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await WriteAsync(program, line, patience.Token);
            await program.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            End(program);
            ct.ThrowIfCancellationRequested();
            throw new AlertException("The alert command took longer than 30 seconds and was ended.");
        }

        if (program.ExitCode != 0)
        {
            throw new AlertException(
                string.Create(CultureInfo.InvariantCulture, $"The alert command ended with exit code {program.ExitCode}."));
        }
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        if (!File.Exists(command[0]))
        {
            throw new AlertException("The alert command cannot be started: there is no such program.");
        }

        string[] words = NewSession is null ? [Shell, "-c", Quiet, .. command] : [NewSession, Shell, "-c", Quiet, .. command];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, UseShellExecute = false };
        ChildEnvironment.Clear(start, name => name == "LANG" || name.StartsWith(OwnSettings, StringComparison.Ordinal));
        try
        {
            return Process.Start(start) ?? throw new AlertException("The alert command cannot be started.");
        }
        catch (Win32Exception)
        {
            throw new AlertException("The alert command cannot be started: the system has no shell, or lacks room for another process.");
        }
    }

    private static async Task WriteAsync(Process program, string line, CancellationToken ct)
    {
        try
        {
            await program.StandardInput.WriteLineAsync(line.AsMemory(), ct);
            program.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that does not read its input has ended or closed it; its exit code tells whether that was well.
        }
    }

    private static void End(Process program)
    {
        if (NewSession is not null)
        {
            // The session's number is the program's. Where nothing of it is left, there is nothing to end.
            _ = Signal(-program.Id, Kill);
        }

        try
        {
            program.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended meanwhile.
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
