namespace DataSharing.Gateway.Alerts;

/// <summary>When the administrator is told of a night that ended for a reason.</summary>
internal enum ToldWhen
{
    /// <summary>
    /// When the run ends, once a day for each cause: retrying will not fix it (<c>deliveryStopped</c>). Where the worker itself meets it,
    /// <c>workerNotReady</c>.
    /// </summary>
    AtOnce,

    /// <summary>When the run ends, each time: an export waits for a person (<c>heldExport</c>).</summary>
    AsHeld,

    /// <summary>
    /// When the run ends, each time, whatever else holds the export (<c>volumeRise</c>): what the numbers say may be true.
    /// </summary>
    AsVolumeRise,

    /// <summary>When the run ends, each time (<c>hostKeyChanged</c>).</summary>
    AsHostKey,

    /// <summary>At the next look, and then once a day while it lasts (<c>forceSuspended</c>).</summary>
    AsSuspended,

    /// <summary>When the worker could not send for a quarter of an hour (<c>workerNotReady</c>); readiness is 503 at once.</summary>
    AsUnready,

    /// <summary>When the night is late (<c>lateDelivery</c>): a later try may succeed before that.</summary>
    WhenLate,

    /// <summary>
    /// When it is found, and once a day until an administrator has said a word (<c>alreadySent</c>), or what waits for it is right again
    /// (<c>clockAhead</c>, and <c>deliveryStopped</c> for a profile's version).
    /// </summary>
    UntilAcknowledged,

    /// <summary>Nobody: somebody wrote so on purpose. <c>status</c> and the summary of the night say it.</summary>
    OnPurpose,

    /// <summary>Only whoever typed the command can meet it, and is answered.</summary>
    ToWhoAsked,

    /// <summary>It is of a record and not of a night: <c>plan</c>, <c>export</c> and <c>history</c> count it.</summary>
    Counted,
}
