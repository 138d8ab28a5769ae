using System.Globalization;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// The keys that the ledger and the outbox name, against those that a ring has. Another ring beside the same ledger would give every record
/// a second token, and could open neither the archive nor an approved text.
/// </summary>
internal static class NeededKeys
{
    /// <summary>What to do about a key that is not there.</summary>
    public const string Remedy =
        "Bring the ring back from its backup, with every key in it, and make no new one: with another ring nothing that was sent can be compared, and the archive cannot be read. See \"A lost key\" in deploy/RUNBOOK.md.";

    /// <summary>Makes sure that the ring has every key that the ledger names for a force.</summary>
    /// <exception cref="KeyRingException">It lacks one.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task RequireAsync(ExportLedger ledger, string force, ForceKeys keys, CancellationToken ct)
    {
        IReadOnlyList<NamedKey> named = await ledger.Holdings.NamedKeysAsync(force, ct);
        if (Sentences(named, keys.Has) is [var first, ..])
        {
            throw new KeyRingException($"{first} {Remedy}");
        }
    }

    /// <summary>A sentence for each key that the ledger or the outbox names and the ring does not have.</summary>
    /// <param name="ledger">The ledger; null where it is not to be asked.</param>
    /// <param name="outboxFolder">The outbox; it need not be there, and is not made.</param>
    /// <param name="ring">The ring; null for none, which has no key.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        ExportLedger? ledger, string outboxFolder, KeyRing? ring, CancellationToken ct)
    {
        bool Has(string id) => ring?.Find(id) is not null;
        IReadOnlyList<NamedKey> named = ledger is null ? [] : await ledger.Holdings.NamedKeysAsync(null, ct);
        return
        [
            .. Sentences(named, Has),
            .. Outbox.KeysIn(outboxFolder).Where(key => !Has(key.Key) && named.All(known => known.KeyId != key.Key))
            .OrderBy(key => key.Key, StringComparer.Ordinal)
                .Select(key => string.Create(
                    CultureInfo.InvariantCulture,
                $"The outbox {outboxFolder} names the key {key.Key} ({Count(key.Value, "file")}), and the key ring does not have it.")),
        ];
    }

    private static List<string> Sentences(IEnumerable<NamedKey> named, Func<string, bool> has) =>
    [
        .. named.Where(key => !has(key.KeyId)).GroupBy(key => key.KeyId).OrderBy(key => key.Key, StringComparer.Ordinal)
            .Select(key => $"The ledger names the key {key.Key} ({string.Join(", ", key.GroupBy(part => part.Force).Select(Extent))}), and the key ring does not have it."),
    ];

    private static string Extent(IGrouping<string, NamedKey> force)
    {
        int exports = force.Sum(part => part.Exports);
        int texts = force.Sum(part => part.Texts);
        return $"{force.Key}: {string.Join(" and ", new[] { exports > 0 ? Count(exports, "export") : null, texts > 0 ? Count(texts, "approved text") : null }.OfType<string>())}";
    }

    private static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");
}
