using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Narrative;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing text</c>: a person reads what leaves of free text, and decides.</summary>
internal static class TextCommand
{
    public static Command Build(TimeProvider time) => new("text", """
        Decide about free text that leaves redacted: nothing of it leaves before a person has approved that exact text.

        Example:
          datasharing text list metropolitan
        """)
    {
        List(time), Show(time), Decide(time, approve: true), Decide(time, approve: false),
    };

    private static Argument<string> Force() => new("force") { Description = "The force's slug." };

    private static Argument<string> Incident() => new("incident") { Description = "The incident's key, as the list shows it." };

    private static Option<string?> Column() =>
        new("--column") { Description = "Which column, where an incident has several texts.", HelpName = "NAME" };

    private static Command List(TimeProvider time)
    {
        Argument<string> force = Force();
        var all = new Option<bool>("--all") { Description = "Those that were decided too." };
        var command = new Command("list", """
            List the texts that wait for a decision: the incident, the column, how long it is. No text is printed.

            Examples:
              datasharing text list metropolitan
              datasharing --json text list metropolitan --all

            Exit codes: 0 done, 1 the source, the ledger or the keys cannot be read, 2 usage or configuration, 130 cancelled.
            """)
        {
            force, all,
        };
        command.SetAction(
            (parsed, ct) => WithReviewAsync(
            CommandContext.From(parsed), time, parsed.GetValue(force)!, LedgerUse.Read, (context, _, review) =>
        {
            List(context, review, parsed.GetValue(force)!, parsed.GetValue(all), ct);
            return Task.FromResult(ExitCode.Done);
        }, ct));
        return command;
    }

    private static Command Show(TimeProvider time)
    {
        Argument<string> force = Force();
        Argument<string> incident = Incident();
        Option<string?> column = Column();
        var command = new Command("show", """
            Show the original of a text beside what would leave of it. THE ORIGINAL IS NOT ANONYMISED: look at it where nobody else can, and do not redirect it. The ledger says who looked.

            Example:
              datasharing text show metropolitan 10234

            Exit codes: 0 done, 1 there is no such text, or something cannot be read, 2 usage or configuration, 130 cancelled.
            """)
        {
            force, incident, column,
        };
        command.SetAction(
            (parsed, ct) => WithReviewAsync(
            CommandContext.From(parsed), time, parsed.GetValue(force)!, LedgerUse.Look, async (context, workshop, review) =>
        {
            if (NoColumn(context, review, parsed.GetValue(column)) is { } wrong)
            {
                return wrong;
            }

            var seeing = new SeeText(workshop.Ledger, review, parsed.GetValue(incident)!, parsed.GetValue(column), CommandContext.ShownOn);
            IReadOnlyList<ProposedText> texts = await seeing.RunAsync(context.WhoAsks(time), ct);
            if (texts.Count == 0)
            {
                return Answer.Error(
                    context, ExitCode.Failed, Reason.NoSuchText.Code,
                    NextStep.Of(Reason.NoSuchText, parsed.GetValue(force)!, parsed.GetValue(incident)!));
            }

            if (context.IsJson)
            {
                Answer.Json(context, new { force = parsed.GetValue(force), texts = texts.Select(Document) });
                return ExitCode.Done;
            }

            foreach (ProposedText text in texts)
            {
                Print(context.Output, parsed.GetValue(force)!, text);
            }

            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command Decide(TimeProvider time, bool approve)
    {
        string word = approve ? "approve" : "reject";
        Argument<string> force = Force();
        Argument<string> incident = Incident();
        Option<string?> column = Column();
        var shown = new Option<string>(
            "--text") { Description = "The text that was shown: the 16 characters that show prints under it.", HelpName = "ID",
            Required = true };
        Option<string?> why = ReasonOption.Build(required: !approve);
        var command = new Command(word, (approve
            ? """
            Let the redacted form of a text leave, exactly as it was shown. It follows with the next export, as an AMEND where the force has the record, and goes
            on leaving while the text in the source stays as it is; one changed character, and it waits again.

            Example:
              datasharing text approve metropolitan 10234 --text 7K2M9QX0D4TB1HZN
            """
            : """
            Keep a text from leaving. What left of it earlier is taken back with the next export. Correct the text in the source, or the keep list, to be asked again.

            Example:
              datasharing text reject metropolitan 10234 --text 7K2M9QX0D4TB1HZN --reason "the neighbours would know her"
            """) + """


            Exit codes: 0 done, 1 there is no such text, it is no longer the one that was shown, or something cannot be read, 2 usage or configuration, 130 cancelled.
            """)
        {
            force, incident, column, shown, why,
        };
        command.SetAction(
            (parsed, ct) => WithReviewAsync(
            CommandContext.From(parsed), time, parsed.GetValue(force)!, LedgerUse.Write, async (context, workshop, review) =>
        {
            if (NoColumn(context, review, parsed.GetValue(column)) is { } wrong)
            {
                return wrong;
            }

            var deciding = new DecideText(
                workshop.Ledger, review, parsed.GetValue(incident)!, parsed.GetValue(shown)!, approve) { Column = parsed.GetValue(column),
                Why = parsed.GetValue(why) };
            ListedText decided = await deciding.RunAsync(context.WhoAsks(time), ct);
            Decided(context, parsed.GetValue(force)!, decided, parsed.GetValue(shown)!.ToUpperInvariant());
            return ExitCode.Done;
        }, ct));
        return command;
    }

    /// <summary>The answer where a column is named that has no redacted text; null where none is named, or it has.</summary>
    private static int? NoColumn(CommandContext context, TextReview review, string? column) =>
        column is null || review.Columns.Contains(column, StringComparer.Ordinal) ? null
        : Answer.Error(
            context, ExitCode.Failed, Reason.NoSuchText.Code,
        $"No column of redacted texts is called \"{column}\".{CommandLine.DidYouMean(column, review.Columns)} There is: {string.Join(", ", review.Columns)}.");

    private static Task<int> WithReviewAsync(
        CommandContext context, TimeProvider time, string force, LedgerUse use,
        Func<CommandContext, Workshop, TextReview, Task<int>> act, CancellationToken ct) =>
        Run.WithWorkshopAsync(context, time, use, workshop => Task.Run(() =>
        {
            if (!context.Folder.HasForce(force))
            {
                return Task.FromResult(Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(force)));
            }

            var review = new TextReview(context.Folder, workshop.Ledger, force, time);
            return review.HasColumns
                ? act(context, workshop, review)
                : Task.FromResult(
                    Answer.Error(
                    context, ExitCode.Failed, Reason.NoSuchText.Code,
                $"No column of {force} has the treatment \"redact\", so no text of it waits for anybody."));
        }, ct), ct);

    private static void List(CommandContext context, TextReview review, string force, bool all, CancellationToken ct)
    {
        var counts = Enum.GetValues<TextState>().ToDictionary(state => state, _ => 0);
        var listed = new List<ListedText>();
        foreach (ListedText text in review.All(ct))
        {
            counts[text.State]++;
            if (all || text.State == TextState.Waiting)
            {
                listed.Add(text);
            }
        }

        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                force,
                waiting = counts[TextState.Waiting],
                approved = counts[TextState.Approved],
                rejected = counts[TextState.Rejected],
                texts = listed.Select(
                    text => new { incident = text.Incident, column = text.Column, state = text.State, characters = text.Characters }),
            });
            return;
        }

        context.Output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{force}: {counts[TextState.Waiting]:N0} texts wait for a decision, {counts[TextState.Approved]:N0} approved, {counts[TextState.Rejected]:N0} rejected."));
        foreach (ListedText text in listed)
        {
            context.Output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"  {text.Incident}  {text.Column}  {Json.Word(text.State)}  {text.Characters:N0} characters"));
        }

        if (counts[TextState.Waiting] > 0)
        {
            context.Output.WriteLine(
                $"Read one: datasharing text show {force} {listed.First(text => text.State == TextState.Waiting).Incident}");
        }
    }

    private static object Document(ProposedText text) => new
    {
        incident = text.Key.ToString(),
        column = text.Column,
        state = text.State,
        text = text.Id,
        original = text.Original,
        proposal = text.Proposal.Text,
        spans = RedactionLine.Spans(text.Original, text.Proposal),
        approved = text.Decision?.Approved,
    };

    private static void Print(TextWriter output, string force, ProposedText text)
    {
        // An earlier version of the program may have proposed another text than today's; what leaves is what was approved.
        string leaves = text.Decision?.Approved ?? text.Proposal.Text;
        bool isTerminal = CommandContext.ShownOn == ShownOn.Terminal;
        output.WriteLine($"{force}, incident {text.Key}, column {text.Column}: {Json.Word(text.State)}");
        output.WriteLine();
        foreach (string line in SideBySide.Lines(
            ("ORIGINAL (does not leave)", text.Original), (text.State == TextState.Approved ? "LEAVES" : "WOULD LEAVE", leaves), isTerminal
            ? Console.WindowWidth : 0))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        string incident = $"{force} {text.Key}{(text.Column.Length > 0 ? $" --column {text.Column}" : "")} --text {text.Id}";
        if (text.State == TextState.Approved && leaves != text.Proposal.Text)
        {
            output.WriteLine("Today another text would be proposed: see --json. To approve that one instead:");
        }

        if (text.State != TextState.Approved || leaves != text.Proposal.Text)
        {
            output.WriteLine($"It may leave as shown:  datasharing text approve {incident}");
        }

        if (text.State != TextState.Rejected)
        {
            output.WriteLine($"It may not:             datasharing text reject {incident} --reason TEXT");
        }

        output.WriteLine();
    }

    private static void Decided(CommandContext context, string force, ListedText text, string id)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new { force, incident = text.Incident, column = text.Column, state = text.State, text = id });
            return;
        }

        context.Output.WriteLine(text.State == TextState.Approved
            ? $"Approved. It leaves with the next export for {force}: datasharing export {force}"
            : $"Rejected. Nothing of it leaves for {force} while the text stays as it is.");
    }
}
