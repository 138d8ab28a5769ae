namespace DataSharing.Gateway.Standing;

/// <summary>Whether a force's nights go, and if not, whether somebody wants it so.</summary>
internal enum ForceStanding
{
    /// <summary>Its nights go.</summary>
    Sends,

    /// <summary>
    /// Stopped on purpose: somebody wrote so. The reason is <c>disabled</c>, <c>agreementSuspended</c>, <c>agreementNotInForce</c> or
    /// <c>stopAll</c>.
    /// </summary>
    Stopped,

    /// <summary>
    /// Nobody wrote so: its profile is broken, or is gone while the force still holds records, or its agreement has lapsed.
    /// </summary>
    Suspended,
}
