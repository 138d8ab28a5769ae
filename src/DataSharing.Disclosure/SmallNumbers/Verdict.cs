namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>What small numbers say of one record: the step at which it leaves, or why it does not.</summary>
/// <param name="Step">The step to clear it at.</param>
/// <param name="HeldBack">Why small numbers hold it back, or null.</param>
/// <param name="IsUnclear">Whether it could not be cleared at some step, so that it has to be asked for the reason again.</param>
internal readonly record struct Verdict(int Step, Reason? HeldBack, bool IsUnclear)
{
    public static Verdict Unclear { get; } = new(0, null, true);

    public static Verdict AtStep(int step) => new(step, null, false);

    public static Verdict Hold(Reason reason) => new(0, reason, false);
}
