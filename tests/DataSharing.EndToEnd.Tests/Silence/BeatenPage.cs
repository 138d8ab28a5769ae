using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DataSharing.EndToEnd.Tests.Silence;

/// <summary>The page of a monitor that counts heartbeats, and a client of a worker's health port.</summary>
internal sealed class BeatenPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private readonly HttpListener _listener = new();
    private readonly HttpClient _web = new();
    private readonly ConcurrentQueue<string> _paths = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Task _serving;

    private BeatenPage()
    {
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port()}/");
        FreePort = Port();
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>A port for the worker's health.</summary>
    public int FreePort { get; }

    /// <summary>How many beats there were.</summary>
    public int Beats => _paths.Count;

    /// <summary>The paths that were asked for, in order.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    public static BeatenPage Start() => new();

    /// <summary>Waits until a page was asked for so many times.</summary>
    public async Task BeatenAsync(string path, int times)
    {
        while (_paths.Count(asked => asked == path) < times)
        {
            Assert.That(await _asked.WaitAsync(Patience), Is.True, $"{path} is asked for.");
        }
    }

    /// <summary>What the worker says of its readiness.</summary>
    public async Task<string> ReadyAsync()
    {
        using HttpResponseMessage answer = await _web.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort}/health/ready")));
        string body = await answer.Content.ReadAsStringAsync();
        return string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {body}");
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _web.Dispose();
        _asked.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _paths.Enqueue(context.Request.Url!.AbsolutePath);
                context.Response.Close();
                _asked.Release();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private static int Port()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
