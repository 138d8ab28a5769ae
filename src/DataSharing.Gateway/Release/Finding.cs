namespace DataSharing.Gateway.Release;

/// <summary>What a rule says of a change.</summary>
/// <param name="Class">What it does to what the recipient may get.</param>
/// <param name="Words">What happened, in words that follow the name of the part.</param>
internal readonly record struct Finding(ChangeClass Class, string Words);
