using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Orders;

/// <summary>
/// Finds one incident by its key, by the reference of its case or by a force's record id. A key is asked for by itself in the source and in
/// the ledger. A case reference is asked for by its column: the source looks at all its records where it has no index of it. Where the
/// source cannot be asked, what the ledger knows is enough.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="book">The orders.</param>
internal sealed class IncidentLookup(ConfigurationFolder folder, ExportLedger ledger, OrderBook book)
{
    // Longer texts are no reference.
    private const int LongestReference = 200;

    /// <summary>Finds it.</summary>
    /// <param name="sought">How it was named.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedException">Neither knows it, or the name stands for several; the message repeats nothing of it.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<KnownIncident> FindAsync(IncidentSought sought, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sought);
        return sought.Name is { } name ? await ByNameAsync(name, ct) : await ByTokenAsync(sought.Force!, sought.Token!, ct);
    }

    private async Task<KnownIncident> ByTokenAsync(string force, string token, CancellationToken ct)
    {
        IncidentKey key = await ledger.Incidents.OfTokenAsync(force, token, ct)
            ?? throw new RefusedException(Reason.NoSuchIncident, $"The ledger knows no record of {force} with this record id. Nothing was recorded.");
        return await DescribeAsync(Asked.Of(folder, (source, dictionary) => ByKeys(source, dictionary, [key], ct)), key, ct);
    }

    private async Task<KnownIncident> ByNameAsync(string name, CancellationToken ct)
    {
        Asked asked = Asked.Of(folder, (source, dictionary) => ByName(source, dictionary, name, ct));
        IncidentKey[] found = [.. asked.Found.Select(identity => identity.Key).Distinct()];
        if (found.Length > 1)
        {
            throw new RefusedException(
                Reason.SeveralIncidents,
                string.Create(CultureInfo.InvariantCulture, $"What was given stands for {found.Length} incidents. Nothing was recorded. Name one by its key, or by --token FORCE RECORD_ID."));
        }

        if (found is [var one])
        {
            return await DescribeAsync(asked, one, ct);
        }

        // A source that cannot be read does not say whether its keys are numbers.
        foreach (IncidentKey key in KeysOf(name, asked.KeyType))
        {
            if (await IsInLedgerAsync(key, ct))
            {
                return await DescribeAsync(asked, key, ct);
            }
        }

        throw asked.Failure is null ? new RefusedException(Reason.NoSuchIncident)
            : new RefusedException(
                Reason.NoSuchIncident,
                $"The ledger knows no incident of this key, and the source could not be asked ({asked.Failure.Code}), so a case reference finds nothing. Nothing was recorded. Name it by its key or by --token FORCE RECORD_ID, or ask again when the source answers.");
    }

    private async Task<KnownIncident> DescribeAsync(Asked asked, IncidentKey key, CancellationToken ct)
    {
        IncidentIdentity? identity = asked.Found.FirstOrDefault(found => found.Key == key);
        IReadOnlyList<IncidentIdentity> linked = [];
        Reason? failure = asked.Failure;
        if (identity?.Series is { } series)
        {
            Asked links = Asked.Of(
                folder, (source, dictionary) => Where(source, dictionary, dictionary.Series!.Value, series, ct).ToList());
            failure ??= links.Failure;
            linked = [.. links.Found.Where(found => found.Key != key)];
        }

        return new KnownIncident
        {
            Key = key,
            IsInSource = asked.Failure is null ? identity is not null : null,
            SourceFailure = failure,
            IsInLedger = await IsInLedgerAsync(key, ct),
            CaseReference = identity?.CaseReference,
            KnowsLinks = asked.KnowsLinks && identity is not null && failure is null,
            Linked = linked,
        };
    }

    private async Task<bool> IsInLedgerAsync(IncidentKey key, CancellationToken ct) =>
        await ledger.Incidents.KnowsAsync(key, ct) || book.About(key, ct).Any();

    private static List<IncidentIdentity> ByName(SourceSnapshot source, DataDictionary dictionary, string name, CancellationToken ct)
    {
        List<IncidentIdentity> found = ByKeys(source, dictionary, KeysOf(name, dictionary.KeyType), ct);
        if (dictionary.CaseReference is { } reference)
        {
            found.AddRange(Where(source, dictionary, reference, name, ct));
        }

        return found;
    }

    private static List<IncidentIdentity> ByKeys(
        SourceSnapshot source, DataDictionary dictionary, IReadOnlyList<IncidentKey> keys, CancellationToken ct)
    {
        bool numbers = dictionary.KeyType == FieldType.Integer;
        RecordShape shape = IncidentIdentity.ShapeOf(dictionary);
        return [.. source.ReadByKeys(shape, keys.Where(key => key.Number is not null == numbers), ct)
            .Select(pair => IncidentIdentity.Of(dictionary, pair.Key, pair.Record))];
    }

    private static IEnumerable<IncidentIdentity> Where(
        SourceSnapshot source, DataDictionary dictionary, (string Column, FieldType Type) column, string value, CancellationToken ct)
    {
        if (value.Length > LongestReference || value.Any(char.IsControl)
            || (column.Type == FieldType.Integer && NumberOf(value)?.ToString(CultureInfo.InvariantCulture) != value))
        {
            return [];
        }

        return source.ReadWhere(IncidentIdentity.ShapeOf(dictionary), column.Column, value, ct)
            .Select(pair => IncidentIdentity.Of(dictionary, pair.Key, pair.Record));
    }

    private static IncidentKey[] KeysOf(string name, FieldType? type)
    {
        IncidentKey?[] keys = [
            type != FieldType.Text && NumberOf(name) is { } number ? IncidentKey.FromNumber(number) : null,
            type != FieldType.Integer ? IncidentKey.FromText(name) : null];
        return [.. keys.OfType<IncidentKey>()];
    }

    private static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>What the source answered, or why it could not be asked.</summary>
    private sealed record Asked(IReadOnlyList<IncidentIdentity> Found, FieldType? KeyType, bool KnowsLinks, Reason? Failure)
    {
        public static Asked Of(
            ConfigurationFolder folder, Func<SourceSnapshot, DataDictionary, IReadOnlyList<IncidentIdentity>> ask)
        {
            ControllerConfiguration controller;
            try
            {
                controller = folder.ReadController();
            }
            catch (ConfigurationException)
            {
                // Its problems are told by the check; an incident that the ledger knows can be withdrawn meanwhile.
                return new Asked([], null, false, Reason.ProfileInvalid);
            }

            DataDictionary dictionary = controller.Dictionary;
            try
            {
                using SourceSnapshot source = new IncidentSource(controller.Settings.Source, controller.SourceSql, dictionary).OpenSnapshot();
                return new Asked(ask(source, dictionary), dictionary.KeyType, dictionary.Series is not null, null);
            }
            catch (SourceUnavailableException error)
            {
                return new Asked([], dictionary.KeyType, dictionary.Series is not null, error.Reason);
            }
        }

        public override string ToString() => "(withheld)";
    }
}
