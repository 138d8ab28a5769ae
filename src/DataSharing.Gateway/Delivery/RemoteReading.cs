using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery;

/// <summary>What reading a file at the drop came to.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Sha256">The hash of what was read; null where it was not read to its end.</param>
/// <param name="Error">Why it was not read; null where it was.</param>
internal readonly record struct RemoteReading(ReadEnd End, string? Sha256 = null, SftpException? Error = null);

/// <summary>How reading a file at the drop ended.</summary>
internal enum ReadEnd
{
    /// <summary>It was read to its end.</summary>
    Whole,

    /// <summary>It is longer than what was looked for.</summary>
    Longer,

    /// <summary>The drop does not let files be read.</summary>
    Denied,

    /// <summary>It is not there, or not any more.</summary>
    Gone,
}
