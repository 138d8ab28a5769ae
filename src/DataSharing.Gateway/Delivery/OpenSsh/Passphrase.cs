using System.ComponentModel;
using System.Diagnostics;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>
/// Opens an encrypted key with its passphrase before ssh does: ssh would say of a wrong one only that the server denies permission.
/// </summary>
internal static class Passphrase
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="ssh">The ssh program; ssh-keygen is beside it.</param>
    /// <param name="key">The key and its passphrase, whose files were looked at already.</param>
    /// <param name="helper">Our own executable.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>: it does not open the key.</exception>
    public static async Task RequireAsync(string ssh, PrivateKeyCredential key, string helper, CancellationToken ct)
    {
        string program = Path.Combine(Path.GetDirectoryName(ssh) ?? string.Empty, "ssh-keygen");
        ProcessStartInfo start = new(program, ["-y", "-f", key.KeyFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SshCommandLine.ClearEnvironment(start);
        AskPass.Offer(start, helper, AskPass.Passphrase, key.PassphraseFile!);
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
                throw SecretFile.Fault(key.KeyFile, "private key file", said.Contains("incorrect passphrase", StringComparison.Ordinal)
                    ? $"is not opened by the passphrase in {key.PassphraseFile}. Put the key's passphrase in the first line of that file"
                    : $"cannot be opened by ssh-keygen, which says {ServerText.Quote(said)}");
            }
        }
        catch (Win32Exception)
        {
            throw new SftpException(
                SftpFailure.Configuration,
                $"The program {program} cannot be started. Install the package openssh-client, and have it in PATH.");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            ct.ThrowIfCancellationRequested();
            throw SecretFile.Fault(key.KeyFile, "private key file", $"was not opened by ssh-keygen within {Limit.TotalSeconds:0} s");
        }
    }
}
