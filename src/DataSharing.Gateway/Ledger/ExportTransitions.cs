namespace DataSharing.Gateway.Ledger;

/// <summary>Which state may follow which. Source: design, sections 2 and 5.4.</summary>
internal static class ExportTransitions
{
    /// <summary>
    /// From <see cref="ExportState.Publishing"/> an export may go back or be given up only because the caller saw its temporary at the
    /// drop, so that no rename took place. Once a rename may have taken place the sequence is used up:
    /// <see cref="ExportState.Unconfirmed"/> never becomes void.
    /// </summary>
    private static readonly HashSet<(ExportState From, ExportState To)> Allowed =
    [
        (ExportState.Built, ExportState.Sending),
        (ExportState.Built, ExportState.Held),
        (ExportState.Built, ExportState.Void),
        // Sent again by a later run, under that run's temporary name.
        (ExportState.Sending, ExportState.Sending),
        (ExportState.Sending, ExportState.Publishing),
        (ExportState.Sending, ExportState.Held),
        (ExportState.Sending, ExportState.Void),
        (ExportState.Publishing, ExportState.Published),
        (ExportState.Publishing, ExportState.Unconfirmed),
        (ExportState.Publishing, ExportState.Sending),
        (ExportState.Publishing, ExportState.Void),
        (ExportState.Published, ExportState.Delivered),
        (ExportState.Published, ExportState.Unconfirmed),
        (ExportState.Held, ExportState.Sending),
        (ExportState.Held, ExportState.Void),
        (ExportState.Unconfirmed, ExportState.Published),
        (ExportState.Unconfirmed, ExportState.Delivered),
    ];

    public static bool Allows(ExportState from, ExportState to) => Allowed.Contains((from, to));
}
