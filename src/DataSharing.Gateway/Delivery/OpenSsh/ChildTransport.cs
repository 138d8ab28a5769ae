using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>
/// SFTP over the standard streams of a child process. Standard error is drained always: a full pipe would block the child.
/// </summary>
internal sealed class ChildTransport : ISftpTransport
{
    private const int ErrorTextKept = 4096;
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Func<int, string, TransportEnd> _explain;
    private readonly Func<SftpPeer> _describe;
    private readonly Action _cleanUp;
    private readonly Lock _ending = new();
    private bool _disposed;

    private ChildTransport(Process process, Func<int, string, TransportEnd> explain, Func<SftpPeer> describe, Action cleanUp)
    {
        _process = process;
        _explain = explain;
        _describe = describe;
        _cleanUp = cleanUp;
        Completion = Task.Run(WaitForEndAsync);
    }

    /// <inheritdoc/>
    public Stream Input => _process.StandardOutput.BaseStream;

    /// <inheritdoc/>
    public Stream Output => _process.StandardInput.BaseStream;

    /// <inheritdoc/>
    public Task<TransportEnd> Completion { get; }

    /// <summary>The child's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the child.</summary>
    /// <param name="start">Program and arguments; redirection is set here.</param>
    /// <param name="explain">Turns exit code and the beginning of standard error into the reason of the end. Must not throw.</param>
    /// <param name="describe">Who is at the other end.</param>
    /// <param name="cleanUp">Called once, when the child has ended and the transport is disposed, or when it did not start.</param>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>: the program cannot be started.</exception>
    public static ChildTransport Start(
        ProcessStartInfo start, Func<int, string, TransportEnd> explain, Func<SftpPeer> describe, Action cleanUp)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardErrorEncoding = Encoding.Latin1;
        Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            process.Dispose();
            cleanUp();
            throw new SftpException(
                SftpFailure.Configuration,
                $"The program {start.FileName} cannot be started. Install the package openssh-client, and have it in PATH.");
        }

        PipeSize.Widen(process.StandardInput.BaseStream, PipeSize.ToChild);
        PipeSize.Widen(process.StandardOutput.BaseStream, PipeSize.FromChild);
        return new ChildTransport(process, explain, describe, cleanUp);
    }

    /// <inheritdoc/>
    public SftpPeer DescribePeer() => _describe();

    /// <inheritdoc/>
    public void Abort()
    {
        lock (_ending)
        {
            if (!_disposed && !_process.HasExited)
            {
                _process.Kill();
            }
        }
    }

    /// <summary>Closes the child's input and waits for its end, which is enforced after two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_ending)
        {
            if (_disposed)
            {
                return;
            }
        }

        CloseOutput();
        try
        {
            await Completion.WaitAsync(EndGrace);
        }
        catch (TimeoutException)
        {
            Abort();
            await Completion;
        }

        lock (_ending)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _process.Dispose();
        }

        _cleanUp();
    }

    private void CloseOutput()
    {
        try
        {
            Output.Dispose();
        }
        catch (IOException)
        {
            // The child has ended already and can take no last bytes.
        }
    }

    private async Task<TransportEnd> WaitForEndAsync()
    {
        string errors = await DrainErrorsAsync();
        await _process.WaitForExitAsync();
        return _explain(_process.ExitCode, errors);
    }

    private async Task<string> DrainErrorsAsync()
    {
        StringBuilder kept = new();
        char[] block = new char[1024];
        while (await _process.StandardError.ReadAsync(block) is > 0 and int read)
        {
            kept.Append(block, 0, Math.Min(read, ErrorTextKept - kept.Length));
        }

        return kept.ToString();
    }
}
