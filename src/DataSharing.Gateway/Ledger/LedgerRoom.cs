namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Whether a file of SQLite has room to grow. SQLite tells a full disk, a quota that is used up and one that takes no more files apart only
/// at some of its files; at the others it says that something could not be written. The system is asked then.
/// </summary>
internal static class LedgerRoom
{
    // SQLite grows the memory that its readers share by 32 KiB, and the log by a page.
    private const int Needed = 64 * 1024;
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>
    /// Whether beside this file another of <see cref="Needed"/> bytes cannot be written for want of room. False also where it cannot be
    /// tried.
    /// </summary>
    public static bool IsUsedUp(string databasePath)
    {
        string? folder = Path.GetDirectoryName(databasePath);
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder))
        {
            return false;
        }

        try
        {
            // Goes when it is closed, whatever happens.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose };
            using var tried = new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}.room"), options);
            tried.Write(new byte[Needed]);
            tried.Flush(flushToDisk: true);
            return false;
        }
        catch (IOException failure)
        {
            return failure.HResult is WindowsDiskFull || (!OperatingSystem.IsWindows() && failure.HResult is NoSpaceLeft or QuotaExceeded);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
