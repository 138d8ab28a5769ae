using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>Values for the delivery tests.</summary>
internal static class Some
{
    /// <summary>Shorter than the default, and long enough that a busy machine keeps them: a test that is about a limit names its own.</summary>
    public static readonly SftpTimeouts ShortLimits = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), 5, 3);

    /// <summary>The same bytes for the same length, without a period that block sizes could hide.</summary>
    public static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public static UploadOptions NewFile(long length) => new(length, FailIfExists: true, UnixMode: 0x1A0 /* 0640 */, Sync: true);

    /// <summary>The failure of an operation; null when it did not fail.</summary>
    public static async Task<SftpException?> FailureOf(Func<Task> operation)
    {
        try
        {
            await operation();
            return null;
        }
        catch (SftpException e)
        {
            return e;
        }
    }
}
