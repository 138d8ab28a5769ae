using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing check</c>.</summary>
internal static class CheckCommand
{
    private const int FireTimes = 5;

    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>("force") { Description = "Check this force only.", Arity = ArgumentArity.ZeroOrOne };
        var connect = new Option<bool>("--connect") { Description = "Also look at the source, the ledger, the key ring and each drop." };
        var strict = new Option<bool>("--strict") { Description = "Exit with code 2 for warnings too." };
        var command = new Command("check", """
            Check the configuration folder: every problem at once, with file, JSON path and line. Sends nothing.
            An error suspends the force, or all of them where the file is shared. A warning suspends nothing.

            Examples:
              datasharing check
              datasharing check --strict
              datasharing --json check metropolitan --connect

            Exit codes: 0 no errors, 2 there are errors, or with --strict warnings, 130 cancelled.
            """)
        {
            force, connect, strict,
        };
        command.SetAction((parsed, ct) => CheckAsync(CommandContext.From(parsed), time, parsed.GetValue(force), parsed.GetValue(connect), parsed.GetValue(strict), ct));
        return command;
    }

    private static async Task<int> CheckAsync(CommandContext context, TimeProvider time, string? onlyForce, bool connect, bool strict, CancellationToken ct)
    {
        if (onlyForce is not null && Directory.Exists(context.Folder.Path) && !context.Folder.HasForce(onlyForce))
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(onlyForce));
        }

        ConfigProblems found = context.Folder.Look(onlyForce);
        List<ConfigProblem> problems = [.. found.All, .. found.Warnings];
        var notes = found.Notes.ToList();
        IReadOnlyList<string> forces = onlyForce is null ? context.Folder.Forces() : [onlyForce];
        var whole = new Dictionary<string, ForceConfiguration>(StringComparer.Ordinal);
        foreach (string force in forces)
        {
            if (TryReadForce(context, force) is { } configuration)
            {
                whole.Add(force, configuration);
            }
        }

        if (connect && TryReadController(context) is { } controller)
        {
            await ConnectAsync(controller, whole, problems, time, ct);
            SourceLook.At(context.Folder, controller, forces, problems, notes, ct);
        }

        problems.AddRange(await LedgerWarningsAsync(TryReadController(context), whole, connect, time, ct));
        // Errors first; in each kind the order found.
        problems = [.. problems.OrderBy(problem => problem.Severity)];
        Show(context, time, forces, whole, problems, notes);
        return problems.Any(problem => strict || problem.Severity == ConfigSeverity.Error) ? ExitCode.Usage : ExitCode.Done;
    }

    /// <summary>
    /// What the ledger has against the next run of a force: another engine than that of its last delivery, or a profile that may not follow the last export's. A ledger on a server is asked only where a connection was asked for; whether a ledger can be
    /// used at all is for <c>--connect</c> to say.
    /// </summary>
    private static async Task<IReadOnlyList<ConfigProblem>> LedgerWarningsAsync(
        ControllerConfiguration? controller, Dictionary<string, ForceConfiguration> forces, bool connect, TimeProvider time, CancellationToken ct)
    {
        var warnings = new List<ConfigProblem>();
        if (controller is null || (controller.Settings.Ledger.Path is { } path ? !File.Exists(path) : !connect))
        {
            return warnings;
        }

        try
        {
            using ExportLedger ledger = ExportLedger.OpenToLook(controller.Settings.Ledger, time);
            foreach ((string force, ForceConfiguration configuration) in forces)
            {
                if (EngineChange.Of(configuration, await ledger.Exports.LastEvidenceAsync(force, ct)) is { } message)
                {
                    warnings.Add(ConfigProblem.Warning(EngineChange.Code, FileOf(force), "drop", 0, message, ""));
                }

                if (await ProfileOrder.RefusalOfAsync(ledger, configuration, ct) is { } order)
                {
                    warnings.Add(ConfigProblem.Warning(order.Reason.Code, FileOf(force), "version", 0, order.Message, ""));
                }
            }
        }
        catch (LedgerException)
        {
            // A ledger that cannot be read has nothing to tell.
        }

        return warnings;
    }

    private static async Task ConnectAsync(ControllerConfiguration controller, Dictionary<string, ForceConfiguration> forces, List<ConfigProblem> problems, TimeProvider time, CancellationToken ct)
    {
        void Report(string file, string path, Exception error) =>
            problems.Add(new ConfigProblem(file, path, 0, Failures.MessageOf(error), Failures.ReasonOf(error) is { } reason ? $"({reason.Code})" : ""));

        try
        {
            problems.AddRange(new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary).Check()
                .Select(sentence => new ConfigProblem("source/fields.json", "$", 0, sentence, "")));
        }
        catch (SourceUnavailableException error)
        {
            Report("gateway.json", "source", error);
        }

        using ExportLedger? ledger = await OpenLedgerAsync(controller, problems, Report, time, ct);
        try
        {
            KeyRing ring = KeyRingFile.Read(controller.Settings.Keys.Path, controller.Settings.Keys.Description);
            problems.AddRange((await NeededKeys.MissingAsync(ledger, controller.Settings.OutboxFolder, ring, ct))
                .Select(sentence => new ConfigProblem("gateway.json", "keys", 0, sentence, $"({Reason.KeysMissing.Code}) {NeededKeys.Remedy}") { Code = Reason.KeysMissing.Code }));
        }
        catch (KeyRingException error)
        {
            Report("gateway.json", "keys", error);
        }
        catch (LedgerException error)
        {
            Report("gateway.json", "ledger", error);
        }

        var older = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            if (ledger is not null)
            {
                var age = LedgerAge.Of(controller.Settings, ledger);
                age.RequireWritable();
                foreach (LedgerFinding found in await age.OlderAsync(forces.Keys, ct))
                {
                    older.Add(found.Force);
                    problems.Add(new ConfigProblem("gateway.json", "ledger", 0, found.Older!, $"({Reason.LedgerOlder.Code})"));
                }
            }
        }
        catch (Exception error) when (error is WitnessException or LedgerException)
        {
            Report("gateway.json", error is WitnessException ? "witnessFolder" : "ledger", error);
        }

        ISftpConnector connector = Drops.Connector(time);
        foreach ((string force, ForceConfiguration configuration) in forces)
        {
            try
            {
                await using DropVisit visit = await DropVisit.ConnectAsync(connector, configuration.Drop, ct);
                await visit.RequireFolderAsync(ct);
                // Of an older ledger the name of the next export says nothing.
                if (ledger is not null && !older.Contains(force))
                {
                    ExportNumber next = await ledger.Exports.NextSequenceAsync(force, ct);
                    FileName name = FileName.For(configuration.Profile.Layout.NameTemplate, controller.Settings.Controller, force, next.Sequence, next.Attempt, time.GetUtcNow());
                    await visit.RequireFreeAsync(name.Data, ct);
                    await visit.RequireFreeAsync(name.Manifest, ct);
                }
            }
            catch (DropException error) when (error.Reason == Reason.NameTaken)
            {
                problems.Add(new ConfigProblem($"forces/{force}.json", "drop", 0, error.Message,
                    $"({Reason.NameTaken.Code}) It is the name of the next export: the ledger may be older than what was delivered. See deploy/RUNBOOK.md, \"The ledger was restored\"."));
            }
            catch (DropException error)
            {
                Report($"forces/{force}.json", "drop", error);
            }
            catch (LedgerException error)
            {
                Report("gateway.json", "ledger", error);
            }
        }
    }

    /// <summary>Opens the ledger and compares its tables; null when there is none yet, or none that can be used.</summary>
    private static async Task<ExportLedger?> OpenLedgerAsync(
        ControllerConfiguration controller, List<ConfigProblem> problems, Action<string, string, Exception> report, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await LedgerAge.RequireLedgerAsync(controller.Settings, ct);
            // The first export makes the ledger; looking must not, and its absence is no problem.
            if (controller.Settings.Ledger.Path is not { } path || File.Exists(path))
            {
                ExportLedger ledger = await ExportLedger.OpenAsync(controller.Settings.Ledger, applySchema: false, time, ct);
                problems.AddRange((await ledger.CompareSchemaAsync(ct)).Select(sentence => new ConfigProblem(
                    "gateway.json", "ledger", 0, sentence, "Compare with deploy/sql; a ledger that somebody changed is restored from its backup.")));
                if (await ledger.Clock.ReadAsync(ct) is { Told: { } reason, Sentence: { } told })
                {
                    problems.Add(new ConfigProblem("gateway.json", "ledger", 0, told, $"({reason.Code})"));
                }

                return ledger;
            }
        }
        catch (LedgerException error) when (error.Kind == LedgerFault.SchemaMissing && controller.Settings.Ledger.Path is null)
        {
            // The database is there, and the first export makes its tables.
        }
        catch (Exception error) when (error is LedgerException or WitnessException)
        {
            report("gateway.json", error is WitnessException ? "witnessFolder" : "ledger", error);
        }

        return null;
    }

    private static void Show(CommandContext context, TimeProvider time, IReadOnlyList<string> forces, Dictionary<string, ForceConfiguration> whole, List<ConfigProblem> problems,
        List<ConfigNote> notes)
    {
        DateTimeOffset now = time.GetUtcNow();
        int warnings = problems.Count(problem => problem.Severity == ConfigSeverity.Warning);
        int errors = problems.Count - warnings;
        var shown = forces.Select(force => new
        {
            Force = force,
            Enabled = whole.TryGetValue(force, out ForceConfiguration? configuration) && configuration.Profile.Enabled,
            Times = configuration?.Schedule.Next(now, FireTimes) ?? [],
            Configuration = configuration,
        }).ToList();

        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                ok = errors == 0,
                warnings,
                problems = problems.Select(Answer.Document),
                notes = notes.Select(Answer.Document),
                forces = shown.Select(force => new
                {
                    force = force.Force,
                    enabled = force.Enabled,
                    nextFireTimes = force.Times,
                    engine = force.Configuration?.Drop.Endpoint.Engine.Word(),
                    engineLimits = force.Configuration?.Drop.Endpoint.Engine.Limits(),
                }),
            });
            return;
        }

        foreach (ConfigProblem problem in problems)
        {
            context.Output.WriteLine(problem.ToString());
        }

        foreach (ConfigNote note in notes.Where(note => !forces.Any(force => note.File == FileOf(force))))
        {
            context.Output.WriteLine(note.ToString());
        }

        foreach (var force in shown)
        {
            string state = force.Configuration is null ? "suspended: its profile, or what it rests on, has errors" : force.Enabled ? "enabled" : "disabled";
            context.Output.WriteLine($"{force.Force}: {state}");
            if (force.Configuration is { Profile: { } profile })
            {
                context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  agreement {profile.Agreement.Reference}, in force {profile.Agreement.InForceFrom:yyyy-MM-dd} to {profile.Agreement.LastDay:yyyy-MM-dd}{(profile.Agreement.ReviewDue is { } review ? $", review due {review:yyyy-MM-dd}" : "")}; engine {force.Configuration.Drop.Endpoint.Engine.Word()}"));
            }

            foreach (ConfigNote note in notes.Where(note => note.File == FileOf(force.Force)))
            {
                context.Output.WriteLine("  " + note);
            }

            foreach (DateTimeOffset fire in force.Times)
            {
                DateTimeOffset local = TimeZoneInfo.ConvertTime(fire, force.Configuration!.Schedule.Zone);
                context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  next {local:ddd yyyy-MM-dd HH:mm} {force.Configuration.Schedule.Zone.Id} ({fire:yyyy-MM-dd'T'HH:mm:ss'Z'})"));
            }
        }

        foreach (SftpEngine engine in shown.Select(force => force.Configuration?.Drop.Endpoint.Engine).OfType<SftpEngine>().Distinct())
        {
            if (engine.Limits() is { } limits)
            {
                context.Output.WriteLine($"The engine {engine.Word()}: {limits}");
            }
        }

        context.Output.WriteLine(problems.Count == 0 ? "All is well." : $"{Count(errors, "error")}, {Count(warnings, "warning")}.");
    }

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static string FileOf(string force) => $"forces/{force}.json";

    private static ForceConfiguration? TryReadForce(CommandContext context, string force)
    {
        try
        {
            return context.Folder.ReadForce(force);
        }
        catch (ConfigurationException)
        {
            // Every problem is in the list of Check already.
            return null;
        }
    }

    private static ControllerConfiguration? TryReadController(CommandContext context)
    {
        try
        {
            return context.Folder.ReadController();
        }
        catch (ConfigurationException)
        {
            // Every problem is in the list of Check already.
            return null;
        }
    }
}
