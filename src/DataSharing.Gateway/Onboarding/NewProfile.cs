using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Onboarding;

/// <summary>A new force's profile, checked as a whole before it is written: what is written has no error.</summary>
internal sealed class NewProfile
{
    private readonly string _path;
    private readonly byte[] _bytes;

    private NewProfile(ConfigurationFolder folder, string force, byte[] bytes, ForceConfiguration read)
    {
        _path = Path.Combine(folder.Path, FileOf(force));
        _bytes = bytes;
        Force = force;
        Read = read;
    }

    /// <summary>The force's slug.</summary>
    public string Force { get; }

    /// <summary>What the profile says.</summary>
    public ForceConfiguration Read { get; }

    /// <summary>The SHA-256 of the file.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(_bytes));

    /// <summary>The file's path in the folder.</summary>
    public static string FileOf(string force) => $"forces/{force}.json";

    /// <summary>The force's row of the list; nothing can be made for another.</summary>
    /// <exception cref="ConfigurationException">There is no such force, or it has a profile already.</exception>
    public static ListedForce RequireNew(ConfigurationFolder folder, string force)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ForceList forces = folder.ReadForceList();
        if (forces.Find(force) is not { } listed)
        {
            string? nearest = ConfigObject.Nearest(force, forces.All.Select(one => one.Slug));
            throw Problem(
                ForceList.File, "$", $"The list has no force \"{force}\".",
                nearest is null ? "Name a slug of the list, or add the force to it."
                    : $"Did you mean \"{nearest}\"? Otherwise add the force to the list.");
        }

        if (Path.Exists(Path.Combine(folder.Path, FileOf(force))))
        {
            throw Problem(
                FileOf(force), "$", "The force has a profile already, which is not overwritten.",
                $"Edit it, and look at it with: datasharing check {force}.");
        }

        return listed;
    }

    /// <summary>Composes and checks it. Nothing is written.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="terms">What is known of the force.</param>
    /// <param name="hostKeys">The keys of its server.</param>
    /// <param name="makesKey">Whether the login key is made later, so that its file cannot be looked at.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ConfigurationException">It would have problems; all of them are carried.</exception>
    public static NewProfile Compose(
        ConfigurationFolder folder, ForceTerms terms, IReadOnlyList<HostKeyPin> hostKeys, bool makesKey, TimeProvider time)
    {
        ListedForce listed = RequireNew(folder, terms.Force);
        DateOnly today = London.Today(time);
        var reading = new FolderReading(folder.Path, FolderReading.ReadBounded);
        (string Name, ConfigObject Document) protocol = ProtocolOf(folder, reading, terms.Protocol);
        string text = ProfileDraft.Write(
            terms, listed, protocol, CountedPremises(reading), hostKeys, folder.ReadSettings().Title, today);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string path = Path.Combine(folder.Path, FileOf(terms.Force));
        var imagined = new ConfigurationFolder(folder.Path, time, file => file == path ? bytes : FolderReading.ReadBounded(file));
        var problems = imagined.Look(terms.Force).All.ToList();
        ForceConfiguration? read = problems.Count > 0 ? null : imagined.ReadForce(terms.Force);
        DateOnly lastDay = terms.LastDay ?? terms.InForceFrom.AddYears(2).AddDays(-1);
        if (lastDay < today)
        {
            problems.Add(new ConfigProblem(
                FileOf(terms.Force), "agreement.lastDay", 0,
                    FormattableString.Invariant($"The agreement has ended: its last day was {lastDay:yyyy-MM-dd}."),
                "Write the days of the agreement that is in force: --in-force-from, and --last-day where it is not two years."));
        }

        if (!makesKey && read is not null && Drops.FaultOf(read.Drop.Endpoint.Credential) is { } fault)
        {
            problems.Add(new ConfigProblem(FileOf(terms.Force), "drop.login.key", 0, fault, ""));
        }

        return problems.Count == 0 ? new NewProfile(folder, terms.Force, bytes, read!)
            : throw new ConfigurationException([.. problems.Select(WithOption)]);
    }

    /// <summary>Writes the file; it has its name when it is whole.</summary>
    /// <exception cref="IOException">It cannot be written, or somebody made it meanwhile.</exception>
    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        WholeFile.Write(_path, _bytes, replace: false);
    }

    /// <summary>Takes the file away again, where what belongs to it could not be done.</summary>
    public void TakeBack() => File.Delete(_path);

    private static ConfigProblem WithOption(ConfigProblem problem) =>
        ForceTerms.OptionOf(problem.Path.Split('[')[0]) is { } option
            ? new ConfigProblem(problem.File, problem.Path, problem.Line, $"{option}: {problem.Message}",
                problem.Fix) { Code = problem.Code } : problem;

    /// <summary>
    /// The protocol that is named, or the only one that lets a force match; its own problems are found with the profile's.
    /// </summary>
    private static (string Name, ConfigObject Document) ProtocolOf(ConfigurationFolder folder, FolderReading reading, string? named)
    {
        string[] known = Directory.Exists(Path.Combine(folder.Path, "protocols"))
            ? [.. Directory.EnumerateFiles(Path.Combine(folder.Path, "protocols"), "*.json").Select(file =>
                Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal)] : [];
        var found = new List<(string Name, ConfigObject Document)>();
        foreach (string name in known.Where(name => named is null || name == named))
        {
            var problems = new ConfigProblems();
            ConfigObject? document = reading.Document($"protocols/{name}.json", problems);
            if (document is null && named is not null)
            {
                throw new ConfigurationException(problems.All);
            }

            if (document is not null && (named is not null || document.OptionalObject("smallNumbers")?.Find("mode")?.Literal == "match"))
            {
                found.Add((name, document));
            }
        }

        return found is [var one] ? one : throw Problem(
            "protocols", "$", named is not null ? $"--protocol: There is no protocol \"{named}\"."
                : found.Count == 0 ? "There is no protocol under which a force can be."
                    : "There are several protocols under which a force can be.",
            $"Name one with --protocol: {string.Join(", ", known)}.");
    }

    private static HashSet<string> CountedPremises(FolderReading reading)
    {
        const string list = "reference/premises.csv";
        // Its problems are found with the profile's.
        string? text = reading.Has(list) ? reading.Text(list, new ConfigProblems()) : null;
        return (text ?? "").ReplaceLineEndings("\n").Split('\n').Skip(1).Select(line => line.Split(','))
            .Where(cells => cells.Length == 3).Select(cells => cells[1].Trim()).ToHashSet(StringComparer.Ordinal);
    }

    private static ConfigurationException Problem(string file, string path, string message, string fix) =>
        new([new ConfigProblem(file, path, 0, message, fix)]);
}
