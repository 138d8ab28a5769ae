using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Exports;

/// <summary>A plan with its file, which lies sealed in a folder of its own until this is disposed of.</summary>
internal sealed class DryRun : IDisposable
{
    private readonly DryRunFolder _folder;

    /// <summary>Takes the plan and its folder.</summary>
    public DryRun(DryRunFolder folder, ExportPreview preview)
    {
        _folder = folder;
        Preview = preview;
    }

    /// <summary>The plan.</summary>
    public ExportPreview Preview { get; }

    /// <summary>Writes the file that was asked for, in the clear; it has its name when it is whole.</summary>
    /// <exception cref="IOException">It cannot be written, or there is a file of that name.</exception>
    public void Publish(ExportFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using Stream content = file.OpenContent();
        _folder.Publish(content);
    }

    /// <summary>Removes the folder and what is left of an unfinished file.</summary>
    public void Dispose() => _folder.Dispose();
}
