using System.Diagnostics;
using System.Runtime.InteropServices;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>
/// The executable as ssh's own askpass program: ssh starts it with its question, and it prints the first line of the file that a variable
/// names. So no secret stands in an argument, in a variable or on a terminal. It answers one kind of question only: a passphrase is never
/// given to a server's prompt.
/// </summary>
internal static class AskPass
{
    internal const string Passphrase = "passphrase";
    internal const string Password = "password";
    private const string FileVariable = "DATASHARING_ASKPASS_FILE";
    private const string KindVariable = "DATASHARING_ASKPASS_KIND";
    private const string AskedVariable = "DATASHARING_ASKPASS_ASKED";

    /// <summary>Where the executable is that can be the helper: beside the program's own assemblies, whoever has loaded them.</summary>
    internal static string Program =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "datasharing.exe" : "datasharing");

    /// <summary>Answers, when this process was started as the helper.</summary>
    /// <param name="arguments">The command line: the question alone.</param>
    /// <returns>The exit code; null when this process is not the helper.</returns>
    public static int? Answer(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (Environment.GetEnvironmentVariable(FileVariable) is not { } file)
        {
            return null;
        }

        bool due = arguments is [var question] && Environment.GetEnvironmentVariable(KindVariable) switch
        {
            Passphrase => question.StartsWith("Enter passphrase", StringComparison.Ordinal),
            Password => question.EndsWith("'s password: ", StringComparison.Ordinal),
            _ => false,
        };
        if (!due)
        {
            LeaveMark();
            return ExitCode.Failed;
        }

        try
        {
            Console.Out.WriteLine(SecretFile.ReadLine(file, "secret file"));
            return ExitCode.Done;
        }
        catch (SftpException)
        {
            // The file was whole a moment ago, when the session began; without an answer ssh ends by itself.
            return ExitCode.Failed;
        }
    }

    /// <summary>Says that something else was asked. The question itself may be the server's own text, and is not kept.</summary>
    private static void LeaveMark()
    {
        if (Environment.GetEnvironmentVariable(AskedVariable) is not { } mark)
        {
            return;
        }

        try
        {
            File.WriteAllBytes(mark, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The session's folder has gone: nobody waits for this answer any more.
        }
    }

    /// <summary>Lets a program ask this one for the secret in a file.</summary>
    /// <param name="start">The program.</param>
    /// <param name="helper">Our executable.</param>
    /// <param name="kind">The only kind of question that is answered.</param>
    /// <param name="file">The file with the secret.</param>
    /// <param name="asked">Is made when anything else is asked; null where nobody looks for it.</param>
    internal static void Offer(ProcessStartInfo start, string helper, string kind, string file, string? asked = null)
    {
        start.Environment["SSH_ASKPASS"] = helper;
        start.Environment["SSH_ASKPASS_REQUIRE"] = "force";
        start.Environment[FileVariable] = file;
        start.Environment[KindVariable] = kind;
        if (asked is not null)
        {
            start.Environment[AskedVariable] = asked;
        }

        if (Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { } credentials)
        {
            start.Environment["CREDENTIALS_DIRECTORY"] = credentials;
        }

        // The executable finds a runtime that is not at the usual place by this variable only.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
    }
}
