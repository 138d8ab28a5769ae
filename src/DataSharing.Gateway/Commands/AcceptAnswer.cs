using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Release;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary>Shows what is to be accepted, asks where somebody can answer, and says what came of it.</summary>
internal static class AcceptAnswer
{
    /// <summary>One force.</summary>
    public static async Task<int> OneAsync(CommandContext context, Workshop workshop, string force, Asked asked, CancellationToken ct)
    {
        if (!context.Folder.HasForce(force))
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(force));
        }

        Asker asker = context.WhoAsks(workshop.Time);
        ProfileInUse use = await ProfileInUse.LookAsync(context.Folder, workshop.Ledger, context.Folder.ReadForce(force), ct);
        // Another fingerprint is refused without a question, and what waits for nobody too.
        bool isWhole = use.Sha256 == asked.Sha256 && (use.Waits || use.From is not null);
        if (isWhole)
        {
            Show(context, [use]);
        }

        if (isWhole && !await IsSureAsync(context, [use], ct))
        {
            return NotAccepted(context);
        }

        var accept = new AcceptProfile(context.Folder, workshop.Ledger, asker.People, force, asked.Sha256, asked.From, asked.Why);
        AcceptedProfile accepted = await accept.RunAsync(asker, ct);
        return Show(context, [accepted], asked, $"datasharing profile accept {force} {asked.Sha256} --reason TEXT");
    }

    /// <summary>Every force that waits because of files that forces share.</summary>
    public static async Task<int> AllAsync(CommandContext context, Workshop workshop, Asked asked, CancellationToken ct)
    {
        Asker asker = context.WhoAsks(workshop.Time);
        SharedChange change = await SharedChange.ReadAsync(context.Folder, workshop.Ledger, ct);
        bool isWhole = change.Sha256 == asked.Sha256 && change.Forces.Count > 0;
        if (isWhole)
        {
            Show(context, change.Forces);
            foreach (ProfileInUse other in context.IsJson ? [] : change.Others)
            {
                context.Error.WriteLine($"Not among them, because its own file changed too or no text of it was used yet: {other.Line}");
            }
        }

        if (isWhole && !await IsSureAsync(context, change.Forces, ct))
        {
            return NotAccepted(context);
        }

        var accept = new AcceptSharedChange(context.Folder, workshop.Ledger, asker.People, asked.Sha256, asked.From, asked.Why);
        IReadOnlyList<AcceptedProfile> accepted = await accept.RunAsync(asker, ct);
        // Those that one person was enough for do not wait any more, so that the second person's line has another fingerprint.
        return Show(context, accepted, asked, (await SharedChange.ReadAsync(context.Folder, workshop.Ledger, ct)).Line);
    }

    /// <summary>The JSON document of what is different.</summary>
    public static IEnumerable<object> Changes(ProfileInUse use) => (use.Difference?.Changes ?? [])
        .Select(change => new { part = change.Part, @class = change.Class, words = change.Words });

    private static void Show(CommandContext context, IReadOnlyList<ProfileInUse> forces)
    {
        if (context.IsJson)
        {
            return;
        }

        // What is the same for several forces is read once.
        foreach (IGrouping<string, ProfileInUse> same in forces.GroupBy(use => Words(use), StringComparer.Ordinal))
        {
            context.Error.WriteLine($"{string.Join(", ", same.Select(use => use.Present.Profile.Force))}:");
            context.Error.WriteLine(same.Key);
        }
    }

    private static string Words(ProfileInUse use) => string.Join(
        Environment.NewLine,
        use.Difference!.Changes.OrderByDescending(change => change.Class)
            .Select(change => $"  {Json.Word(change.Class),-8}  {change.Part}: {change.Words}"));

    /// <summary>
    /// Whether whoever is at a terminal has read how many changes let more leave; where nobody is, the fingerprint says enough.
    /// </summary>
    private static async Task<bool> IsSureAsync(CommandContext context, IReadOnlyList<ProfileInUse> forces, CancellationToken ct)
    {
        if (context.IsJson || Console.IsInputRedirected)
        {
            return true;
        }

        int wider = forces.SelectMany(use => use.Difference!.Changes).Count(change => change.Class == ChangeClass.Wider);
        return await TypedNumber.AskAsync(
            Console.In, context.Error, "Type the number of wider changes of all these forces, to accept them; anything else accepts nothing:", ct) == wider;
    }

    private static int NotAccepted(CommandContext context) =>
        Answer.Error(context, ExitCode.Usage, "usage", "That is not the number of wider changes. Nothing was accepted.");

    private static int Show(CommandContext context, IReadOnlyList<AcceptedProfile> accepted, Asked asked, string line)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new { profiles = accepted.Select(one => Document(one, asked)) });
            return ExitCode.Done;
        }

        foreach (AcceptedProfile one in accepted)
        {
            context.Output.WriteLine($"{one.InUse.Present.Profile.Force}: {Sentence(one, asked)}");
        }

        if (accepted.Any(one => one.Entry is null))
        {
            context.Output.WriteLine($"The second person: {line}");
        }

        return ExitCode.Done;
    }

    private static string Sentence(AcceptedProfile one, Asked asked) => one.Entry is { } entry
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"accepted, journal entry {entry}. {(asked.From is { } day ? $"It is used from {day:yyyy-MM-dd} on." : "The next run goes by it.")}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"request {one.Request!.Id} waits for a second person until {London.Clock(one.Request.ValidUntil!.Value)}; nothing new goes before.");

    private static object Document(AcceptedProfile one, Asked asked) => new
    {
        force = one.InUse.Present.Profile.Force,
        sha256 = one.InUse.Sha256,
        before = one.InUse.Last?.Sha256 ?? one.InUse.Migrated?.Hash,
        accepted = one.Entry is not null,
        entry = one.Entry,
        from = asked.From,
        persons = one.InUse.Persons,
        request = one.Request is { } request ? RequestsCommand.Document(request) : null,
        changes = Changes(one.InUse),
    };

    /// <summary>What is asked for.</summary>
    /// <param name="Sha256">The fingerprint.</param>
    /// <param name="From">The first day; null for at once.</param>
    /// <param name="Why">Why.</param>
    internal sealed record Asked(string Sha256, DateOnly? From, string Why);
}
