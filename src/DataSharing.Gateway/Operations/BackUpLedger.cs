using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Servers.Sqlite;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Copies the ledger into one file, as it is at one moment, while exports go on. No entry is written; the copy is to be verified.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="path">The full path of the file to write.</param>
/// <param name="time">The clock.</param>
internal sealed class BackUpLedger(ExportLedger ledger, string path, TimeProvider time) : Operation<ExportLedger>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.LedgerKeep;

    /// <summary>The copy, opened; the caller closes it.</summary>
    /// <inheritdoc/>
    protected override async Task<ExportLedger> ActAsync(string person, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        await Task.Run(() => _ledger.Backup(path), ct);
        return await ExportLedger.OpenAsync(SqliteServer.File(path), applySchema: false, time, ct);
    }
}
