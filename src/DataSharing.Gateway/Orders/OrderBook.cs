using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Orders;

/// <summary>
/// The orders about incidents, for whoever knows an incident by its key: the ledger has their marks alone.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="given">Gives orders.</param>
/// <param name="marks">Makes the marks.</param>
internal sealed class OrderBook(ExportLedger ledger, GivenOrders given, IncidentMarks marks)
{
    private readonly Dictionary<(IncidentKey, string), string> _marks = [];

    /// <summary>The orders of the installation.</summary>
    /// <exception cref="KeyRingException">The key ring is missing or cannot be read.</exception>
    public static OrderBook Of(ExportLedger ledger, GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        KeyRing ring = KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description);
        return new OrderBook(ledger, new GivenOrders(settings, ledger), new IncidentMarks(ring, settings.Controller));
    }

    /// <summary>Every order about the incident, in the order in which they were given.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="KeyUnknownException">An order names a key that the ring lacks: whom it is about cannot be told.</exception>
    public IReadOnlyList<StandingOrder> About(IncidentKey key, CancellationToken ct) =>
        [.. ledger.Orders.All(ct).Where(order => order.Mark.Length > 0 && order.Mark == MarkOf(key, order.KeyId))];

    /// <summary>The order of a kind that stands about the incident; null where none does.</summary>
    /// <inheritdoc cref="About" path="/exception"/>
    public StandingOrder? Standing(IncidentKey key, OrderKind kind, CancellationToken ct) =>
        StandingOrder.InForce(About(key, ct)).LastOrDefault(order => order.Kind == kind);

    /// <summary>
    /// The reasons of the withdrawals that a restoration would lift: all that were given since the last one. Null stands for a reason that
    /// is not known any more.
    /// </summary>
    /// <inheritdoc cref="About" path="/exception"/>
    public IReadOnlyList<string?> WithdrawnFor(IncidentKey key, CancellationToken ct)
    {
        // What was taken back from the file outside comes into a restored ledger after what was ordered there meanwhile: the numbers count.
        List<StandingOrder> about = [.. About(key, ct).Where(order => order.Kind is OrderKind.Withdraw or OrderKind.Restore)
            .OrderBy(order => order.Number).ThenBy(order => order.Restricts)];
        return [.. about.Skip(about.FindLastIndex(order => order.Kind == OrderKind.Restore) + 1).Select(order => order.Reason)];
    }

    /// <summary>Whether the next order about the sharing of the incident after this withdrawal restored it.</summary>
    /// <param name="key">The incident.</param>
    /// <param name="withdrawal">The id of the withdrawal.</param>
    /// <param name="ct">Cancels.</param>
    /// <inheritdoc cref="About" path="/exception"/>
    public bool WasLifted(IncidentKey key, string withdrawal, CancellationToken ct)
    {
        IReadOnlyList<StandingOrder> about = About(key, ct);
        return about.FirstOrDefault(order => order.Id == withdrawal) is { } lifted
            && about.Where(order => order.Subject == lifted.Subject && order.Number > lifted.Number)
                .MinBy(order => order.Number)?.Kind == OrderKind.Restore;
    }

    /// <summary>Gives an order, under the mark of the one that it follows.</summary>
    /// <param name="kind">What is ordered.</param>
    /// <param name="key">The incident.</param>
    /// <param name="person">Who orders it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="until">The last day of a hold; null for none.</param>
    /// <param name="note">What was written about it; null for nothing. It is sealed.</param>
    /// <param name="seen">The order of this pair of kinds that stood when whoever orders looked; null where none did.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Witness.WitnessException">It is ordered, and is not recorded outside the ledger; the message says so.</exception>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing is ordered.</exception>
    /// <exception cref="OrderOvertakenException">Another one stands now; nothing is ordered.</exception>
    public async Task<StandingOrder> GiveAsync(
        OrderKind kind, IncidentKey key, string person, string reason, DateOnly? until, string? note, StandingOrder? seen,
        CancellationToken ct)
    {
        // After the oldest key of the ring became another one, an order under it would stand beside the earlier one and not in its place.
        string keyId = (seen ?? About(key, ct).LastOrDefault(order => (int)order.Kind / 2 == (int)kind / 2))?.KeyId ?? marks.KeyId;
        string mark = MarkOf(key, keyId);
        (byte[], string)? sealedNote = note is null ? null : (SealedText.Seal(marks.NoteKey(keyId), note, mark), keyId);
        return await given.GiveAsync(kind, key, (mark, keyId), until, sealedNote, person, reason, stands => stands?.Id == seen?.Id, ct);
    }

    private string MarkOf(IncidentKey key, string keyId)
    {
        if (!_marks.TryGetValue((key, keyId), out string? mark))
        {
            mark = marks.Of(key, keyId);
            _marks.Add((key, keyId), mark);
        }

        return mark;
    }
}
