using System.CommandLine;
using System.CommandLine.Parsing;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Onboarding;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing force new</c>.</summary>
internal sealed class ForceNewCommand
{
    private readonly Argument<string> _force = new("force") { Description = "The force's slug, as reference/forces.csv has it." };
    private readonly Option<string?> _host = Text("--host", "HOST", "The force's SFTP server.");
    private readonly Option<int?> _port = new("--port") { Description = "Its port, where it is not 22.", HelpName = "N" };
    private readonly Option<string?> _user = Text("--user", "NAME", "The account there.");
    private readonly Option<string?> _folder = Text("--folder", "FOLDER", "The folder there, relative to where a session starts.");
    private readonly Option<string?> _key = Text("--key", "KEY", "Our login key: a file, credential:NAME or environment:NAME.");
    private readonly Option<string?> _newKey = Text("--new-key", "FILE",
        "Make a new login key in this file, and print its public half to send. It is also the --key, where none is named.");
    private readonly Option<string?> _hostKey = Text(
        "--host-key", "KEY", "The server's host key as the force gave it: a whole key, a .pub file, a line of ssh-keyscan, or the fingerprint SHA256:… that the key which the server shows must have.");
    private readonly Option<string?> _agreement = Text("--agreement", "REFERENCE", "The agreement's reference.");
    private readonly Option<string?> _agreementVersion = Text("--agreement-version", "VERSION", "Its version. Default: 1.0");
    private readonly Option<string?> _from = Questions.Day("--in-force-from", "Its first day.");
    private readonly Option<string?> _lastDay = Questions.Day("--last-day", "Its last day. Default: two years after the first.");
    private readonly Option<string?> _backfill = Questions.Day("--backfill-from",
        "The first day of which the force may be told. Default: no limit.");
    private readonly Option<string?> _contact = Text("--contact", "MAILBOX", "The force's mailbox for what no file can tell it.");
    private readonly Option<string?> _basis = Text("--basis", "TEXT", "The lawful basis.");
    private readonly Option<string?> _marking = Text("--marking", "TEXT", "The protective marking. Default: OFFICIAL-SENSITIVE");
    private readonly Option<string?> _protocol = Text("--protocol", "NAME", "The protocol, where the folder has several for forces.");
    private readonly Option<string?> _cron = Text("--cron", "CRON", "When its nights are. Default: 0 30 2 * * ?");
    private readonly Option<string?> _encoding = Text("--encoding", "WORD", "utf-8, utf-8-bom or windows-1252. Default: utf-8");
    private readonly Option<string?> _delimiter = Text("--delimiter", "WORD", "A comma, a semicolon, | or tab. Default: a comma");
    private readonly Option<string?> _dateFormat = Text("--date-format", "FORM", "For example dd/MM/yyyy. Default: yyyy-MM-dd");

    public static Command Build(TimeProvider time)
    {
        var options = new ForceNewCommand();
        var command = new Command("new", """
            Write the profile of a new force: complete, with comments, and not enabled. What it says comes from the protocol, the list of
            forces and these
            options; what is needed and not given is asked for at a terminal. Nothing is overwritten, and a profile with an error is not
            written.

            A server's own word for its host key is not trusted: give the key, or the fingerprint that the force told you by telephone or
            letter.

            Examples:
              datasharing force new essex --host sftp.essex.example --user cst-upload --folder inbox --agreement CST-NPCC-2015/ESSEX \
                --in-force-from 2026-12-01 --key credential:essex-key --host-key SHA256:8Eo9…
              datasharing force new essex --host sftp.essex.example --user cst-upload --folder inbox --agreement CST-NPCC-2015/ESSEX \
                --in-force-from 2026-12-01 --new-key trial/essex-key --host-key SHA256:8Eo9…

            Exit codes: 0 written, 1 it was refused, or a key or the ledger cannot be written, 2 usage or configuration: nothing was
              written, 130 cancelled.
            """)
        {
            options._force, options._host, options._port, options._user, options._folder, options._key, options._newKey, options._hostKey,
            options._agreement, options._agreementVersion, options._from, options._lastDay, options._backfill, options._contact,
            options._basis, options._marking, options._protocol, options._cron, options._encoding, options._delimiter, options._dateFormat,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.GuardedAsync(context, () => options.MakeAsync(context, parsed, time, ct));
        });
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description,
        HelpName = value };

    private async Task<int> MakeAsync(CommandContext context, ParseResult parsed, TimeProvider time, CancellationToken ct)
    {
        string force = parsed.GetValue(_force)!;
        // Before anything is asked.
        NewProfile.RequireNew(context.Folder, force);
        var questions = new Questions(parsed);
        questions.Need(_host, "The force's SFTP server:");
        questions.Need(_user, "Our account there:");
        questions.Need(_folder, "The folder there (. for where a session starts):");
        questions.Need(_agreement, "The agreement's reference:");
        questions.Need(_from, "Its first day (year-month-day):");
        questions.Need(_hostKey, "The server's host key, or its fingerprint SHA256:…, as the force told you by another way:");
        if (parsed.GetValue(_newKey) is null)
        {
            questions.Need(_key, "Our login key (a file, credential:NAME or environment:NAME):");
        }

        if (await questions.AskAsync(context, ct) is { } missing)
        {
            return Answer.Error(context, ExitCode.Usage, "usage", $"{missing} Nothing was written.");
        }

        if (Questions.DayOf(questions[_from]) is not { } from)
        {
            return Answer.Error(context, ExitCode.Usage, "usage",
                $"\"{questions[_from]}\" is not a day. Write it as year-month-day, for example 2026-12-01. Nothing was written.");
        }

        string? newKey = parsed.GetValue(_newKey) is { } file ? Path.GetFullPath(file) : null;
        try
        {
            ForceTerms terms = TermsOf(parsed, questions, force, from, newKey);
            if (newKey is not null)
            {
                Drops.RequireFreeForKeyPair(newKey);
            }

            IReadOnlyList<HostKeyPin> hostKeys = await HostKeysAsync(terms, questions[_hostKey], ct);
            NewProfile profile = NewProfile.Compose(context.Folder, terms, hostKeys, newKey is not null, time);
            return await Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
            {
                string? publicKey = await new MakeForce(workshop.Ledger, profile, newKey).RunAsync(context.WhoAsks(time), ct);
                Show(context, profile, hostKeys, publicKey);
                return ExitCode.Done;
            }, ct);
        }
        catch (ConfigurationException error)
        {
            return Answer.Error(
                context, ExitCode.Usage, Reason.ProfileInvalid.Code, "The profile would have problems. Nothing was written.",
                    error.Problems);
        }
        catch (SftpException error)
        {
            return Answer.Error(context, ExitCode.Failed, "usage", $"{error.Message} Nothing was written.");
        }
    }

    private ForceTerms TermsOf(ParseResult parsed, Questions questions, string force, DateOnly from, string? newKey)
    {
        string Given(Option<string?> option, string otherwise) => parsed.GetValue(option) ?? otherwise;
        var terms = new ForceTerms
        {
            Force = force,
            Host = questions[_host],
            Port = parsed.GetValue(_port),
            User = questions[_user],
            Folder = questions[_folder],
            Key = parsed.GetValue(_key) ?? newKey ?? questions[_key],
            Agreement = questions[_agreement],
            InForceFrom = from,
            LastDay = Questions.DayOf(parsed.GetValue(_lastDay)),
            BackfillFrom = Questions.DayOf(parsed.GetValue(_backfill)),
            Contact = parsed.GetValue(_contact),
            Protocol = parsed.GetValue(_protocol),
        };
        return terms with
        {
            AgreementVersion = Given(_agreementVersion, terms.AgreementVersion),
            Basis = Given(_basis, terms.Basis),
            Marking = Given(_marking, terms.Marking),
            Cron = Given(_cron, terms.Cron),
            Encoding = Given(_encoding, terms.Encoding),
            Delimiter = Given(_delimiter, terms.Delimiter),
            DateFormat = Given(_dateFormat, terms.DateFormat),
        };
    }

    /// <summary>
    /// The keys to pin: those that were given, or of those that the server shows the one with the fingerprint that was given.
    /// </summary>
    private static async Task<IReadOnlyList<HostKeyPin>> HostKeysAsync(ForceTerms terms, string given, CancellationToken ct)
    {
        if (HostKeyText.Read(given, out string? problem) is not { } read)
        {
            throw new ConfigurationException([new ConfigProblem(NewProfile.FileOf(terms.Force), "drop.hostKeys", 0,
                "--host-key: " + problem, "")]);
        }

        if (read.Fingerprint is not { } fingerprint)
        {
            return read.Keys;
        }

        IReadOnlyList<HostKeyPin> offered = await Drops.OfferedKeysAsync(terms.Host, terms.Port ?? 22, ct);
        if (offered.FirstOrDefault(key => key.Sha256 == fingerprint) is { } key)
        {
            return [key];
        }

        string shown = string.Join(", ", offered.Select(one => $"{one.Sha256} ({one.Algorithm})"));
        throw new SftpException(
            SftpFailure.HostKey,
            $"--host-key: {terms.Host} shows no key with the fingerprint {fingerprint}. It shows {shown}. "
            + "Ask the force again by another way, and do not take these on the server's word: this may be an attack.");
    }

    private static void Show(CommandContext context, NewProfile profile, IReadOnlyList<HostKeyPin> hostKeys, string? publicKey)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                force = profile.Force,
                file = NewProfile.FileOf(profile.Force),
                sha256 = profile.Sha256,
                hostKeys = hostKeys.Select(key => key.Sha256),
                publicKey,
            });
            return;
        }

        TextWriter output = context.Output;
        output.WriteLine($"{profile.Force}: {NewProfile.FileOf(profile.Force)} is written and not enabled. Read it, and take out what the agreement does not name.");
        foreach (HostKeyPin key in hostKeys)
        {
            output.WriteLine($"  host key {key.Sha256} ({key.Algorithm})");
        }

        if (publicKey is not null)
        {
            output.WriteLine("Send this public key to the force, for our account:");
            output.WriteLine(publicKey);
        }

        output.WriteLine($"Next: datasharing check {profile.Force}, then datasharing force test {profile.Force}.");
    }
}
