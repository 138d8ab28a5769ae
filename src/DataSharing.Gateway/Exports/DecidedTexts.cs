using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// What persons decided about the texts of one force and ordered about incidents. The decisions are looked up while records pass in key order: one statement is read along with them, so that
/// memory stays the same however many there are. Asked for an earlier key, it begins again. Used from one thread at a time.
/// </summary>
/// <param name="ledger">Where they are.</param>
/// <param name="force">The force.</param>
/// <param name="keys">The force's keys.</param>
internal sealed class DecidedTexts(ExportLedger ledger, string force, ForceKeys keys) : IDisposable
{
    private readonly List<DecidedText> _here = [];
    private IEnumerator<DecidedText>? _rows;
    private bool _more;
    private IncidentKey _at;

    /// <summary>What was last decided about a text.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read, or an approved text was altered in it.</exception>
    /// <exception cref="KeyUnknownException">The ring lacks the key of an approved text.</exception>
    public TextDecision? Find(IncidentKey key, string column)
    {
        if (_rows is null || key < _at)
        {
            _rows?.Dispose();
            _rows = ledger.Texts.Read(force).GetEnumerator();
            _more = _rows.MoveNext();
            _here.Clear();
        }

        if (key != _at || _here.Count == 0)
        {
            _at = key;
            _here.Clear();
            for (; _more && _rows.Current.Key <= key; _more = _rows.MoveNext())
            {
                if (_rows.Current.Key == key)
                {
                    _here.Add(_rows.Current);
                }
            }
        }

        return _here.Find(row => row.Column == column) is { } decided ? new TextDecision(decided.SourceHash, Open(decided)) : null;
    }

    /// <summary>The journal entry of the last order that the last planner knows of.</summary>
    public long OrdersSeen { get; private set; }

    /// <summary>
    /// A planner of the force's records by these decisions and by the orders that stand now; the parameters are those of
    /// <see cref="Planner"/>.
    /// </summary>
    public Planner PlannerOf(
        ForceProfile profile, DateOnly today, bool full = false, bool measure = false,
            IReadOnlyDictionary<IncidentKey, RefusedRow>? refused = null,
        ReleasedRange? range = null, PlanExplanations? explanations = null)
    {
        StandingOrders orders = ledger.Orders.Standing();
        OrdersSeen = orders.Seen;
        return new Planner(
            profile, keys, today, full, measure, refused, Find, range, explanations,
            IncidentOrders.Of(keys.Marks(), orders.Incidents.Select(order => order.ToOrdered()), today));
    }

    /// <summary>Makes what the ledger keeps of an approval; of a rejection when there is no text.</summary>
    public DecidedText Decide(ProposedText text, string? approved)
    {
        ArgumentNullException.ThrowIfNull(text);
        string keyId = keys.ActiveKeyId;
        byte[]? whole = approved is null ? null
            : SealedText.Seal(keys.TextKey(keyId)!, approved, force, text.Key.Stored, text.Column, text.SourceHash);
        return new DecidedText(force, text.Key, text.Column, text.SourceHash, text.Id, keyId, whole);
    }

    /// <summary>Ends the reading.</summary>
    public void Dispose() => _rows?.Dispose();

    private string? Open(DecidedText decided)
    {
        if (decided.Sealed is not { } whole)
        {
            return null;
        }

        byte[] key = keys.TextKey(decided.KeyId) ?? throw new KeyUnknownException(decided.KeyId);
        return SealedText.Open(key, whole, force, decided.Key.Stored, decided.Column, decided.SourceHash)
            ?? throw LedgerException.Of(
                LedgerFault.Damaged, "opening an approved text", ledger.Path, "the text does not open with its key, so it was altered");
    }
}
