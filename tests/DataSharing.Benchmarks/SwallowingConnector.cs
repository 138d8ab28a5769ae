using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Benchmarks;

/// <summary>A drop that costs nothing: it takes every byte, keeps none and has never seen a file.</summary>
internal sealed class SwallowingConnector : ISftpConnector
{
    public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) => Task.FromResult<ISftpSession>(new Session());

    private sealed class Session : ISftpSession
    {
        public SftpServerInfo Server { get; } = new("SHA256:none", "swallow", new HashSet<string>());

        public Task<string> ResolvePathAsync(string path, CancellationToken ct) => Task.FromResult("/inbox");

        public Task<RemoteFile?> FindAsync(string path, CancellationToken ct) => Task.FromResult<RemoteFile?>(null);

        public async Task<UploadReceipt> UploadAsync(Stream content, string path, UploadOptions options, CancellationToken ct)
        {
            byte[] piece = new byte[64 * 1024];
            long length = 0;
            int read;
            while ((read = await content.ReadAsync(piece, ct)) > 0)
            {
                length += read;
            }

            return new UploadReceipt(length, length, Synced: true, ModeSet: true);
        }

        public Task ReadToAsync(string path, Stream destination, CancellationToken ct) =>
            Task.FromException(new NotSupportedException("Nothing is kept here, so nothing can be read back."));

        public Task RenameAsync(string from, string to, CancellationToken ct) => Task.CompletedTask;

        public Task<bool> DeleteAsync(string path, CancellationToken ct) => Task.FromResult(false);

        public Task<long?> GetFreeBytesAsync(string directory, CancellationToken ct) => Task.FromResult<long?>(null);

        public Task<SftpRoom> GetRoomAsync(string path, string directory, CancellationToken ct) => Task.FromResult(new SftpRoom(null, null));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
