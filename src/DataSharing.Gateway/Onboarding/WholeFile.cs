namespace DataSharing.Gateway.Onboarding;

/// <summary>Writes a file so that whoever opens it finds all of it, or what stood there before.</summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string _beside;
    private readonly string _target;
    private readonly bool _replace;

    private WholeFile(string beside, string target, bool replace)
    {
        _beside = beside;
        _target = target;
        _replace = replace;
    }

    /// <summary>Writes it beside its place, to the disk, and then gives it its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="replace">Whether a file of the name is replaced, whose mode the new one gets; otherwise there must be none.</param>
    /// <exception cref="IOException">It cannot be written, or there is a file that is not to be replaced.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool replace)
    {
        using WholeFile written = Beside(path, bytes, replace);
        written.Place();
    }

    /// <summary>Writes it beside its place, to the disk. It is gone with this, unless it was placed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="replace">Whether a file of the name is replaced, whose mode the new one gets; otherwise there must be none.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static WholeFile Beside(string path, ReadOnlySpan<byte> bytes, bool replace)
    {
        // A link stays a link: the file itself is replaced.
        string target = replace ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        string beside = target + ".new";
        File.Delete(beside);
        var written = new WholeFile(beside, target, replace);
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            if (replace && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
            }

            return written;
        }
        catch
        {
            written.Dispose();
            throw;
        }
    }

    /// <summary>Gives it its name.</summary>
    /// <exception cref="IOException">It cannot have it, or there is a file that is not to be replaced.</exception>
    public void Place() => File.Move(_beside, _target, overwrite: _replace);

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_beside);
}
