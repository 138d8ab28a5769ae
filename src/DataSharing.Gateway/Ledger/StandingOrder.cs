using System.Globalization;
using System.Security.Cryptography;
using DataSharing.Disclosure.Gates;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// An order of a person, as it stands in the ledger and, but for what only the journal may know, in the file outside it. Of the orders
/// about one thing that of the highest number counts; of two with one number, which only a restored ledger can make, the one that lets less
/// out.
/// </summary>
internal sealed record StandingOrder
{
    /// <summary>Its random id: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>What is ordered.</summary>
    public required OrderKind Kind { get; init; }

    /// <summary>The mark of the incident; empty where it is about everything.</summary>
    public required string Mark { get; init; }

    /// <summary>The key of the mark; empty where it is about everything.</summary>
    public required string KeyId { get; init; }

    /// <summary>Which one it is of those about the same thing, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The last day of a hold; null for one without an end.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The random id by which the journal calls the incident; null where that is not known, or it is about everything.</summary>
    public string? Incident { get; init; }

    /// <summary>The reason that was given; null where it is not known.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was given, or taken back from the file outside the ledger.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Its journal entry; 0 while it is not in the ledger.</summary>
    public long Entry { get; init; }

    /// <summary>Whether it keeps something from leaving; else it lets it go again.</summary>
    public bool Restricts => Kind is OrderKind.Withdraw or OrderKind.Hold or OrderKind.Stop;

    /// <summary>What it is about: one pair of kinds, and which incident.</summary>
    public (int Pair, string Mark, string KeyId) Subject => ((int)Kind / 2, Mark, KeyId);

    /// <summary>A new random id.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Which of two orders about one thing counts.</summary>
    public static StandingOrder Later(StandingOrder one, StandingOrder other) =>
        one.Number != other.Number ? (one.Number > other.Number ? one : other)
        : one.Restricts ? one : other;

    /// <summary>Of many orders those that count now and keep something from leaving.</summary>
    public static IReadOnlyList<StandingOrder> InForce(IEnumerable<StandingOrder> orders) =>
        [.. orders.GroupBy(order => order.Subject).Select(about => about.Aggregate(Later)).Where(order => order.Restricts)];

    /// <summary>The members of <see cref="Body"/>.</summary>
    internal static IReadOnlyList<string> Members { get; } = ["order", "mark", "keyId", "number", "until", "incident", "why"];

    /// <summary>What the journal says of it.</summary>
    public JournalBody Body() => new JournalBody()
        .With("order", Id)
        .With("mark", Mark.Length == 0 ? null : Mark)
        .With("keyId", KeyId.Length == 0 ? null : KeyId)
        .With("number", Number)
        .With("until", Until?.ToString("O", CultureInfo.InvariantCulture))
        .With("incident", Incident)
        .With("why", Reason);

    /// <summary>As the planner needs it.</summary>
    public OrderedIncident ToOrdered() => new(Mark, KeyId, Kind == OrderKind.Hold, Until);
}

/// <summary>The orders that stand at one moment.</summary>
/// <param name="Incidents">Those about incidents.</param>
/// <param name="Stop">The one that stops everything; null where nothing does.</param>
/// <param name="Seen">The journal entry of the last order that was read, of whatever kind; 0 where there is none.</param>
internal sealed record StandingOrders(IReadOnlyList<StandingOrder> Incidents, StandingOrder? Stop, long Seen);
