using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary>Shows on a terminal how many files of the archive were read, once two seconds have passed.</summary>
internal sealed class ArchiveProgress(CommandContext context, TimeProvider time) : IProgress<int>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private long _began;
    private int _files;

    /// <summary>The reading begins.</summary>
    /// <param name="files">How many files there are.</param>
    public void Begin(int files)
    {
        _files = files;
        _began = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Report(int value)
    {
        if (!Console.IsErrorRedirected && time.GetElapsedTime(_began) > Patience)
        {
            context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Read {value:N0} of {_files:N0} files of the archive."));
        }
    }
}
