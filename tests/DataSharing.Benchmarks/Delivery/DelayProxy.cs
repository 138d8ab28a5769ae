using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace DataSharing.Benchmarks;

/// <summary>A network with a round trip: passes bytes on between a free port of 127.0.0.1 and another one, each half the round trip late, at any rate.</summary>
internal sealed class DelayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly TimeSpan _late;
    private readonly int _to;
    private readonly Task _serving;

    public DelayProxy(int to, TimeSpan roundTrip)
    {
        _to = to;
        _late = roundTrip / 2;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_ended.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using (client)
        using (TcpClient server = new())
        {
            await server.ConnectAsync(IPAddress.Loopback, _to);
            client.NoDelay = server.NoDelay = true;
            await Task.WhenAll(PassAsync(client.Client, server.Client), PassAsync(server.Client, client.Client));
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        Channel<(long Due, byte[] Bytes)> onTheWay = Channel.CreateUnbounded<(long, byte[])>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task sending = SendAsync(onTheWay.Reader, to);
        byte[] block = new byte[128 * 1024];
        try
        {
            while (await from.ReceiveAsync(block, _ended.Token) is > 0 and int read)
            {
                await onTheWay.Writer.WriteAsync((Stopwatch.GetTimestamp() + (long)(_late.TotalSeconds * Stopwatch.Frequency), block[..read]));
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end has gone, or the measurement is over.
        }

        onTheWay.Writer.Complete();
        await sending;
    }

    private static async Task SendAsync(ChannelReader<(long Due, byte[] Bytes)> onTheWay, Socket to)
    {
        try
        {
            await foreach ((long due, byte[] bytes) in onTheWay.ReadAllAsync())
            {
                TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left);
                }

                await to.SendAsync(bytes);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The other end has gone.
        }
    }
}
