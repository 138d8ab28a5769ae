using System.Net;
using System.Net.Sockets;

namespace DataSharing.Sandbox;

/// <summary>A port of 127.0.0.1 whose queue is full, so that the kernel drops whoever wants to connect: as a firewall does that answers nothing.</summary>
public sealed class FullBacklog : IAsyncDisposable
{
    private const int Waiting = 4;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket[] _queue = new Socket[Waiting];

    /// <summary>Listens without ever accepting, and fills the queue.</summary>
    public FullBacklog()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        for (int place = 0; place < Waiting; place++)
        {
            _queue[place] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            // The later ones never get through; they are not waited for.
            _ = _queue[place].ConnectAsync(IPAddress.Loopback, Port).ContinueWith(connecting => connecting.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Ends the queue and the listener.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (Socket waiting in _queue)
        {
            waiting.Dispose();
        }

        _listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
