using System.Globalization;
using System.Text.Json;

namespace DataSharing.Gateway.Ledger;

/// <summary>What the ledger itself says, for one force, of having been restored from an older backup.</summary>
/// <param name="Accepted">The journal entry by which a person last accepted it; null when nobody has.</param>
/// <param name="Next">The sequence at which the force goes on since then: every lower one was, or may have been, used. 0 when nobody has
/// accepted it.</param>
/// <param name="Attempt">The highest attempt that may have been used of the sequences below <paramref name="Next"/>.</param>
/// <param name="Found">The journal entry by which a worker last said that the ledger is older than what was sent; null when none has since
/// it was accepted.</param>
internal sealed record RestoredLedger(JournalHead? Accepted, int Next, int Attempt, long? Found)
{
    // Of which force which journal entries say so, so that nobody has to look for them through the whole journal.
    internal const string SelectRestored = "select kind as Kind, subject as Subject from told where kind in (@accepted, @older)";

    /// <summary>The member of an entry by which a worker says that the ledger is older because it lacks an order: that one's id.</summary>
    internal const string OrderMember = "order";

    /// <summary>The order that a worker said was lacking, while it is; null where that is not why the ledger is older.</summary>
    public string? LackingOrder { get; init; }

    /// <summary>Of a ledger of which nothing such is known.</summary>
    public static RestoredLedger Never { get; } = new(null, 0, 0, null);

    /// <summary>Reads it.</summary>
    public static async Task<RestoredLedger> ReadAsync(LedgerWork work, string force)
    {
        long accepted = 0;
        long older = 0;
        foreach (ToldRow told in await work.ListAsync<ToldRow>(
            SelectRestored, new { accepted = JournalKind.RestoredAccepted.Word(), older = JournalKind.LedgerOlder.Word() }))
        {
            if (told.Subject.Split(' ') is [var of, var number] && of == force
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long entry))
            {
                (accepted, older) = told.Kind == JournalKind.RestoredAccepted.Word() ? (Math.Max(accepted, entry), older)
                    : (accepted, Math.Max(older, entry));
            }
        }

        string? order = older > accepted ? await OrderOfAsync(work, older) : null;
        if (order is not null && await work.ScalarAsync<long>("select count(*) from standing_order where id = @order", new { order }) > 0)
        {
            // It was taken back since, and all that the file of that worker has with it.
            (older, order) = (0, null);
        }

        if (accepted == 0)
        {
            return older == 0 ? RestoredLedger.Never : RestoredLedger.Never with { Found = older, LackingOrder = order };
        }

        JournalRow row = await Journal.EntryAsync(work, accepted) is { } found
            && found.Kind == JournalKind.RestoredAccepted.Word() && found.Force == force
                ? found
                : throw work.Fault(LedgerFault.Damaged, "what says that it was accepted after a restore is not in the journal");
        return work.Reduced(() =>
        {
            using JsonDocument body = JsonDocument.Parse(row.Body);
            return new RestoredLedger(
                new JournalHead(row.Entry, row.Hash), body.RootElement.GetProperty("next")
                .GetInt32(), body.RootElement.GetProperty("attempt").GetInt32(), older > accepted ? older : null) { LackingOrder = order };
        });
    }

    /// <summary>The order that was lacking when a worker said that the ledger is older; null where that was not why.</summary>
    private static async Task<string?> OrderOfAsync(LedgerWork work, long said) =>
        await Journal.EntryAsync(work, said) is not { } row ? null
        : work.Reduced(() =>
        {
            using JsonDocument body = JsonDocument.Parse(row.Body);
            return body.RootElement.TryGetProperty(OrderMember, out JsonElement id) ? id.GetString() : null;
        });

    internal sealed class ToldRow
    {
        public string Kind { get; init; } = "";

        public string Subject { get; init; } = "";
    }
}
