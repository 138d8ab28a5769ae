using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Shows the texts of one incident beside what would leave of them. The entry is <c>valuesShown</c>, written before the first text is
/// handed out.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="review">The texts of the force.</param>
/// <param name="incident">The incident's key, as the source writes it.</param>
/// <param name="column">The column; null for every one.</param>
/// <param name="on">What they are shown on.</param>
internal sealed class SeeText(ExportLedger ledger, TextReview review, string incident, string? column, ShownOn on)
    : Operation<IReadOnlyList<ProposedText>>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.RecordsSee;

    /// <summary>The texts; empty where the force must not have the incident or it has no text.</summary>
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ProposedText>> ActAsync(string person, CancellationToken ct) =>
        review.Of(incident, column, ct) is { } withheld ? await withheld.ShowAsync(person, on, ct) : [];
}
