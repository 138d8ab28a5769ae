using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Real connections to a drop, of which the first that renames a file is cut after the server did so and before its answer arrives.</summary>
internal sealed class AnswerLost(Action renamed) : ISftpConnector
{
    private readonly ISftpConnector _connector = Drops.Connector(TimeProvider.System);
    private bool _lost;

    public async Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) => new Session(this, await _connector.ConnectAsync(endpoint, ct));

    private sealed class Session(AnswerLost losing, ISftpSession real) : ISftpSession
    {
        public SftpServerInfo Server => real.Server;

        public Task<string> ResolvePathAsync(string path, CancellationToken ct) => real.ResolvePathAsync(path, ct);

        public Task<RemoteFile?> FindAsync(string path, CancellationToken ct) => real.FindAsync(path, ct);

        public Task<UploadReceipt> UploadAsync(Stream content, string path, UploadOptions options, CancellationToken ct) => real.UploadAsync(content, path, options, ct);

        public Task ReadToAsync(string path, Stream destination, CancellationToken ct) => real.ReadToAsync(path, destination, ct);

        public async Task RenameAsync(string from, string to, CancellationToken ct)
        {
            await real.RenameAsync(from, to, ct);
            if (!losing._lost)
            {
                losing._lost = true;
                losing.Renamed();
                await real.DisposeAsync();
                throw new SftpException(SftpFailure.ConnectionLost, "The connection was cut before the answer to a rename.");
            }
        }

        public Task<bool> DeleteAsync(string path, CancellationToken ct) => real.DeleteAsync(path, ct);

        public Task<long?> GetFreeBytesAsync(string directory, CancellationToken ct) => real.GetFreeBytesAsync(directory, ct);

        public Task<SftpRoom> GetRoomAsync(string path, string directory, CancellationToken ct) => real.GetRoomAsync(path, directory, ct);

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }

    private void Renamed() => renamed();
}
