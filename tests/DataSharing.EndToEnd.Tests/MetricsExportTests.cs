using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What the worker measures goes to a collector.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class MetricsExportTests
{
    private const string Name = "Quillfeather";

    [Test]
    public async Task The_worker_sends_them_to_a_collector_when_it_stops()
    {
        using var collector = new HttpListener();
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        collector.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        collector.Start();
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met, ("summary_internal", Name));
        rig.Edit("gateway.json", gateway => gateway["metrics"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/v1/metrics"));
        rig.Edit("forces/metropolitan.json", profile => profile["schedule"]!["cron"] = "0/5 * * * * ?");
        using Process worker = rig.StartProgram(new Dictionary<string, string>(), "run");
        Task<Ended> ended = Rig.EndAsync(worker);
        using (var inbox = new FileSystemWatcher(rig.InboxOf(Rig.Met), "*.json"))
        {
            var arrived = new TaskCompletionSource();
            inbox.Renamed += (_, _) => arrived.TrySetResult();
            inbox.Created += (_, _) => arrived.TrySetResult();
            inbox.EnableRaisingEvents = true;
            if (Directory.GetFiles(rig.InboxOf(Rig.Met), "*.json").Length == 0)
            {
                await arrived.Task.WaitAsync(TimeSpan.FromSeconds(150));
            }
        }

        Task<HttpListenerContext> sent = collector.GetContextAsync();
        using (Process kill = Process.Start("kill", ["-TERM", worker.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        HttpListenerContext request = await sent.WaitAsync(TimeSpan.FromMinutes(2));
        using var body = new MemoryStream();
        await request.Request.InputStream.CopyToAsync(body);
        request.Response.Close();
        string text = Encoding.Latin1.GetString(body.ToArray());
        Assert.That((request.Request.HttpMethod, request.Request.Url!.AbsolutePath), Is.EqualTo(("POST", "/v1/metrics")));
        Assert.That(text, Does.Contain("datasharing.runs").And.Contain("metropolitan").And.Contain("delivered").And.Not.Contain(Name));
        Assert.That((await ended).Code, Is.Zero);
    }
}
