using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataSharing.Sandbox;

/// <summary>
/// A TCP proxy before a server of 127.0.0.1 that can do what proxies, poolers and frozen machines do to a connection: swallow its bytes and go on acknowledging them, so that
/// neither side is ever told that the other is gone. A connection that is swallowed stays so until its client closes it, and its server's side until the proxy ends.
/// </summary>
public sealed class SwallowingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _guard = new();
    private readonly List<Passage> _standing = [];
    private readonly int _port;
    private readonly Task _accepting;
    private Way _way = Way.Pass;
    private Trap? _trap;

    private SwallowingProxy(int port)
    {
        _port = port;
        _listener.Start(256);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    private enum Way
    {
        Pass,
        Refuse,
        Swallow,
    }

    /// <summary>The port of 127.0.0.1 on which it listens.</summary>
    public int Port { get; }

    /// <summary>Starts one before a port of 127.0.0.1, which passes everything.</summary>
    public static SwallowingProxy Before(int port) => new(port);

    /// <summary>New connections pass. Those that are swallowed stay so.</summary>
    public void Pass()
    {
        lock (_guard)
        {
            _trap = null;
            _way = Way.Pass;
        }
    }

    /// <summary>Closes every connection and each that comes, as a server does that is not there.</summary>
    public void Refuse()
    {
        Set(Way.Refuse);
        Close();
    }

    /// <summary>Closes the standing connections; new ones are treated as before.</summary>
    public void Close() => Each(passage => passage.Dispose());

    /// <summary>Swallows the bytes of the standing connections; new ones pass.</summary>
    public void SwallowStanding()
    {
        Set(Way.Pass);
        Each(passage => passage.IsSwallowed = true);
    }

    /// <summary>Swallows the bytes of the standing connections and of those that come.</summary>
    public void SwallowAll()
    {
        Set(Way.Swallow);
        Each(passage => passage.IsSwallowed = true);
    }

    /// <summary>Swallows, once, when a client sends these words.</summary>
    /// <param name="words">In ASCII, as a statement has them.</param>
    /// <param name="arrive">Whether they still arrive at the server, and only what comes after is swallowed: its answer.</param>
    /// <param name="all">Whether all connections are swallowed from then on, also new ones; else that one.</param>
    /// <returns>Completes when it has happened.</returns>
    public Task SwallowAt(string words, bool arrive = false, bool all = false)
    {
        var trap = new Trap(Encoding.ASCII.GetBytes(words), arrive, all);
        lock (_guard)
        {
            _trap = trap;
        }

        return trap.Sprung.Task;
    }

    /// <summary>Ends all connections and the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Each(passage => passage.Dispose());
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private void Set(Way way)
    {
        lock (_guard)
        {
            _way = way;
        }
    }

    private void Each(Action<Passage> act)
    {
        Passage[] standing;
        lock (_guard)
        {
            standing = [.. _standing];
        }

        Array.ForEach(standing, passage => act(passage));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client = await _listener.AcceptSocketAsync(_ended.Token);
            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        Way way;
        lock (_guard)
        {
            way = _way;
        }

        if (way == Way.Refuse)
        {
            client.Close(0);
            return;
        }

        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        using var passage = new Passage(client, server) { IsSwallowed = way == Way.Swallow };
        lock (_guard)
        {
            _standing.Add(passage);
        }

        try
        {
            if (way == Way.Pass)
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _ended.Token);
                _ = BackAsync(passage);
            }

            await ForthAsync(passage);
            if (passage.IsSwallowed)
            {
                // The server is not told that the client has gone.
                await Task.Delay(Timeout.Infinite, _ended.Token);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side has ended, or the proxy.
        }
        finally
        {
            lock (_guard)
            {
                _standing.Remove(passage);
            }
        }
    }

    private async Task ForthAsync(Passage passage)
    {
        byte[] block = new byte[64 * 1024];
        while (await passage.Client.ReceiveAsync(block, _ended.Token) is > 0 and var read)
        {
            bool arrives = Arrives(passage, block.AsSpan(0, read));
            if (arrives)
            {
                await SendAsync(passage.Server, block.AsMemory(0, read));
            }
        }

        if (!passage.IsSwallowed)
        {
            passage.Server.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task BackAsync(Passage passage)
    {
        byte[] block = new byte[64 * 1024];
        try
        {
            while (await passage.Server.ReceiveAsync(block, _ended.Token) is > 0 and var read)
            {
                if (!passage.IsSwallowed)
                {
                    await SendAsync(passage.Client, block.AsMemory(0, read));
                }
            }

            if (!passage.IsSwallowed)
            {
                passage.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side has ended, or the proxy.
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, _ended.Token)..];
        }
    }

    /// <summary>Whether what a client sends still arrives; springs the trap that waits for it.</summary>
    private bool Arrives(Passage passage, ReadOnlySpan<byte> bytes)
    {
        bool arrives = !passage.IsSwallowed;
        Trap? sprung = null;
        if (arrives)
        {
            lock (_guard)
            {
                if (_trap is { } trap && bytes.IndexOf(trap.Words) >= 0)
                {
                    (sprung, _trap) = (trap, null);
                }
            }
        }

        if (sprung is null)
        {
            return arrives;
        }

        passage.IsSwallowed = true;
        if (sprung.All)
        {
            SwallowAll();
        }

        sprung.Sprung.TrySetResult();
        return sprung.Arrive;
    }

    private sealed record Trap(byte[] Words, bool Arrive, bool All)
    {
        public TaskCompletionSource Sprung { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Passage(Socket client, Socket server) : IDisposable
    {
        private volatile bool _isSwallowed;

        public Socket Client => client;

        public Socket Server => server;

        public bool IsSwallowed
        {
            get => _isSwallowed;
            set => _isSwallowed = value;
        }

        public void Dispose()
        {
            // A reset, as of a machine that knows nothing of the connection.
            client.Close(0);
            server.Close(0);
        }
    }
}
