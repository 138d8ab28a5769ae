using System.Globalization;
using System.Security.Cryptography;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Onboarding;

/// <summary>A force's profile with another state than it has on disk. It gets its name when the journal has who changed it.</summary>
internal sealed class ChangedProfile
{
    private readonly string _path;
    private readonly byte[] _before;
    private readonly byte[] _after;

    private ChangedProfile(string path, byte[] before, byte[] after, ForceConfiguration read)
    {
        _path = path;
        _before = before;
        _after = after;
        Read = read;
    }

    /// <summary>What the profile says when it is written.</summary>
    public ForceConfiguration Read { get; }

    /// <summary>Whether it says anything else than on disk.</summary>
    public bool IsChanged => !_before.AsSpan().SequenceEqual(_after);

    /// <summary>The SHA-256 of the file as it will be.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(_after));

    /// <summary>The SHA-256 of the file as it is.</summary>
    public string Sha256Before => Convert.ToHexStringLower(SHA256.HashData(_before));

    /// <summary>Composes it.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="force">The force's slug; it has a profile.</param>
    /// <param name="from">The first day on which data may be sent; null to disable the force.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ConfigurationException">The profile, or what it rests on, has errors, or does not go with the day.</exception>
    public static ChangedProfile Compose(ConfigurationFolder folder, string force, DateOnly? from, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string file = NewProfile.FileOf(force);
        string path = Path.Combine(folder.Path, file);
        byte[] before = FolderReading.ReadBounded(path);
        // The bytes that are edited are the bytes that were checked.
        ForceConfiguration now = new ConfigurationFolder(folder.Path, time, one => one == path ? before
            : FolderReading.ReadBounded(one)).ReadForce(force);
        byte[] after = ProfileEdit.Apply(file, before, Changes(file, now, from, London.Today(time)));
        return new ChangedProfile(
            path, before, after,
            new ConfigurationFolder(folder.Path, time, one => one == path ? after : FolderReading.ReadBounded(one)).ReadForce(force));
    }

    /// <summary>Writes it beside its place.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public WholeFile WriteBeside() => WholeFile.Beside(_path, _after, replace: true);

    /// <summary>Puts what was written into its place.</summary>
    /// <exception cref="IOException">It cannot be, or somebody saved another one meanwhile.</exception>
    public void Place(WholeFile written)
    {
        ArgumentNullException.ThrowIfNull(written);
        if (!FolderReading.ReadBounded(_path).AsSpan().SequenceEqual(_before))
        {
            throw new IOException($"{_path} was saved by somebody else meanwhile and was left as it is. Look at it, and ask again.");
        }

        written.Place();
    }

    private static Dictionary<string, string> Changes(string file, ForceConfiguration now, DateOnly? from, DateOnly today)
    {
        var changes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (from is { } day)
        {
            RequireDay(file, now, day, today);
            if (day > now.Profile.Agreement.InForceFrom && day > today)
            {
                changes["agreement.inForceFrom"] = $"\"{Iso(day)}\"";
            }
        }

        if (now.Profile.Enabled != from is not null)
        {
            changes["enabled"] = from is null ? "false" : "true";
        }

        if (changes.Count > 0)
        {
            changes["version"] = (now.Profile.Version + 1).ToString(CultureInfo.InvariantCulture);
        }

        return changes;
    }

    /// <summary>A day on which something can be sent for the first time.</summary>
    private static void RequireDay(string file, ForceConfiguration now, DateOnly day, DateOnly today)
    {
        (DateOnly first, DateOnly last) = (now.Profile.Agreement.InForceFrom, now.Profile.Agreement.LastDay);
        (string Path, string Message, string Fix)? problem =
            last < today ? ("agreement.lastDay", $"The agreement has ended: its last day was {Iso(last)}.",
                "Renew it and write its new days first.")
            : day < today ? ("agreement.inForceFrom", $"--from {Iso(day)}: Nothing can begin on a day that is past.",
                $"Write --from {Iso(today)} or later.")
            : day > last ? ("agreement.lastDay", $"--from {Iso(day)}: The agreement ends before, on {Iso(last)}.",
                "Write an earlier day, or correct agreement.lastDay.")
            : day < first ? ("agreement.inForceFrom", $"--from {Iso(day)}: The agreement is not in force before {Iso(first)}.",
                $"Write --from {Iso(first)} or later, or correct agreement.inForceFrom.")
            : null;
        if (problem is var (path, message, fix))
        {
            throw new ConfigurationException([new ConfigProblem(file, path, 0, message, fix)]);
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
