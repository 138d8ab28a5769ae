namespace DataSharing.Gateway.Release;

/// <summary>One change of one part of a force's configuration.</summary>
/// <param name="Part">The part: a file, with the place in it.</param>
/// <param name="Class">What the change does to what the recipient may get.</param>
/// <param name="Words">The change in words. No value of an incident is in it: it tells of the configuration alone.</param>
internal sealed record ProfileChange(string Part, ChangeClass Class, string Words);
