using System.Net;
using System.Net.Sockets;

namespace DataSharing.Sandbox;

/// <summary>A TCP listener on a free port of 127.0.0.1 that treats every connection in the staged way.</summary>
public sealed class StagedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;

    private StagedServer(Func<NetworkStream, CancellationToken, Task> treat)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync(treat);
    }

    /// <summary>The port of 127.0.0.1 on which it listens.</summary>
    public int Port { get; }

    /// <summary>Accepts and never says anything.</summary>
    public static StagedServer Silent() => Silent(static () => { });

    /// <summary>As <see cref="Silent()"/>, and acts when a connection comes.</summary>
    public static StagedServer Silent(Action accepted) => new((_, ct) =>
    {
        accepted();
        return Task.Delay(Timeout.Infinite, ct);
    });

    /// <summary>Says this, then closes.</summary>
    public static StagedServer Saying(byte[] words) => new(async (client, ct) => await client.WriteAsync(words, ct));

    /// <summary>Says this, then stays silent.</summary>
    public static StagedServer SayingThenSilent(byte[] words) => new(async (client, ct) =>
    {
        await client.WriteAsync(words, ct);
        await Task.Delay(Timeout.Infinite, ct);
    });

    /// <summary>Passes bytes on to another port until the client has sent so many, then breaks both connections.</summary>
    public static StagedServer CuttingAfter(int port, long bytes) => new(async (client, ct) =>
    {
        using TcpClient server = new();
        await server.ConnectAsync(IPAddress.Loopback, port, ct);
        NetworkStream upstream = server.GetStream();
        Task back = upstream.CopyToAsync(client, ct);
        byte[] block = new byte[16 * 1024];
        for (long passed = 0; passed < bytes;)
        {
            int read = await client.ReadAsync(block, ct);
            if (read == 0)
            {
                break;
            }

            await upstream.WriteAsync(block.AsMemory(0, read), ct);
            passed += read;
        }

        server.Client.Close(0);
        client.Socket.Close(0);
        await back.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    });

    /// <summary>Passes bytes on to another port both ways, until the connection is half open: what either side says from then on arrives nowhere, and nobody is told.</summary>
    /// <param name="port">The other port.</param>
    /// <param name="halfOpen">Cancelled when it is to be so.</param>
    public static StagedServer Losing(int port, CancellationToken halfOpen) => new(async (client, ct) =>
    {
        using TcpClient server = new();
        await server.ConnectAsync(IPAddress.Loopback, port, ct);
        NetworkStream upstream = server.GetStream();
        await Task.WhenAny(PassAsync(client, upstream), PassAsync(upstream, client));

        async Task PassAsync(NetworkStream from, NetworkStream to)
        {
            byte[] block = new byte[16 * 1024];
            for (int read = await from.ReadAsync(block, ct); read > 0; read = await from.ReadAsync(block, ct))
            {
                if (!halfOpen.IsCancellationRequested)
                {
                    await to.WriteAsync(block.AsMemory(0, read), ct);
                }
            }

            if (halfOpen.IsCancellationRequested)
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
        }
    });

    /// <summary>Treats every connection like this.</summary>
    internal static StagedServer Treating(Func<NetworkStream, CancellationToken, Task> treat) => new(treat);

    /// <summary>Speaks one byte of a version line every so often, for ever.</summary>
    public static StagedServer Dripping(TimeSpan pause) => new(async (client, ct) =>
    {
        using PeriodicTimer timer = new(pause);
        await client.WriteAsync("SSH-2.0-"u8.ToArray(), ct);
        while (await timer.WaitForNextTickAsync(ct))
        {
            await client.WriteAsync("x"u8.ToArray(), ct);
        }
    });

    /// <summary>Ends all connections and the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> treat)
    {
        List<Task> clients = [];
        try
        {
            while (true)
            {
                clients.Add(TreatAsync(await _listener.AcceptTcpClientAsync(_ended.Token), treat));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task TreatAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> treat)
    {
        using (client)
        {
            try
            {
                await treat(client.GetStream(), _ended.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The end of a staged connection, from either side, is what these tests are about.
            }
        }
    }
}
