using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// The network between a rig and its drop: passes every byte on until it is told otherwise. A real outage leaves the profile as it is, so that what was
/// built under it is resumed and not built again.
/// </summary>
internal sealed class DropGate : IAsyncDisposable
{
    private readonly Lock _guard = new();
    private readonly List<Socket> _open = [];
    private readonly List<Task> _passing = [];
    private readonly int _port;
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    private DropGate()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        _port = ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>Puts a gate before the drops of a rig, open.</summary>
    public static DropGate Before(Rig rig)
    {
        var gate = new DropGate();
        foreach (string force in Rig.Forces)
        {
            rig.Edit($"forces/{force}.json", profile => profile["drop"]!.AsObject()["port"] = JsonValue.Create(gate._port));
        }

        gate.Open();
        return gate;
    }

    /// <summary>Lets everything pass.</summary>
    public void Open()
    {
        if (_listener is null)
        {
            _listener = new TcpListener(IPAddress.Loopback, _port);
            _listener.Start();
            _accepting = AcceptAsync(_listener);
        }
    }

    /// <summary>Refuses new connections and cuts those that stand.</summary>
    public void Shut()
    {
        _listener?.Dispose();
        _listener = null;
        Cut();
    }

    /// <summary>Cuts the connections that stand; new ones are let through.</summary>
    public void Cut()
    {
        lock (_guard)
        {
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Shut();
        await _accepting;
        await Task.WhenAll(_passing);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptSocketAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, OneServer.Running.Port);
                client.NoDelay = server.NoDelay = true;
                lock (_guard)
                {
                    _open.AddRange([client, server]);
                    _passing.Add(PassAsync(client, server));
                    _passing.Add(PassAsync(server, client));
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The gate was shut.
        }
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // One of the two ends was cut.
        }
    }
}
