using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing profile</c>.</summary>
internal static class ProfileCommand
{
    public static Command Build(TimeProvider time) =>
        new("profile", "The profile of a force: what changed in it, and accepting a change that lets more leave.") { Diff(time), Accept(time) };

    private static Command Diff(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug, for example metropolitan." };
        var against = new Option<string?>("--against")
        {
            Description = "Compare with a text that the ledger keeps, by its fingerprint, or with another file in the profile's place.",
            HelpName = "HASH|FILE",
        };
        var words = new Option<bool>("--words") { Description = "Say only what is different: the source is not read, and no record counted." };
        var command = new Command("diff", """
            Say in words what is different between a force's files as they are and the text by which its runs last went: columns, levels, codes,
            selection, roles, SQL, lists, drop; each wider, narrower or neither. Then count the records that get something new, and those of which
            finer values were sent already. Writes nothing and shows no value; the source is read twice.

            Examples:
              datasharing profile diff metropolitan
              datasharing profile diff metropolitan --words
              datasharing --json profile diff metropolitan --against old/metropolitan.json

            Exit codes: 0 nothing waits; 1 the ledger cannot be read, it keeps no such text, or whoever asks may not; 2 usage or configuration; 3
            something waits to be accepted; 130 cancelled.
            """)
        {
            force, against, words,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            var asked = new DiffAnswer.Asked(parsed.GetValue(force)!, parsed.GetValue(against), parsed.GetValue(words));
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Look, workshop => DiffAnswer.ShowAsync(context, workshop, asked, ct), ct);
        });
        return command;
    }

    private static Command Accept(TimeProvider time)
    {
        var what = new Argument<string[]>("what")
        {
            Description = "The force's slug and the fingerprint; with --all the fingerprint of the shared change alone.",
            Arity = new ArgumentArity(1, 2), HelpName = "FORCE HASH",
        };
        var all = new Option<bool>("--all") { Description = "Every force that waits because of files that forces share, and for nothing else." };
        var from = new Option<DateOnly?>("--from")
        {
            Description = "The first day on which it is used, Europe/London. Until then the text last used is; where there is none, nothing goes.",
            HelpName = "DATE",
            CustomParser = result => DateOnly.TryParseExact(
                result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : Wrong(result),
        };
        Option<string?> why = ReasonOption.Build(required: true);
        var command = new Command("accept", """
            Accept the profile of a force as its files are now, so that the next run goes by it. The changes are shown first, and at a terminal you are
            asked for the number of those that let more leave. HASH is the fingerprint of the files: status and a held run print the whole line. Where
            approvers is 2, two persons run the same command within three weekdays. A changed host key alone is accepted by one.

            Examples:
              datasharing profile accept metropolitan 1f3c…  --reason "agreed with the force CST-2026-001234"
              datasharing profile accept metropolitan 1f3c…  --from 2026-12-01 --reason "agreed CST-2026-001234"
              datasharing profile accept --all 9b70…  --reason "two towns added CST-2026-001234"

            Exit codes: 0 accepted, or a second person is waited for; 1 nothing waits, the files have another fingerprint, whoever asks may not, or
            something cannot be read or written; 2 usage or configuration; 130 cancelled.
            """)
        {
            what, all, from, why,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(what) ?? []).Length != (result.Has(all) ? 1 : 2))
            {
                result.AddError("Name one force and the fingerprint, or --all and the fingerprint.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            string[] words = parsed.GetValue(what)!;
            var asked = new AcceptAnswer.Asked(words[^1].ToLowerInvariant(), parsed.GetValue(from), parsed.GetValue(why)!);
            if (asked.From <= London.Today(time))
            {
                return Task.FromResult(Answer.Error(
                    context, ExitCode.Usage, "usage", "--from takes a day after today. Nothing was accepted. Leave it out to accept at once."));
            }

            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Write,
                workshop => parsed.GetValue(all) ? AcceptAnswer.AllAsync(context, workshop, asked, ct)
                    : AcceptAnswer.OneAsync(context, workshop, words[0], asked, ct), ct);
        });
        return command;
    }

    private static DateOnly? Wrong(ArgumentResult result)
    {
        result.AddError("--from takes a day, for example 2026-12-18.");
        return null;
    }
}
