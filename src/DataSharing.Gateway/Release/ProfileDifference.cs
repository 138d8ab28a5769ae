using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Release;

/// <summary>What changed between two texts of a force's configuration.</summary>
/// <param name="Changes">Every change, in the order of the files and of the places in them.</param>
internal sealed record ProfileDifference(IReadOnlyList<ProfileChange> Changes)
{
    /// <summary>The part of a change of the drop's host keys.</summary>
    internal const string HostKeys = "drop.hostKeys";

    /// <summary>The widest of the changes; <see cref="ChangeClass.Neither"/> where there is none.</summary>
    public ChangeClass Class => Changes.Select(change => change.Class).DefaultIfEmpty(ChangeClass.Neither).Max();

    /// <summary>Whether something waits, and all that waits are the host keys of the drop.</summary>
    public bool IsHostKeyAlone => Changes.Where(change => change.Class == ChangeClass.Wider).ToList() is { Count: > 0 } waiting
        && waiting.TrueForAll(change => change.Part == HostKeys);

    /// <summary>The difference between two texts, both of which the program has read without a problem.</summary>
    /// <param name="before">The text last used; null where there is none yet: then all of it is new.</param>
    /// <param name="now">The text of now.</param>
    /// <param name="force">The force's slug.</param>
    public static ProfileDifference Between(DeliveredProfile? before, DeliveredProfile now, string force)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (before is null)
        {
            return new ProfileDifference([new ProfileChange($"forces/{force}.json", ChangeClass.Wider, "first text: nothing was used before")]);
        }

        Dictionary<string, byte[]> then = before.Files.ToDictionary(file => file.File, file => file.Bytes, StringComparer.Ordinal);
        Dictionary<string, byte[]> today = now.Files.ToDictionary(file => file.File, file => file.Bytes, StringComparer.Ordinal);
        return new ProfileDifference(
        [
            .. then.Keys.Union(today.Keys, StringComparer.Ordinal)
                .Where(file => !then.TryGetValue(file, out byte[]? old) || !today.TryGetValue(file, out byte[]? its)
                    || !old.AsSpan().SequenceEqual(its))
                .Select(file => new ProfileChange(file, ChangeClass.Wider, $"{file} was changed")),
        ]);
    }
}
