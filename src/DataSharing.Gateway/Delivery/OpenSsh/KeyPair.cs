using System.ComponentModel;
using System.Diagnostics;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>Makes a pair of login keys by ssh-keygen: ed25519, without a passphrase, kept safe by its mode.</summary>
internal static class KeyPair
{
    private const string What = "private key file";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Makes sure that a pair can be made there, without making anything.</summary>
    /// <param name="path">The private half, as a full path.</param>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>: a file is there, its folder is not, or others could put
    /// another in its place.</exception>
    public static void RequireFree(string path)
    {
        foreach (string half in new[] { path, path + ".pub" })
        {
            if (Path.Exists(half) || new FileInfo(half).LinkTarget is not null)
            {
                throw SecretFile.Fault(half, What,
                    "exists already and is not overwritten. Name another file, or use the key that is there");
            }
        }

        string folder = Path.GetDirectoryName(path) ?? "/";
        if (!Directory.Exists(folder))
        {
            throw SecretFile.Fault(path, What, $"cannot be made: its folder does not exist. Make it: mkdir -m 700 {folder}");
        }

        if (SecretPath.FaultOfNew(path) is { } open)
        {
            throw SecretFile.Fault(path, What, "would not be safe: it " + open);
        }
    }

    /// <summary>Makes the pair.</summary>
    /// <param name="path">The private half, as a full path; the public one has <c>.pub</c> added.</param>
    /// <param name="comment">What the public half says it is for.</param>
    /// <param name="ct">Cancels; nothing of the pair is left then.</param>
    /// <returns>The public half, as one line to send.</returns>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>: it cannot be made there.</exception>
    public static async Task<string> MakeAsync(string path, string comment, CancellationToken ct)
    {
        RequireFree(path);
        ProcessStartInfo start = new("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SshCommandLine.ClearEnvironment(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        using Process process = new() { StartInfo = start };
        try
        {
            process.Start();
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(limit.Token);
            await output;
            string said = await errors;
            if (process.ExitCode != 0)
            {
                throw SecretFile.Fault(path, What, $"cannot be made by ssh-keygen, which says {ServerText.Quote(said)}");
            }
        }
        catch (Win32Exception)
        {
            throw new SftpException(
                SftpFailure.Configuration,
                "The program ssh-keygen cannot be started. Install the package openssh-client, or make the key elsewhere and name it with --key.");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            File.Delete(path);
            File.Delete(path + ".pub");
            ct.ThrowIfCancellationRequested();
            throw SecretFile.Fault(path, What, $"was not made by ssh-keygen within {Limit.TotalSeconds:0} s");
        }

        File.SetUnixFileMode(path, OwnerOnly);
        return (await File.ReadAllTextAsync(path + ".pub", CancellationToken.None)).Trim();
    }
}
