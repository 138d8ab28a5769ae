using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Gateway.Health;

/// <summary>
/// <c>/health/live</c> and <c>/health/ready</c> on 127.0.0.1: 200 or 503, with a line of JSON that names no force. Nothing else answers,
/// and nothing answers elsewhere.
/// </summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HealthServer(WebApplication application) => _application = application;

    /// <summary>Starts it; null where no port is asked for.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HealthServer?> StartAsync(int? port, HealthState state, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (port is not { } open)
        {
            return null;
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = 0;
            server.Listen(IPAddress.Loopback, open);
        });
        WebApplication application = builder.Build();
        application.Run(context => AnswerAsync(context, state));
        await application.StartAsync(ct);
        return new HealthServer(application);
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, HealthState state)
    {
        (bool well, string body) = context.Request.Path.Value switch
        {
            "/health/live" => (state.IsLive, $$"""{"live":{{(state.IsLive ? "true" : "false")}}}"""),
            "/health/ready" when state.Missing is { } missing => (false, $$"""{"ready":false,"reason":"{{missing}}","suspended":{{Number(state.Suspended)}}}"""),
            "/health/ready" => (true, $$"""{"ready":true,"reason":null,"suspended":{{Number(state.Suspended)}}}"""),
            _ => (false, ""),
        };
        context.Response.StatusCode = well ? StatusCodes.Status200OK : body.Length == 0 ? StatusCodes.Status404NotFound
            : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
