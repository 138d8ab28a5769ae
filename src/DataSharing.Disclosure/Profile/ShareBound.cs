using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Profile;

/// <summary>A bound that is exceeded by more than a number of records that are also more than a share of others.</summary>
/// <param name="MoreThan">So many records never exceed it.</param>
/// <param name="Percent">The share in per cent, 1 to 100.</param>
public sealed record ShareBound(int MoreThan, int Percent)
{
    /// <summary>Reads it from a guard's block; what is left out is as in <paramref name="otherwise"/>.</summary>
    internal static ShareBound Read(ConfigObject block, string share, ShareBound otherwise)
    {
        var bound = new ShareBound(
            block.OptionalInteger("moreThan", 0, GuardTerms.MostRecords, otherwise.MoreThan),
            block.OptionalInteger(share, 1, 100, otherwise.Percent));
        block.Done();
        return bound;
    }
}

/// <summary>A bound on the records that are new or amended, by what the force was sent before.</summary>
/// <param name="MoreThan">So many records never exceed it.</param>
/// <param name="Times">How many times the most of a night, 2 to 1,000.</param>
/// <param name="Exports">Of how many of the last exports, 7 to 366.</param>
public sealed record VolumeBound(int MoreThan, int Times, int Exports)
{
    /// <summary>With fewer delivered exports after the first, nobody can say what is usual, and nothing exceeds the bound.</summary>
    public const int LeastExports = 7;

    /// <summary>Reads it from its block; what is left out is as in <paramref name="otherwise"/>.</summary>
    internal static VolumeBound Read(ConfigObject block, VolumeBound otherwise)
    {
        var bound = new VolumeBound(
            block.OptionalInteger("moreThan", 0, GuardTerms.MostRecords, otherwise.MoreThan),
            block.OptionalInteger("times", 2, 1000, otherwise.Times),
            block.OptionalInteger("exports", LeastExports, 366, otherwise.Exports));
        block.Done();
        return bound;
    }
}
