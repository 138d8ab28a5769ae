namespace DataSharing.Gateway.Delivery;

/// <summary>Time limits of a session.</summary>
/// <param name="Connect">From the start to the server's SSH version line; at least one second, whole seconds count.</param>
/// <param name="Response">Longest time without any answer while a request is open, and from the version line to a working session.</param>
/// <param name="KeepAliveSeconds">Seconds between SSH keep-alives while the server is silent; at least 1.</param>
/// <param name="KeepAliveCount">Unanswered keep-alives after which the connection counts as lost; at least 1.</param>
public sealed record SftpTimeouts(TimeSpan Connect, TimeSpan Response, int KeepAliveSeconds, int KeepAliveCount)
{
    /// <summary>15 s to connect, 60 s for an answer, 3 keep-alives 10 s apart.</summary>
    public static SftpTimeouts Default { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 10, 3);
}
