using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery;

/// <summary>One step of a look at a drop.</summary>
/// <param name="Name">The step's word, for example <c>login</c>.</param>
/// <param name="Ok">Whether it went well.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Message">What was found.</param>
/// <param name="Reason">The reason code of a failure; null when it went well.</param>
/// <param name="ToDo">What to do about a failure, or about what went well and should be looked at; null where nothing is to be
/// done.</param>
internal sealed record ProbeStep(string Name, bool Ok, TimeSpan Duration, string Message, Reason? Reason = null, string? ToDo = null);

/// <summary>
/// Looks at a drop step by step, as a delivery would use it, and sends nothing but a probe file without data, which it takes away again.
/// The steps after one that failed and on which they rest are not made.
/// </summary>
internal sealed class DropProbe
{
    private const int ProbeBytes = 64;
    private const int LeastFree = 1_000_000;
    private const string Wait = "The force's collector takes unfinished files. Set drop.temporaryName to \"dot\", and ask the force to collect no file before its manifest is there.";
    private readonly ISftpConnector _connector;
    private readonly DropSettings _drop;
    private readonly TimeProvider _time;
    private readonly List<ProbeStep> _steps = [];

    /// <summary>Names the drop; nothing is done yet.</summary>
    public DropProbe(ISftpConnector connector, DropSettings drop, TimeProvider time)
    {
        _connector = connector;
        _drop = drop;
        _time = time;
    }

    /// <summary>Makes the steps: name, connect, hostKey and login, folder, space, write, clock, verify, rename, delete.</summary>
    /// <param name="ct">Cancels; a probe file may stay then.</param>
    public async Task<IReadOnlyList<ProbeStep>> RunAsync(CancellationToken ct)
    {
        SftpEndpoint to = _drop.Endpoint;
        if (await StepAsync(
            "name", () => ResolveAsync(to, ct), "Correct drop.host, or the name service of this machine.") is not { } addresses
            || !await StepAsync("connect", () => ReachAsync(to, addresses, ct)))
        {
            return _steps;
        }

        long began = _time.GetTimestamp();
        ISftpSession session;
        try
        {
            session = await _connector.ConnectAsync(to, ct);
        }
        catch (SftpException error)
        {
            // What is wrong with the host key is found before anything else; what is found later had an accepted key.
            bool keyAccepted = error.Failure is SftpFailure.Authentication or SftpFailure.Protocol;
            if (keyAccepted)
            {
                _steps.Add(new ProbeStep("hostKey", true, TimeSpan.Zero, $"The server's host key is one of those pinned: {Pinned(to)}."));
            }

            Fail(error.Failure == SftpFailure.HostKey ? "hostKey" : "login", began, error, ToDo(error.Failure));
            return _steps;
        }

        TimeSpan taken = _time.GetElapsedTime(began);
        await using (session)
        {
            string offered = session.Server.HostKeySha256;
            _steps.Add(new ProbeStep(
                "hostKey", true, TimeSpan.Zero,
                $"The server offers {(offered.Length > 0 ? offered : "a pinned key")}; pinned: {Pinned(to)}{Revoked(to)}."));
            _steps.Add(new ProbeStep(
                "login", true, taken,
                $"Logged in as {to.UserName}{(to.Credential is PasswordCredential ? " by password" : " by key")}. The server calls itself {session.Server.Software ?? "nothing"}; SFTP extensions: {(session.Server.Extensions.Count == 0 ? "none" : string.Join(", ", session.Server.Extensions.Order(StringComparer.Ordinal)))}."));
            await UseAsync(session, ct);
        }

        return _steps;
    }

    private async Task UseAsync(ISftpSession session, CancellationToken ct)
    {
        string? folder = await StepAsync("folder", async () =>
        {
            string path = await session.ResolvePathAsync(_drop.Folder, ct);
            return await session.FindAsync(path, ct) is null
                ? throw new SftpException(SftpFailure.NotFound, $"The folder {ServerText.Printable(path)} does not exist on the server.")
                : (path, $"{_drop.Folder} is {ServerText.Printable(path)} on the server.");
        }, denied: (_drop.Folder, "The server does not let us look at its folders; that alone is no hindrance."));
        if (folder is null)
        {
            return;
        }

        await MeasureAsync(session, folder, ct);
        // Names that no export has; random, so that two looks at the same time do not meet.
        string name = $"{folder.TrimEnd('/')}/datasharing-probe-{RandomNumberGenerator.GetHexString(12, lowercase: true)}.txt";
        string written = _drop.Publish == PublishBy.Direct ? name
            : $"{folder.TrimEnd('/')}/{(_drop.DotTemporary ? "." : "")}{Path.GetFileName(name)}.part";
        byte[] content = new byte[ProbeBytes];
        Array.Fill(content, (byte)'.');
        UploadReceipt? receipt = await StepAsync("write", async () =>
        {
            UploadReceipt got = await session.UploadAsync(
                new MemoryStream(content), written, new UploadOptions(ProbeBytes, FailIfExists: true, 0x1A0, Sync: true), ct);
            return (got, $"A probe file of {ProbeBytes} bytes without data was written; {(got.RemoteLength is null ? "the server does not let it be measured" : "the server says the same length")}, {(got.Synced ? "and that it is on its disk" : "and does not say that it is on its disk")}. {(got.ModeSet ? "It took the mode 0640." : "It does not let the mode 0640 be set; its own mode holds.")}");
        });
        if (receipt is not null)
        {
            await FollowAsync(session, written, name, content, ct);
        }
    }

    private async Task MeasureAsync(ISftpSession session, string folder, CancellationToken ct)
    {
        bool full = false;
        await StepAsync("space", async () =>
        {
            long? free = await session.GetFreeBytesAsync(folder, ct);
            full = free < LeastFree;
            return ("", free is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000:N0} MB free.")
                : "The server does not say how much is free; a full drop is found while sending.");
        }, denied: ("", "The server does not say how much is free."));
        if (full)
        {
            _steps[^1] = _steps[^1] with { ToDo = "Tell the force that its inbox is full, or nearly: a delivery of ordinary size does not fit." };
        }
    }

    /// <summary>Looks at the probe file that was written, gives it its final name and removes it.</summary>
    private async Task FollowAsync(ISftpSession session, string written, string name, byte[] content, CancellationToken ct)
    {
        await StepAsync(
            "clock", async () => ("", Clock(await session.FindAsync(written, ct))), denied: ("", "The server does not tell times."));
        await StepAsync("verify", async () =>
        {
            using MemoryStream back = new();
            await session.ReadToAsync(written, back, ct);
            return back.ToArray().AsSpan().SequenceEqual(content) ? ("", "The probe file was read back and is the same.")
                : throw new SftpException(SftpFailure.ServerError, "The probe file was read back and has other bytes than were written.");
        }, denied: ("", "The server does not let files be read; the evidence of a delivery is then their length."));

        if (_drop.Publish == PublishBy.Rename && await StepAsync("rename", async () =>
        {
            await session.RenameAsync(written, name, ct);
            return ("", "The probe file was given its final name.");
        }, "Where the force denies renaming on purpose, set drop.publish to \"direct\".") is not null)
        {
            written = name;
        }

        await StepAsync("delete", async () =>
        {
            bool deleted = await session.DeleteAsync(written, ct);
            return ("", deleted ? "The probe file was removed; nothing of this look stays."
                : "The probe file was gone already: the force's collector takes files at once.");
        }, $"Ask the force to remove {Path.GetFileName(written)}, and to let this account remove its own files: after a cut a half file stays otherwise.");
    }

    private static async Task<(IPAddress[] Value, string Message)> ResolveAsync(SftpEndpoint to, CancellationToken ct)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(to.Host, ct).WaitAsync(to.Timeouts.Connect, ct);
            return addresses.Length > 0
                ? (addresses, $"{to.Host} is {string.Join(", ", addresses.Select(address => address.ToString()))}.")
                : throw new SftpException(SftpFailure.Unreachable, $"{to.Host} has no address.");
        }
        catch (SocketException)
        {
            throw new SftpException(SftpFailure.Unreachable, $"The host name {to.Host} cannot be resolved.");
        }
        catch (TimeoutException)
        {
            throw new SftpException(SftpFailure.Unreachable, $"The name service gave no answer for {to.Host} in time.");
        }
    }

    private static async Task<(object Value, string Message)> ReachAsync(SftpEndpoint to, IPAddress[] addresses, CancellationToken ct)
    {
        using var socket = new TcpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(to.Timeouts.Connect);
        string where = string.Create(CultureInfo.InvariantCulture, $"{to.Host} port {to.Port}");
        try
        {
            await socket.ConnectAsync(addresses, to.Port, limit.Token);
            return (where, $"{where} accepts connections.");
        }
        catch (SocketException error)
        {
            throw new SftpException(
                SftpFailure.Unreachable,
                $"No connection to {where}: {(error.SocketErrorCode == SocketError.ConnectionRefused ? "it was refused" : "it cannot be made")}.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new SftpException(SftpFailure.Unreachable, $"No connection to {where}: nothing answered in time.");
        }
    }

    private string Clock(RemoteFile? probe)
    {
        if (probe?.Modified is not { } there)
        {
            return "The server does not tell the time of a file.";
        }

        double apart = (there - _time.GetUtcNow()).TotalSeconds;
        return Math.Abs(apart) < 120
            ? "The server's clock and ours are within two minutes."
            : string.Create(
                CultureInfo.InvariantCulture,
            $"The server's clock is {Math.Abs(apart) / 60:0} minutes {(apart > 0 ? "ahead of" : "behind")} ours. Deliveries do not depend on it; times in the force's records will differ.");
    }

    /// <summary>Makes a step; the default value when it failed.</summary>
    private async Task<T?> StepAsync<T>(
        string name, Func<Task<(T Value, string Message)>> act, string? toDo = null, (T Value, string Message)? denied = null)
        where T : class
    {
        long began = _time.GetTimestamp();
        try
        {
            (T value, string message) = await act();
            _steps.Add(new ProbeStep(name, true, _time.GetElapsedTime(began), message));
            return value;
        }
        catch (SftpException error) when (denied is not null && error.IsDenied)
        {
            _steps.Add(new ProbeStep(name, true, _time.GetElapsedTime(began), denied!.Value.Message));
            return denied.Value.Value;
        }
        catch (SftpException error)
        {
            if (error.Failure == SftpFailure.NotFound && name is ("verify" or "rename"))
            {
                _steps.Add(new ProbeStep(
                    name, false, _time.GetElapsedTime(began), "The probe file was gone from the drop before it had its final name.",
                    Reason.PartTaken, Wait));
                return null;
            }

            Fail(name, began, error, toDo ?? ToDo(error.Failure));
            return null;
        }
    }

    private async Task<bool> StepAsync(string name, Func<Task<(object Value, string Message)>> act) =>
        await StepAsync<object>(name, act) is not null;

    private void Fail(string name, long began, SftpException error, string toDo) =>
        _steps.Add(new ProbeStep(name, false, _time.GetElapsedTime(began), error.Message, DropException.From(error).Reason, toDo));

    private static string Pinned(SftpEndpoint to) => string.Join(", ", to.HostKeys.Select(pin => $"{pin.Sha256} ({pin.Algorithm})"));

    private static string Revoked(SftpEndpoint to) =>
        to.RevokedHostKeys is { Count: > 0 } revoked ? $"; revoked: {string.Join(", ", revoked.Select(pin => pin.Sha256))}" : "";

    private static string ToDo(SftpFailure failure) => failure switch
    {
        SftpFailure.HostKey =>
            "Do not edit the profile yet. Ask the force, by a known other way, for its server's public key, and compare: this may be an attack.",
        SftpFailure.Authentication =>
            "Ask the force whether our public key, or the password, is installed for this account. Do not try often: accounts are locked.",
        SftpFailure.Configuration => "Correct what the message names, in the profile's drop or on this machine.",
        SftpFailure.Unreachable =>
            "Check drop.host and drop.port, our firewall, and with the force whether this machine's address is let in.",
        SftpFailure.TurnedAway =>
            "Wait some minutes before the next try. If it stays so, ask the force whether its server has too many connections or keeps this machine's address out, and check drop.port.",
        SftpFailure.ConnectionLost or SftpFailure.Timeout => "Try again; if it stays so, tell the force that its server stops answering.",
        SftpFailure.Permission => "Ask the force for write permission for this account in the folder of the profile.",
        SftpFailure.NotFound => "Correct drop.folder, or ask the force to create the folder.",
        SftpFailure.AlreadyExists => "Try again; a file of the probe's random name is at the drop.",
        SftpFailure.NoSpace => "Tell the force that its inbox is full.",
        SftpFailure.Unsupported or SftpFailure.Protocol =>
            "Ask the force what SFTP server this is and whether the account prints text or runs a command at login.",
        _ => "Tell the force what its server answered.",
    };
}
