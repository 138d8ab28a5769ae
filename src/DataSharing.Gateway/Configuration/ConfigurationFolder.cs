using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.References;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Narrative;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Configuration;

/// <summary>
/// One controller's configuration folder. Every read is afresh, so that an auditor can say which rules made which file and a broken profile
/// never falls back to an older one, which might release too much. Within one read every file is opened once: what is checked is what is
/// hashed.
/// </summary>
internal sealed partial class ConfigurationFolder
{
    internal const string GatewayFile = "gateway.json";
    private const string DictionaryFile = "source/fields.json";
    private const string SqlFile = "source/incidents.sql";
    private static readonly string[] SharedFolders = ["protocols", "source", "reference"];
    private static readonly string[] ReferenceFiles = [
        "reference/local-authorities.csv", "reference/towns.csv", "reference/outward-codes.csv"];

    // A controller whose profiles do not ask for them need not have them.
    private const string PremisesFile = "reference/premises.csv";
    private const string KeepFile = "reference/keep.txt";
    private const string NarrativeKeepFile = "reference/narrative-keep.txt";

    private readonly TimeProvider _time;
    private readonly Func<string, byte[]> _open;

    /// <summary>Names the folder; nothing is read yet.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="time">The clock, by which a schedule is over or an agreement has lapsed; the system's by default.</param>
    /// <param name="open">Gives a file's bytes, by its full path; the file system's by default.</param>
    public ConfigurationFolder(string path, TimeProvider? time = null, Func<string, byte[]>? open = null)
    {
        Path = System.IO.Path.GetFullPath(path);
        _time = time ?? TimeProvider.System;
        _open = open ?? FolderReading.ReadBounded;
    }

    /// <summary>The folder as a full path.</summary>
    public string Path { get; }

    /// <summary>The slugs of all forces that have a profile file, in ordinal order.</summary>
    public IReadOnlyList<string> Forces()
    {
        string folder = System.IO.Path.Combine(Path, "forces");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, "*.json").Select(file => System.IO.Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether the force has a profile file.</summary>
    public bool HasForce(string force) => SlugForm().IsMatch(force) && File.Exists(System.IO.Path.Combine(Path, "forces", force + ".json"));

    /// <summary>
    /// The hash of every file that a run for the force can rest on, valid or not: it changes with every edit of them. Other forces'
    /// profiles, key rings and login keys are not among them. A file that is missing or cannot be read counts as empty.
    /// </summary>
    public string Sha256Behind(string force)
    {
        IEnumerable<string> shared = SharedFolders.Select(folder => System.IO.Path.Combine(Path, folder)).Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles).Select(file => System.IO.Path.GetRelativePath(Path, file)).Order(StringComparer.Ordinal);
        string[] files = [GatewayFile, .. HasForce(force) ? [$"forces/{force}.json"] : Array.Empty<string>(), .. shared];
        FolderReading reading = NewReading();
        return Fingerprint.Of(files.Select(file => (file, reading.Bytes(file) ?? [])));
    }

    /// <summary>Reads <c>gateway.json</c> alone.</summary>
    /// <exception cref="ConfigurationException">It has problems.</exception>
    public GatewaySettings ReadSettings()
    {
        var problems = new ConfigProblems();
        GatewaySettings? settings = ReadSettings(NewReading(), problems);
        return settings ?? throw new ConfigurationException(problems.All);
    }

    /// <summary>Reads what all forces share.</summary>
    /// <exception cref="ConfigurationException">Something has problems; all of them are carried.</exception>
    public ControllerConfiguration ReadController()
    {
        var problems = new ConfigProblems();
        return ReadController(NewReading(), problems) ?? throw new ConfigurationException(problems.All);
    }

    /// <summary>Reads one force's profile with all that it rests on.</summary>
    /// <exception cref="ConfigurationException">Something has problems; all of them are carried.</exception>
    public ForceConfiguration ReadForce(string force)
    {
        var problems = new ConfigProblems();
        FolderReading reading = NewReading();
        ControllerConfiguration? controller = ReadController(reading, problems);
        return ReadForce(force, controller, reading, problems) ?? throw new ConfigurationException(problems.All);
    }

    /// <summary>
    /// Reads one force's profile as it was when something was last delivered by it: for what must go although the files of today are broken
    /// or gone. <c>gateway.json</c> is today's.
    /// </summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="files">The files of then, each with its path in the folder.</param>
    /// <exception cref="ConfigurationException">This program does not take them, or <c>gateway.json</c> has problems.</exception>
    public ForceConfiguration ReadDelivered(string force, IReadOnlyList<(string File, byte[] Bytes)> files)
    {
        var then = files.ToDictionary(file => System.IO.Path.Combine(Path, file.File), file => file.Bytes, StringComparer.Ordinal);
        string today = System.IO.Path.Combine(Path, GatewayFile);
        return new ConfigurationFolder(
            Path, _time, path => then.TryGetValue(path, out byte[]? bytes) ? bytes : path == today ? _open(path)
                : throw new FileNotFoundException("The file was not among those of then.", path)).ReadForce(force);
    }

    /// <summary>Reads who may act, for somebody who wants to.</summary>
    /// <returns>The people; null where no file says who is who.</returns>
    /// <exception cref="ConfigurationException">The file has problems: nobody may act.</exception>
    public PeopleList? ReadPeople()
    {
        var problems = new ConfigProblems();
        PeopleList? people = ReadPeople(problems);
        return problems.None ? people : throw new ConfigurationException(problems.All);
    }

    /// <summary>Every problem of the file that says who may act. They suspend no force: what is scheduled goes on.</summary>
    public IReadOnlyList<ConfigProblem> CheckPeople()
    {
        var problems = new ConfigProblems();
        ReadPeople(problems);
        return problems.All;
    }

    /// <summary>Every error of the folder, or of one force and what it rests on. Empty when nothing is suspended.</summary>
    public IReadOnlyList<ConfigProblem> Check(string? onlyForce) => Look(onlyForce).All;

    /// <summary>As <see cref="Check"/>, with the warnings, and with the notes: what is no problem and should be known.</summary>
    public ConfigProblems Look(string? onlyForce)
    {
        var problems = new ConfigProblems();
        FolderReading reading = NewReading();
        ControllerConfiguration? controller = ReadController(reading, problems);
        ReadForceList(reading, problems);
        IReadOnlyList<string> forces = onlyForce is null ? Forces() : [onlyForce];
        if (forces.Count == 0)
        {
            problems.Add(new ConfigProblem("forces", "$", 0, "The folder holds no force's profile.",
                "Make one: datasharing force new <slug>."));
        }

        foreach (string force in forces)
        {
            ReadForce(force, controller, reading, problems);
        }

        return problems;
    }

    /// <summary>The police forces that a profile can be made for: those of the folder's list, or else of the shipped one.</summary>
    /// <exception cref="ConfigurationException">The list has problems.</exception>
    public ForceList ReadForceList()
    {
        var problems = new ConfigProblems();
        return ReadForceList(NewReading(), problems) ?? throw new ConfigurationException(problems.All);
    }

    /// <summary>Every slug that a list or profile knows.</summary>
    public KnownForces KnownForces(ControllerConfiguration controller)
    {
        ArgumentNullException.ThrowIfNull(controller);
        return new KnownForces(controller.Dictionary, controller.References, Forces());
    }

    /// <summary>
    /// Every text of the dictionary, the profiles of these forces, their protocols and the keep lists that could hold somebody's name by
    /// mistake.
    /// </summary>
    public IReadOnlyList<ListedTerm> Terms(IEnumerable<string> forces)
    {
        ArgumentNullException.ThrowIfNull(forces);
        // Every problem of the documents is reported where they are checked.
        var problems = new ConfigProblems();
        FolderReading reading = NewReading();
        ConfigObject?[] profiles = [.. forces.Where(HasForce).Select(force => reading.Document($"forces/{force}.json", problems))];
        IEnumerable<string> protocols = profiles.OfType<ConfigObject>()
            .Select(profile => profile.Text("protocol", "national-2015", SlugForm())).OfType<string>().Distinct(StringComparer.Ordinal);
        ConfigObject?[] documents = [
            reading.Document(DictionaryFile, problems), .. protocols.Select(name => reading.Document($"protocols/{name}.json", problems)),
            .. profiles];
        return
        [
            .. documents.OfType<ConfigObject>().SelectMany(ListedTerm.In),
            .. new[] { KeepFile, NarrativeKeepFile }.Where(reading.Has)
            .SelectMany(file => ListedTerm.Lines(file, reading.Text(file, problems) ?? "")),
        ];
    }

    private static ForceList? ReadForceList(FolderReading reading, ConfigProblems problems) =>
        (reading.Has(ForceList.File) ? reading.Text(ForceList.File, problems) : ShippedFiles.Text(ForceList.File)) is { } text
            ? ForceList.Parse(text, problems) : null;

    private FolderReading NewReading() => new(Path, _open);

    private PeopleList? ReadPeople(ConfigProblems problems)
    {
        // A link that leads nowhere is a file that cannot be read, and not the absence of one: without one everybody may do everything.
        var file = new FileInfo(System.IO.Path.Combine(Path, PeopleList.File));
        if (System.IO.Path.Exists(file.FullName) || file.LinkTarget is not null)
        {
            FolderReading reading = NewReading();
            return reading.Document(PeopleList.File, problems) is { } document
                ? PeopleList.Parse(document, Sha256Of(reading.Bytes(PeopleList.File)!)) : null;
        }

        if (Directory.Exists(Path)
            && Directory.EnumerateFileSystemEntries(Path).Select(System.IO.Path.GetFileName).FirstOrDefault(
                name => PeopleList.File.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            problems.Add(new ConfigProblem(other, "$", 0, "The file is not read under this name.", $"Call it {PeopleList.File}."));
        }

        return null;
    }

    private static string Sha256Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private GatewaySettings? ReadSettings(FolderReading reading, ConfigProblems problems) =>
        reading.Document(GatewayFile, problems) is { } document ? GatewaySettings.Parse(document, Path) : null;

    private ControllerConfiguration? ReadController(FolderReading reading, ConfigProblems problems)
    {
        int before = problems.All.Count;
        if (!Directory.Exists(Path))
        {
            problems.Add(
                new ConfigProblem(
                Path, "$", 0, "The configuration folder does not exist.", "Name the folder that holds gateway.json: --config DIR."));
            return null;
        }

        if (!London.IsKnown)
        {
            problems.Add(London.Unknown);
            return null;
        }

        GatewaySettings? settings = ReadSettings(reading, problems);
        DataDictionary? dictionary = reading.Document(DictionaryFile, problems) is { } fields ? DataDictionary.Parse(fields) : null;
        string? sql = reading.Text(SqlFile, problems);
        if (sql is not null)
        {
            StatementCheck.Form(SqlFile, sql, problems);
        }

        if (sql is not null && dictionary is not null)
        {
            StatementCheck.Aliases(SqlFile, sql, dictionary, problems);
        }

        // What a profile compares with a list that is not there is told by that profile.
        string?[] lists = [.. ReferenceFiles.Select(file => reading.Has(file) ? reading.Text(file, problems) : null)];
        string? premises = reading.Has(PremisesFile) ? reading.Text(PremisesFile, problems) : null;
        string? keep = reading.Has(KeepFile) ? reading.Text(KeepFile, problems) : null;
        ReferenceLists? references = ReferenceLists.Parse(lists[0], lists[1], lists[2], problems, premises, keep);
        return problems.All.Count > before ? null : new ControllerConfiguration(settings!, dictionary!, references!, sql!);
    }

    private ForceConfiguration? ReadForce(string force, ControllerConfiguration? controller, FolderReading reading, ConfigProblems problems)
    {
        string file = $"forces/{force}.json";
        if (!SlugForm().IsMatch(force))
        {
            problems.Add(
                new ConfigProblem(
                file, "$", 0, $"\"{force}\" is not a force's slug.", "Use lower-case letters, digits and dashes, as forces.csv does."));
            return null;
        }

        int before = problems.All.Count;
        ConfigObject? profile = reading.Document(file, problems);
        string? protocolName = profile?.Text("protocol", "national-2015", SlugForm());
        ConfigObject? protocol = protocolName is null ? null : ReadProtocol(protocolName, profile!, reading, problems);
        // Without the dictionary or the lists nothing can be said about columns; their own problems are reported already.
        if (profile is null || protocol is null || controller is null)
        {
            return null;
        }

        List<(string File, byte[] Bytes)> files = FilesBehind(file, $"protocols/{protocolName}.json", reading);
        KeepTerms keep = reading.Has(NarrativeKeepFile) ? BuiltInWords.KeepWith(reading.Text(NarrativeKeepFile, problems) ?? "")
            : BuiltInWords.Keep;
        NarrativeRules narrative = NarrativeRules.Parse(profile.OptionalObject("narrative"), keep, () => BuiltInWords.Lists);
        ForceProfile? rules = ForceProfile.Parse(new ProfileSources
        {
            Profile = profile,
            Protocol = protocol,
            Dictionary = controller.Dictionary,
            References = controller.References,
            Narrative = narrative,
            Force = force,
            Forces = Forces(),
            Hash = Fingerprint.Of(files),
        });
        (DropSettings? drop, ScheduleSettings? schedule) = ReadWay(profile, force, Path, _time.GetUtcNow());
        int approvers = Approvers.Read(profile);
        CheckName(profile, problems);
        profile.Done();
        if (rules is { Enabled: true } && drop is not null)
        {
            WarnOfDays(profile, rules.Agreement, drop, problems);
        }

        return problems.All.Count > before ? null
            : new ForceConfiguration(rules!, drop!, schedule!, narrative)
            {
                Controller = controller,
                Files = files,
                FileSha256 = Sha256Of(reading.Bytes(file)!),
                ReleaseHash = ReleaseHash.Of(profile.Node),
                Approvers = approvers,
            };
    }

    /// <summary>Where and when a force's files go, as its profile says; null, reported, where it has problems.</summary>
    internal static (DropSettings? Drop, ScheduleSettings? Schedule) ReadWay(
        ConfigObject profile, string force, string folder, DateTimeOffset now) =>
        (profile.Object("drop") is { } drop ? DropSettings.Parse(drop, force, secret => SecretReference.Parse(secret, folder)?.Path) : null,
        profile.Object("schedule") is { } when ? ScheduleSettings.Parse(when, force, now) : null);

    private static void CheckName(ConfigObject profile, ConfigProblems problems)
    {
        if (profile.OptionalObject("file") is { } layout && layout.Find("name") is { Kind: ConfigKind.Text } name)
        {
            foreach (string sentence in FileName.Problems(name.Literal))
            {
                problems.Add(name, sentence, "Write for example \"cst_metropolitan_{sequence}_{attempt}.csv\".");
            }
        }
    }

    /// <summary>The rules: all that was read for the profile and says what leaves, and in which form.</summary>
    private static List<(string File, byte[] Bytes)> FilesBehind(string profile, string protocol, FolderReading reading) =>
    [
        .. new[] { profile, protocol, DictionaryFile, SqlFile }
            .Concat(ReferenceFiles.Concat([PremisesFile, KeepFile, NarrativeKeepFile]).Where(reading.Has))
            .Select(file => (file, reading.Bytes(file) ?? [])),
    ];

    private ConfigObject? ReadProtocol(string name, ConfigObject profile, FolderReading reading, ConfigProblems problems)
    {
        string file = $"protocols/{name}.json";
        if (reading.Has(file))
        {
            return reading.Document(file, problems);
        }

        string folder = System.IO.Path.Combine(Path, "protocols");
        string[] known = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Select(found => System.IO.Path.GetFileNameWithoutExtension(found))
            .Order(StringComparer.Ordinal)] : [];
        profile.Report("protocol", $"There is no protocol \"{name}\": the file {file} does not exist.",
            ConfigObject.Nearest(name, known) is { } nearest ? $"Did you mean \"{nearest}\"?" : known.Length == 0 ? "Create it."
                : $"Create it, or name one of {string.Join(", ", known)}.");
        return null;
    }

    /// <summary>
    /// What stops a delivery, or soon will, and needs a person. An agreement that has lapsed refuses each run; it suspends nothing here.
    /// </summary>
    private void WarnOfDays(ConfigObject profile, Agreement agreement, DropSettings drop, ConfigProblems problems)
    {
        DateOnly today = London.Today(_time);
        void Warn(string code, string block, string member, DateOnly? day, string what, string fix)
        {
            if (day < today)
            {
                ConfigObject written = profile.Object(block)!;
                problems.Warn(code, written.Find(member) ?? written.Node, string.Create(CultureInfo.InvariantCulture, $"{what} {day:yyyy-MM-dd}."), fix);
            }
        }

        Warn("agreementLapsed", "agreement", "lastDay", agreement.LastDay, "The last day of the agreement was",
            "Nothing is sent any more. Renew the agreement and enter its new end, or write \"enabled\": false.");
        Warn("reviewOverdue", "agreement", "reviewDue", agreement.ReviewDue, "The agreement was to be reviewed by",
            "Review it with the force and enter the next day.");
        Warn("loginExpired", "drop", "loginExpires", drop.LoginExpires, "The force's server was to take the login until",
            "Agree on a new login with the force and enter its last day.");
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlugForm();
}
