namespace DataSharing.Gateway.Onboarding;

/// <summary>Writes a file so that whoever opens it finds all of it, or what stood there before.</summary>
internal static class WholeFile
{
    /// <summary>Writes it beside its place, to the disk, and then gives it its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="replace">Whether a file of the name is replaced, whose mode the new one gets; otherwise there must be none.</param>
    /// <exception cref="IOException">It cannot be written, or there is a file that is not to be replaced.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool replace)
    {
        // A link stays a link: the file itself is replaced.
        string target = replace ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        string beside = target + ".new";
        File.Delete(beside);
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

            File.Move(beside, target, overwrite: replace);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
