namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>Time limits of a session.</summary>
/// <param name="Connect">From the start to the server's SSH version line; 1 s to 1 h, rounded up to whole seconds.</param>
/// <param name="Response">Longest time without any answer while a request is open, and from the version line to a working session; at most
/// 1 h.</param>
/// <param name="KeepAliveSeconds">Seconds between SSH keep-alives while the server is silent; 1 to 3600.</param>
/// <param name="KeepAliveCount">Unanswered keep-alives after which the connection counts as lost; 1 to 100.</param>
internal sealed record SftpTimeouts(TimeSpan Connect, TimeSpan Response, int KeepAliveSeconds, int KeepAliveCount)
{
    /// <summary>15 s to connect, 60 s for an answer, 3 keep-alives 10 s apart.</summary>
    public static SftpTimeouts Default { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 10, 3);
}
