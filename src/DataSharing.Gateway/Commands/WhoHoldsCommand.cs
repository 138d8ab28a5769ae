using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing who-holds</c>.</summary>
internal sealed class WhoHoldsCommand
{
    private readonly IncidentArgument _incident = new();

    private readonly Option<bool> _values = new("--values")
    {
        Description = "Also what was sent, out of the archive. Needs --reason; the ledger says who looked.",
    };

    private readonly Option<string?> _reason = ReasonOption.Build();

    private readonly Option<string> _for = new("--for")
    {
        Description = "For whom the answer is: internal (the default), subject or force.", HelpName = "WHOM", DefaultValueFactory = _ => "internal",
    };

    private readonly Option<string?> _as = new("--as")
    {
        Description = "With --for subject: the person is a victim, an offender or a reporter.", HelpName = "ROLE",
    };

    private readonly Option<string?> _force = new("--force")
    {
        Description = "With --for force: the force that asks. Nothing in the answer shows another one.", HelpName = "FORCE",
    };

    private readonly Option<string?> _out = OutFile.Build();

    private WhoHoldsCommand()
    {
    }

    public static Command Build(TimeProvider time)
    {
        var options = new WhoHoldsCommand();
        options._for.AcceptOnlyFromAmong("internal", "subject", "force");
        options._as.AcceptOnlyFromAmong("victim", "offender", "reporter");
        var command = new Command("who-holds", """
            Say for each force what it was told of an incident: which exports, when, with which columns, under which agreement, and whether it was told to
            delete the incident. A file that may have been read counts, and is shown as "may have". Each question is recorded in the ledger.

            With --values it reads what was sent out of the archive. With --for subject it writes the draft of a letter to a person, without the
            columns about another role; what it leaves out, and what to check, is on standard error, for the data protection officer.
            With --for force it says what that force was sent, and nothing of any other.

            Examples:
              datasharing who-holds 10234
              datasharing who-holds CST-2026-001234 --values --reason "subject access CST-2026-001234" --for subject --as victim --out letter.txt
              datasharing who-holds --token metropolitan 7K2M9QX0D4TB1HZN --for force --force metropolitan

            Exit codes: 0 done, also where no force has it, 1 nobody knows the incident, it was refused, or something cannot be read or written, 2 usage or
            configuration, 130 cancelled.
            """);
        options._incident.AddTo(command);
        foreach (Option option in new Option[] { options._values, options._reason, options._for, options._as, options._force, options._out })
        {
            command.Add(option);
        }

        command.Validators.Add(options.Check);
        command.SetAction((parsed, ct) => options.RunAsync(CommandContext.From(parsed), time, parsed, ct));
        return command;
    }

    private void Check(CommandResult result)
    {
        string audience = result.GetResult(_for)?.Tokens is [{ Value: var named }] ? named : "internal";
        if ((audience == "subject") == (result.GetResult(_as) is null))
        {
            result.AddError("--for subject and --as victim, offender or reporter go together.");
        }

        if ((audience == "force") == (result.GetResult(_force) is null))
        {
            result.AddError("--for force and --force FORCE go together.");
        }

        if (result.Has(_values) && result.GetResult(_reason) is null)
        {
            result.AddError("--values needs --reason TEXT, for the ledger.");
        }

        if (result.Has(GlobalOptions.Json) && (audience != "internal" || result.GetResult(_out) is not null))
        {
            result.AddError("--json goes with --for internal, and without --out.");
        }
    }

    private Task<int> RunAsync(CommandContext context, TimeProvider time, ParseResult parsed, CancellationToken ct)
    {
        var question = new HolderQuestion(_incident.Of(parsed), Enum.Parse<Audience>(parsed.GetValue(_for)!, ignoreCase: true))
        {
            As = parsed.GetValue(_as) is { } role ? Enum.Parse<FieldSubject>(role, ignoreCase: true) : FieldSubject.Unsaid,
            Force = parsed.GetValue(_force),
            Why = parsed.GetValue(_reason),
        };
        string? path = parsed.GetValue(_out);
        if (path is not null && OutFile.Problem(path) is { } problem)
        {
            return Task.FromResult(Answer.Error(context, ExitCode.Usage, "usage", problem));
        }

        bool values = parsed.GetValue(_values);
        return Run.WithWorkshopAsync(context, time, LedgerUse.Read, async workshop =>
        {
            var lookup = new HolderLookup(workshop.Folder, workshop.Ledger, OrderBook.Of(workshop.Ledger, workshop.Settings));
            if (question.Force is { } asks && !await lookup.KnowsForceAsync(asks, ct))
            {
                return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(asks));
            }

            ShownOn on = path is null ? CommandContext.ShownOn : ShownOn.File;
            IncidentHolders held = await AskAsync(context, workshop, lookup, question, values, on, ct);
            if (context.IsJson)
            {
                Answer.Json(context, HoldersAnswer.Document(held, withReference: false));
                return ExitCode.Done;
            }

            string text = TextOf(context, workshop, question, held);
            if (path is null)
            {
                context.Output.Write(text);
                return ExitCode.Done;
            }

            OutFile.Write(path, text);
            context.Output.WriteLine($"Written: {Path.GetFullPath(path)}");
            return ExitCode.Done;
        }, ct);
    }

    private static Task<IncidentHolders> AskAsync(
        CommandContext context, Workshop workshop, HolderLookup lookup, HolderQuestion question, bool values, ShownOn on,
        CancellationToken ct)
    {
        if (!values)
        {
            return new FindHolders(workshop.Ledger, lookup, question).RunAsync(context.WhoAsks(workshop.Time), ct);
        }

        var progress = new ArchiveProgress(context, workshop.Time);
        return new SeeHeldValues(workshop.Ledger, lookup, new ArchivedValues(workshop.Folder, workshop.Ledger), question, on)
        {
            Progress = (progress.Begin, progress),
        }.RunAsync(context.WhoAsks(workshop.Time), ct);
    }

    private static string TextOf(CommandContext context, Workshop workshop, HolderQuestion question, IncidentHolders held)
    {
        switch (question.For)
        {
            case Audience.Force:
                foreach (Telling missing in held.Holders.SelectMany(holder => holder.Tellings).Where(one => one.Missing is not null))
                {
                    string which = missing.Row.Number.Sequence.ToString(CultureInfo.InvariantCulture);
                    context.Error.WriteLine($"Not in the answer: the values of sequence {which}: {missing.Missing}");
                }

                return ForceAnswer.Of(held, question.Force!, workshop.Settings.Title);
            case Audience.Subject:
                var letter = SubjectLetter.Of(held, question.As, workshop.Settings.Title, London.Today(workshop.Time));
                context.Error.WriteLine(letter.LeftOut.Count == 0
                    ? "The letter leaves nothing out." : "For the data protection officer, not in the letter:");
                foreach (string line in letter.LeftOut)
                {
                    context.Error.WriteLine("  " + line);
                }

                string role = Json.Word(question.As);
                context.Error.WriteLine(
                    $"Columns about the {role} are about every {role} of the incident: where there are several, take out what is another's.");

                return letter.Text;
            default:
                using (var text = new StringWriter(CultureInfo.InvariantCulture))
                {
                    text.NewLine = "\n";
                    bool isTerminal = CommandContext.ShownOn == ShownOn.Terminal;
                    string reference = isTerminal && held.Incident.CaseReference is { } known ? $" (case {known})" : "";
                    HoldersAnswer.Print(text, held, reference);
                    return text.ToString();
                }
        }
    }
}
