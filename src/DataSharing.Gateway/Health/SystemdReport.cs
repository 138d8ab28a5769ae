using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace DataSharing.Gateway.Health;

/// <summary>
/// What a unit of <c>Type=notify</c> with <c>WatchdogSec</c> hears of the worker, over the socket of NOTIFY_SOCKET; nothing where there is
/// none. Ready and every beat come from the worker's loop: a loop that stands is started again by systemd.
/// </summary>
internal sealed class SystemdReport
{
    private readonly ISystemdNotifier _systemd;
    private readonly Action<Exception> _failed;
    private bool _ready;
    private bool _stopping;

    /// <summary>Reports over a notifier.</summary>
    /// <param name="systemd">The way to systemd.</param>
    /// <param name="failed">Told when systemd cannot be reached; the worker goes on.</param>
    public SystemdReport(ISystemdNotifier systemd, Action<Exception> failed)
    {
        _systemd = systemd;
        _failed = failed;
    }

    /// <summary>
    /// The start takes longer, because the ledger is waited for or brought up to date: systemd is to give it so much more from now on.
    /// </summary>
    public void Starting(TimeSpan more) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)more.TotalMicroseconds}"));

    /// <summary>The loop has turned: for the first time, so the worker has started; or again.</summary>
    public void Turned()
    {
        if (_stopping)
        {
            return;
        }

        if (!_ready)
        {
            _ready = true;
            Tell("READY=1");
        }

        Tell("WATCHDOG=1");
    }

    /// <summary>The worker was asked to stop, or ends itself.</summary>
    public void Stopping()
    {
        _stopping = true;
        Tell("STOPPING=1");
    }

    private void Tell(string state)
    {
        try
        {
            _systemd.Notify(new ServiceState(state));
        }
        catch (SocketException error)
        {
            _failed(error);
        }
    }
}
