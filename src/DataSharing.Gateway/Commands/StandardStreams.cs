using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// The streams that the process was started with. Where one of them was closed, its number belongs to something of the runtime: reading
/// there waits for ever, and what is written there is gone while it seems to be told.
/// </summary>
internal static class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    // In the flags of an open file: it does not outlive a start of a program, so it was opened in this process.
    private const int CloseOnExec = 0x80000;

    /// <summary>
    /// Puts in the place of closed output and error what the process can write to without touching the runtime's own files.
    /// </summary>
    public static void KeepApart()
    {
        if (IsClosed(Output))
        {
            Console.SetOut(new StreamWriter(new ClosedStream()) { AutoFlush = true });
        }

        if (IsClosed(Error))
        {
            Console.SetError(TextWriter.Null);
        }
    }

    /// <summary>Standard input.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static Stream OpenInput() =>
        IsClosed(Input) ? throw new IOException("Standard input is closed. Name a file.") : Console.OpenStandardInput();

    /// <summary>Looks whether there is a standard output.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static void RequireOutput()
    {
        if (IsClosed(Output))
        {
            throw ClosedStream.Fault();
        }
    }

    private static bool IsClosed(int descriptor)
    {
        try
        {
            string? flags = File.ReadLines($"/proc/self/fdinfo/{descriptor.ToString(CultureInfo.InvariantCulture)}")
                .FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is not null && (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (FileNotFoundException)
        {
            return Directory.Exists("/proc/self/fdinfo");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Where nobody can look, the stream is taken for open, as nearly always.
            return false;
        }
    }

    private sealed class ClosedStream : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public static IOException Fault() => new("Standard output is closed.");

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw Fault();
    }
}
