namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// Where a file that is uploaded under another name is to stand in the end. An upload with a target asks for it in the same round trip in
/// which it creates its file, and takes that file away again where the target is not free.
/// </summary>
/// <param name="Path">The final path; nothing may stand there.</param>
/// <param name="Directory">The folder of it.</param>
/// <param name="NeededBytes">The least that must be free there, where the server says what is free.</param>
internal sealed record UploadTarget(string Path, string Directory, long NeededBytes)
{
    /// <summary>What is wrong with the target; null when the file may be put.</summary>
    internal SftpException? Refuse(SftpRoom room) =>
        room.Standing is not null
            ? new SftpException(SftpFailure.AlreadyExists, $"{ServerText.Printable(Path)} exists at the server; nothing was overwritten.")
        : room.FreeBytes is { } free && free < NeededBytes
        ? new SftpException(
            SftpFailure.NoSpace, FormattableString.Invariant($"The drop has {free} bytes free and the file needs {NeededBytes}."))
        : null;
}
