using System.Globalization;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// Which late nights are told of now. After an outage, of the worker or of its ledger, every night may be late whose catch-up is just under
/// way: it is told of when a run of the catch-up has ended without a delivery, or when half an hour has passed.
/// </summary>
internal sealed class LateNights
{
    /// <summary>How long a catch-up may take before its force is told of all the same.</summary>
    public static readonly TimeSpan CatchUpWithin = TimeSpan.FromMinutes(30);

    private const string Seen = "lateDeliverySeen";

    // A worker looks twice a minute.
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(5);

    private readonly ExportLedger _ledger;
    private DateTimeOffset _lastLook;
    private DateTimeOffset _outageBegan;
    private DateTimeOffset _outageEnded;

    /// <param name="ledger">The ledger.</param>
    /// <param name="now">When the worker starts: what came before was an outage.</param>
    public LateNights(ExportLedger ledger, DateTimeOffset now)
    {
        _ledger = ledger;
        _lastLook = now;
        _outageBegan = now;
        _outageEnded = now;
    }

    /// <summary>What a late night is known by.</summary>
    public static string Subject(ForceState state) => $"{state.Force} {UtcText.Of(state.LateFor!.Value)}";

    /// <summary>The line about it.</summary>
    public static string Line(ForceState state)
    {
        string ended = state.LastRun is not { } last ? "No run was seen"
            : $"The last run ended {(last.Outcome is { } outcome ? outcome.Word() : "not at all")}{(last.Reason is { } reason ? $" ({reason})" : "")}";
        return $"Nothing was delivered for the due time {London.Text(state.LateFor!.Value)}. {ended}.";
    }

    /// <summary>The one alert about these late forces; there is at least one.</summary>
    public static Alert Alert(IReadOnlyList<ForceState> late)
    {
        ForceState first = late[0];
        bool one = late.Count == 1;
        string message = one
            ? $"{Line(first)} See: datasharing history {first.Force}."
            : string.Create(
                CultureInfo.InvariantCulture,
            $"Nothing was delivered to {late.Count} forces for a due time that has long passed. See: datasharing history.");
        return new Alert(AlertKind.LateDelivery, one ? first.Force : null, message)
        {
            Reason = one ? first.LastRun?.Reason : null,
            Lines = one ? null : [.. late.Select(state => $"{state.Force}: {Line(state)}")],
        };
    }

    /// <summary>Those of the late states that are told of at this look.</summary>
    public async Task<IReadOnlyList<ForceState>> ToTellAsync(IReadOnlyList<ForceState> states, DateTimeOffset now, CancellationToken ct)
    {
        if (now - _lastLook > LongestGap)
        {
            (_outageBegan, _outageEnded) = (_lastLook, now);
        }

        _lastLook = now;
        var tell = new List<ForceState>();
        foreach (ForceState state in states.Where(state => state.LateFor is not null))
        {
            if (!await IsCatchingUpAsync(state, now, ct))
            {
                tell.Add(state);
            }
        }

        return tell;
    }

    private async Task<bool> IsCatchingUpAsync(ForceState state, DateTimeOffset now, CancellationToken ct)
    {
        if (now - _outageEnded >= CatchUpWithin || (state.LastRun is { EndedAt: not null } last && last.StartedAt >= _outageBegan))
        {
            return false;
        }

        // A worker that is started again and again must not put it off for ever.
        string subject = Subject(state);
        if (await _ledger.Told.AtAsync(Seen, subject, ct) is { } seen)
        {
            return seen <= now && now - seen < CatchUpWithin;
        }

        await _ledger.Told.RememberAsync(Seen, subject, ct);
        return true;
    }
}
