using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Profile;

/// <summary>
/// When an export of the force waits for a person because of how much it would send, withdraw or leave out. A profile that says nothing of it
/// has the defaults. Source: docs/decisions/2026-11-29-guards.md.
/// </summary>
public sealed record GuardTerms
{
    internal const int MostRecords = 1_000_000;

    /// <summary>What holds where the profile says nothing.</summary>
    public static GuardTerms Default { get; } = new();

    /// <summary>Whether the first export waits for a person.</summary>
    public bool FirstExport { get; private init; } = true;

    /// <summary>Withdrawn records, as a share of what the force holds. Cannot be switched off.</summary>
    public ShareBound MassWithdrawal { get; private init; } = new(20, 10);

    /// <summary>Records whose local authority is another force's, as a share of those read; null where it is switched off.</summary>
    public ShareBound? OtherArea { get; private init; } = new(20, 5);

    /// <summary>
    /// Records that are held back or excluded and not withdrawn; the share says by how many percentage points of those read it may be higher
    /// than ever in the last exports. Null where it is switched off.
    /// </summary>
    public ShareBound? HeldBack { get; private init; } = new(20, 20);

    /// <summary>Records that are new or amended; null where it is switched off.</summary>
    public VolumeBound? Volume { get; private init; } = new(20, 3, 35);

    /// <summary>Reads the block <c>guards</c> of a profile; a problem leaves the default in its place.</summary>
    internal static GuardTerms Read(ConfigObject profile)
    {
        if (profile.OptionalObject("guards") is not { } block)
        {
            return Default;
        }

        var terms = new GuardTerms
        {
            FirstExport = block.OptionalBoolean("firstExport", true),
            MassWithdrawal = block.OptionalObject("massWithdrawal") is { } withdrawals
                ? ShareBound.Read(withdrawals, "percent", Default.MassWithdrawal) : Default.MassWithdrawal,
            OtherArea = Part(block, "otherArea", Default.OtherArea!, static (part, otherwise) => ShareBound.Read(part, "percent", otherwise)),
            HeldBack = Part(block, "heldBack", Default.HeldBack!, static (part, otherwise) => ShareBound.Read(part, "points", otherwise)),
            Volume = Part(block, "volume", Default.Volume!, VolumeBound.Read),
        };
        block.Done();
        return terms;
    }

    /// <summary>A guard that can be switched off: false, true for its defaults, or an object.</summary>
    private static T? Part<T>(ConfigObject block, string name, T otherwise, Func<ConfigObject, T, T> read)
        where T : class
    {
        ConfigNode? node = block.Find(name);
        if (node?.Kind == ConfigKind.Boolean)
        {
            return node.Literal == "true" ? otherwise : null;
        }

        return node is not null && block.CheckObject(node) is { } part ? read(part, otherwise) : otherwise;
    }
}
