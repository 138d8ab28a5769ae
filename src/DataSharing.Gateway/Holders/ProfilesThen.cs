using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Holders;

/// <summary>
/// By which profile an export was made: the one that the ledger keeps of it, or today's where that is still the same. Each is read once.
/// </summary>
internal sealed class ProfilesThen(ConfigurationFolder folder, ExportLedger ledger)
{
    private readonly Dictionary<(string Force, string Hash), ForceProfile?> _read = [];
    private readonly Dictionary<ForceProfile, IReadOnlyList<SentColumn>> _columns = [];
    private DataDictionary? _today;
    private bool _hasAsked;

    /// <summary>The profile; null where it is not kept, is damaged, or this program cannot read it any more.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<ForceProfile?> OfAsync(RecordedExport export, CancellationToken ct)
    {
        (string Force, string Hash) key = (export.Force, export.Facts.ProfileHash);
        if (!_read.TryGetValue(key, out ForceProfile? profile))
        {
            profile = await ReadAsync(key.Force, key.Hash, ct);
            _read.Add(key, profile);
        }

        return profile;
    }

    /// <summary>The columns of its files beside the three of every row.</summary>
    public IReadOnlyList<SentColumn> ColumnsOf(ForceProfile profile)
    {
        if (!_columns.TryGetValue(profile, out IReadOnlyList<SentColumn>? columns))
        {
            IEnumerable<ColumnDescription> described = profile.Descriptions.Skip(profile.Descriptions.Count - profile.Columns.Count);
            columns = [.. profile.Columns.Zip(described, (column, words) => new SentColumn(column, words, AboutToday(column.Field)))];
            _columns.Add(profile, columns);
        }

        return columns;
    }

    private async Task<ForceProfile?> ReadAsync(string force, string hash, CancellationToken ct)
    {
        try
        {
            DeliveredProfile? kept = await ledger.Delivered.FindAsync(force, hash, ct);
            ForceProfile? profile = kept is not null ? folder.ReadDelivered(force, kept.Files).Profile
                : folder.HasForce(force) ? folder.ReadForce(force).Profile : null;
            return profile?.Hash == hash ? profile : null;
        }
        catch (Exception error) when (error is ConfigurationException or LedgerException { Kind: LedgerFault.Damaged })
        {
            // The answer says that its columns are not known.
            return null;
        }
    }

    private FieldSubject AboutToday(DictionaryField field)
    {
        if (!_hasAsked)
        {
            _hasAsked = true;
            try
            {
                _today = folder.ReadController().Dictionary;
            }
            catch (ConfigurationException)
            {
                // Its problems are told by the check; the dictionary of then still says what it said.
            }
        }

        return _today?.AboutOf(field.Name) ?? FieldSubject.Unsaid;
    }
}
