using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Approves or rejects the redacted form of a text. The entry is <c>textApproved</c> or <c>textRejected</c>.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="review">The texts of the force.</param>
/// <param name="incident">The incident's key, as the source writes it.</param>
/// <param name="shown">The id that the text had when it was shown.</param>
/// <param name="approve">Whether it may leave.</param>
internal sealed class DecideText(ExportLedger ledger, TextReview review, string incident, string shown, bool approve)
    : Operation<ListedText>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.TextDecide;

    /// <summary>The column; null where the incident has one text.</summary>
    public string? Column { get; init; }

    /// <summary>Why; null where none was given.</summary>
    public string? Why { get; init; }

    /// <inheritdoc/>
    protected override Task<ListedText> ActAsync(string person, CancellationToken ct) =>
        review.DecideAsync(incident, Column, shown, approve, person, Why, ct);
}
