namespace DataSharing.Gateway.Ledger;

/// <summary>How far it is that a force knows that it must delete a record.</summary>
internal enum TellingState
{
    /// <summary>The force may have the record, and nothing tells it yet to delete it.</summary>
    NotSent,

    /// <summary>A file that tells it is built or on its way.</summary>
    UnderWay,

    /// <summary>The file is at the drop under its final name, and its manifest may not be.</summary>
    Sent,

    /// <summary>The file was delivered.</summary>
    Told,
}

/// <summary>An incident at a force that was sent it, or may have been.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="IsHeld">Whether the force may have it: what may have been read counts, also where it is not known.</param>
/// <param name="Telling">How far it is that the force knows that it must delete it; where it has it and need not, not sent.</param>
/// <param name="UnderWay">The exports on their way that have a row of it and do not withdraw it.</param>
internal sealed record IncidentAtForce(
    string Force, bool IsHeld, TellingState Telling, IReadOnlyList<(ExportNumber Number, ExportState State)> UnderWay);
