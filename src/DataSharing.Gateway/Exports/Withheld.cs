using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Values of incidents that somebody asked to see. They are handed out by <see cref="ShowAsync"/> alone, which first writes into the
/// journal who sees them: so no command can show values and leave no trace. Prints nothing of them.
/// </summary>
/// <typeparam name="T">What is shown.</typeparam>
internal sealed class Withheld<T>
{
    private readonly ExportLedger _ledger;
    private readonly string _force;
    private readonly int _rows;
    private readonly T _values;

    /// <summary>Takes the values.</summary>
    /// <param name="ledger">Where it is written who sees them.</param>
    /// <param name="force">The force they are for.</param>
    /// <param name="rows">How many rows, or texts, they are.</param>
    /// <param name="values">The values.</param>
    internal Withheld(ExportLedger ledger, string force, int rows, T values)
    {
        _ledger = ledger;
        _force = force;
        _rows = rows;
        _values = values;
    }

    /// <summary>Writes the journal's entry <c>valuesShown</c>, and then hands out the values.</summary>
    /// <param name="person">Who sees them.</param>
    /// <param name="on">What they are shown on; never where a file is.</param>
    /// <param name="ct">Cancels; nothing is then handed out.</param>
    /// <exception cref="NoLedgerException">There is no ledger.</exception>
    /// <exception cref="LedgerException">The ledger cannot be written, so nothing is shown.</exception>
    public async Task<T> ShowAsync(string person, ShownOn on, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        JournalBody body = new JournalBody().With("rows", _rows).With("on", on == ShownOn.Terminal ? "terminal" : "file");
        await _ledger.Journal.AppendAsync(JournalKind.ValuesShown, _force, person, body, ct);
        return _values;
    }

    /// <inheritdoc/>
    public override string ToString() => "(withheld)";
}

/// <summary>What values are shown on.</summary>
internal enum ShownOn
{
    /// <summary>A terminal.</summary>
    Terminal,

    /// <summary>A file, or another program.</summary>
    File,
}

/// <summary>Values are shown only where a ledger says who saw them, and there is none.</summary>
internal sealed class NoLedgerException : Exception
{
    private NoLedgerException(string message)
        : base(message)
    {
    }

    /// <summary>Says so where there is no ledger.</summary>
    public static void ThrowIfNone(ExportLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (!ledger.IsThere)
        {
            throw new NoLedgerException(
                $"There is no ledger {ledger.Path}, and values are shown only when it says who saw them. \"datasharing keys new\" makes it together with the key ring, and so does the first export. Where there was one, restore it from its backup.");
        }
    }
}
