namespace DataSharing.Gateway.Files.Sealed;

/// <summary>The disk, or its quota, has no room for the file. Nothing has left; the run can be repeated when there is room.</summary>
internal sealed class OutboxFullException : Exception
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Names the folder that is full.</summary>
    public OutboxFullException(string path)
        : base($"The disk of {Path.GetDirectoryName(path)} is full, or its quota is used up. Make room there and run again.")
    {
    }

    /// <summary>
    /// Whether an error of the file system says that there is no room. On Unix the runtime gives the error number of the system as HResult.
    /// </summary>
    public static bool Means(IOException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.HResult is WindowsDiskFull || (!OperatingSystem.IsWindows() && failure.HResult is NoSpaceLeft or QuotaExceeded);
    }
}
