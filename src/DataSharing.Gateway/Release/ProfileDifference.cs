using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Release;

/// <summary>What changed between two texts of a force's configuration.</summary>
/// <param name="Changes">Every change, in the order of the places; one place can have several.</param>
internal sealed record ProfileDifference(IReadOnlyList<ProfileChange> Changes)
{
    /// <summary>The part of a change of the drop's host keys.</summary>
    internal const string HostKeys = "drop.hostKeys";

    /// <summary>The widest of the changes; <see cref="ChangeClass.Neither"/> where there is none.</summary>
    public ChangeClass Class => Changes.Select(change => change.Class).DefaultIfEmpty(ChangeClass.Neither).Max();

    /// <summary>Whether something waits, and all that waits are the host keys of the drop.</summary>
    public bool IsHostKeyAlone => Changes.Where(change => change.Class == ChangeClass.Wider).ToList() is { Count: > 0 } waiting
        && waiting.TrueForAll(change => change.Part == HostKeys);

    /// <summary>Whether something of the drop waits, or the profile cannot be read part by part, so that it may.</summary>
    /// <param name="force">The force's slug.</param>
    public bool IsOfDrop(string force) => Changes.Any(change => change.Class == ChangeClass.Wider
        && (change.Part.StartsWith("drop", StringComparison.Ordinal) || change.Part == FileOf(force)));

    /// <summary>The difference between two texts.</summary>
    /// <param name="before">The text last used; null where there is none yet: then all of it is new.</param>
    /// <param name="now">The text of now, which the program has read without a problem.</param>
    /// <param name="force">The force's slug.</param>
    public static ProfileDifference Between(DeliveredProfile? before, DeliveredProfile now, string force)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentException.ThrowIfNullOrEmpty(force);
        if (before is null)
        {
            return new ProfileDifference([new ProfileChange(
                FileOf(force), ChangeClass.Wider, "first text: nothing was used before, or the ledger does not keep it")]);
        }

        string[] changed = ChangedFiles(before, now);
        if (changed.Length == 0)
        {
            return new ProfileDifference([]);
        }

        if (ForceText.Read(before, force, changed) is not { } then || ForceText.Read(now, force, changed) is not { } today)
        {
            return new ProfileDifference([.. changed.Select(name => new ProfileChange(
                name, ChangeClass.Wider, $"{name} was changed, and one of the two texts cannot be read part by part"))]);
        }

        var comparison = new TextComparison(then, today);
        return new ProfileDifference(
        [
            .. comparison.Changes(),
            .. changed.Where(name => !comparison.Files.Contains(name)).Select(name => new ProfileChange(
                name, ChangeClass.Neither, $"{name} says the same: comments, blanks, or another way of writing it")),
        ]);
    }

    /// <summary>A force's profile, in the configuration folder: the part of a first text.</summary>
    internal static string FileOf(string force) => $"forces/{force}.json";

    private static string[] ChangedFiles(DeliveredProfile before, DeliveredProfile now)
    {
        var then = before.Files.ToDictionary(file => file.File, file => file.Bytes, StringComparer.Ordinal);
        var today = now.Files.ToDictionary(file => file.File, file => file.Bytes, StringComparer.Ordinal);
        return
        [
            .. today.Keys.Union(then.Keys, StringComparer.Ordinal).Where(
                file => !then.TryGetValue(file, out byte[]? old) || !today.TryGetValue(file, out byte[]? its)
                    || !old.AsSpan().SequenceEqual(its)),
        ];
    }
}
