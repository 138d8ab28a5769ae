namespace DataSharing.Gateway.Ledger;

/// <summary>How a text of a profile came into use.</summary>
internal enum UsedBy
{
    /// <summary>Persons accepted it.</summary>
    Acceptance,

    /// <summary>Nothing of it is wider than the text before.</summary>
    Narrower,

    /// <summary>A run accepted it by itself: the profile asks for no person, and neither did the one before.</summary>
    Run,

    /// <summary>Something was delivered by it before the ledger knew of acceptances.</summary>
    Migration,
}

/// <summary>The text of a profile by which a force's runs go from a moment on.</summary>
/// <param name="Entry">The journal entry that tells of it; 0 where none does yet.</param>
/// <param name="Force">The force's slug.</param>
/// <param name="Sha256">The text's fingerprint.</param>
/// <param name="By">How it came into use.</param>
/// <param name="At">When.</param>
internal sealed record UsedText(long Entry, string Force, string Sha256, UsedBy By, DateTimeOffset At);

/// <summary>The text of a profile that was accepted last.</summary>
/// <param name="Entry">The journal entry that tells of it.</param>
/// <param name="Sha256">The text's fingerprint.</param>
/// <param name="Follows">The entry of the text that was in use then; 0 for none.</param>
/// <param name="From">The first day on which it is used; null for at once.</param>
internal sealed record AcceptedText(long Entry, string Sha256, long Follows, DateOnly? From);

/// <summary>What the ledger says of the texts of a force's profile.</summary>
/// <param name="Used">The one by which its runs last went; null where none is written down.</param>
/// <param name="Accepted">The one that was accepted last; null where none was.</param>
/// <param name="Exported">The fingerprint of the last export that the force has, or may have; null where there is none.</param>
internal sealed record KnownTexts(UsedText? Used, AcceptedText? Accepted, string? Exported);

/// <summary>What somebody accepts.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Text">The text.</param>
/// <param name="Follows">The entry of the text that is in use; 0 for none.</param>
/// <param name="From">The first day on which it is used; null for at once.</param>
/// <param name="Why">Why.</param>
/// <param name="Program">The version of the program.</param>
internal sealed record TextAcceptance(string Force, DeliveredProfile Text, long Follows, DateOnly? From, string Why, string Program);
