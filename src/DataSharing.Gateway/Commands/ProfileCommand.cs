using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing profile</c>.</summary>
internal static class ProfileCommand
{
    public static Command Build(TimeProvider time) =>
        new("profile", "The profile of a force: accept a change that lets more leave.") { Accept(time) };

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
