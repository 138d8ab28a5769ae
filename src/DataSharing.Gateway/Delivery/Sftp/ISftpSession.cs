namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// One SFTP session: one operation at a time. Every operation ends within bounded time: a server that gives no answer for
/// <see cref="SftpTimeouts.Response"/> ends the session with <see cref="SftpFailure.Timeout"/>. Cancelling an operation ends the
/// session too, because an answer on its way cannot be called back. A session that has ended fails every later call with
/// <see cref="SftpException"/>.
/// </summary>
internal interface ISftpSession : IAsyncDisposable
{
    /// <summary>What is known of the server.</summary>
    SftpServerInfo Server { get; }

    /// <summary>The server's absolute form of a path. <c>.</c> gives the folder in which the session starts.</summary>
    /// <exception cref="SftpException">The server refused, or the session ended.</exception>
    Task<string> ResolvePathAsync(string path, CancellationToken ct);

    /// <summary>Looks at a path without following a link there; null when nothing has that name.</summary>
    /// <exception cref="SftpException">The server refused, or the session ended.</exception>
    Task<RemoteFile?> FindAsync(string path, CancellationToken ct);

    /// <summary>
    /// Creates <paramref name="path"/> and writes the whole content. Returns only after the server acknowledged every block and the close.
    /// When it fails and <see cref="UploadOptions.FailIfExists"/> is set, the partial file is removed again; where that is not
    /// possible the message says so. With a <see cref="UploadOptions.Target"/> that is taken or has no room, no byte of the content is
    /// sent.
    /// </summary>
    /// <param name="content">Read from its current position to its end; not disposed.</param>
    /// <param name="path">The file to create, normally a temporary name.</param>
    /// <param name="options">Length, mode and whether an existing file is refused.</param>
    /// <param name="ct">Cancelling ends the session; a partial file may stay at the server.</param>
    /// <exception cref="SftpException">The server refused, or the session ended.</exception>
    /// <exception cref="InvalidDataException">The content is not <see cref="UploadOptions.ExpectedLength"/> bytes long.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    Task<UploadReceipt> UploadAsync(Stream content, string path, UploadOptions options, CancellationToken ct);

    /// <summary>Reads a whole file back into <paramref name="destination"/>.</summary>
    /// <exception cref="SftpException">The server refused, or the session ended.</exception>
    Task ReadToAsync(string path, Stream destination, CancellationToken ct);

    /// <summary>
    /// Renames, never over an existing file: the target is looked at first, and the plain SFTP rename is used, which conforming
    /// servers refuse when the target exists. A server that overwrites on rename leaves only the moment between the two open.
    /// When the session ends in here, the rename may or may not have taken place.
    /// </summary>
    /// <exception cref="SftpException"><see cref="SftpFailure.AlreadyExists"/> when the target is there.</exception>
    Task RenameAsync(string from, string to, CancellationToken ct);

    /// <summary>Deletes a file; false when it was not there.</summary>
    /// <exception cref="SftpException">The server refused, or the session ended.</exception>
    Task<bool> DeleteAsync(string path, CancellationToken ct);

    /// <summary>Bytes that this user may still write in a folder; null when the server does not say.</summary>
    /// <exception cref="SftpException">The folder does not exist, or the session ended.</exception>
    Task<long?> GetFreeBytesAsync(string directory, CancellationToken ct);

    /// <summary>
    /// <see cref="FindAsync"/> and <see cref="GetFreeBytesAsync"/> as one question, in one round trip where the engine can. A server that
    /// refuses to say one of them is taken as silent about it.
    /// </summary>
    /// <exception cref="SftpException">The folder does not exist, the server could not look, or the session ended.</exception>
    Task<SftpRoom> GetRoomAsync(string path, string directory, CancellationToken ct);
}
