using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Looks at everything that an export needs: the configuration, and where it is asked for the source, the ledger, the key ring, the witness
/// and each drop. Collects every problem, and sends nothing.
/// </summary>
internal sealed class EnvironmentCheck
{
    private const string SettingsFile = "gateway.json";

    private readonly ConfigurationFolder _folder;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, ForceConfiguration> _forces = new(StringComparer.Ordinal);
    private readonly List<ConfigProblem> _problems = [];
    private readonly List<ConfigNote> _notes = [];

    private EnvironmentCheck(ConfigurationFolder folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
    }

    /// <summary>Looks.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="onlyForce">The only force to look at; null for every one.</param>
    /// <param name="connect">Whether to look beyond the configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<EnvironmentReport> RunAsync(
        ConfigurationFolder folder, string? onlyForce, bool connect, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var check = new EnvironmentCheck(folder, time);
        IReadOnlyList<string> forces = onlyForce is null ? folder.Forces() : [onlyForce];
        ControllerConfiguration? controller = check.Read(onlyForce, forces);
        if (connect && controller is not null)
        {
            await check.ConnectAsync(controller, ct);
            SourceLook.At(folder, controller, forces, check._problems, check._notes, ct);
        }

        if (controller is { Settings.StopAll: true })
        {
            check.NoteStop("stopAll", new AllStopped(ByFile: true, []));
        }

        await check.CompareWithLedgerAsync(controller, connect, ct);
        // Errors first; in each kind the order found.
        return new EnvironmentReport(forces, check._forces, [.. check._problems.OrderBy(problem => problem.Severity)], check._notes);
    }

    /// <summary>The file of a force's profile, as problems name it.</summary>
    public static string FileOf(string force) => $"forces/{force}.json";

    /// <summary>Reads the configuration; what all forces share is null where it has problems.</summary>
    private ControllerConfiguration? Read(string? onlyForce, IReadOnlyList<string> forces)
    {
        ConfigProblems found = _folder.Look(onlyForce);
        _problems.AddRange([.. found.All, .. found.Warnings, .. _folder.CheckPeople()]);
        _notes.AddRange(found.Notes);
        foreach (string force in forces)
        {
            if (IfWhole(() => _folder.ReadForce(force)) is { } configuration)
            {
                _forces.Add(force, configuration);
                if (Drops.FaultOf(configuration.Drop.Endpoint.Credential) is { } fault)
                {
                    _problems.Add(ConfigProblem.Warning("loginUnusable", FileOf(force), "drop.login", 0, fault, ""));
                }
            }
        }

        return IfWhole(_folder.ReadController);
    }

    private static T? IfWhole<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ConfigurationException)
        {
            // Every problem is among those of the whole folder already.
            return null;
        }
    }

    private async Task ConnectAsync(ControllerConfiguration controller, CancellationToken ct)
    {
        LookAtSource(controller);
        using ExportLedger? ledger = await OpenLedgerAsync(controller, ct);
        await LookAtKeysAsync(controller, ledger, ct);
        HashSet<string> older = ledger is null ? [] : await LookAtWitnessAsync(controller, ledger, ct);
        ISftpConnector connector = Drops.Connector(_time);
        foreach ((string force, ForceConfiguration configuration) in _forces)
        {
            // Of an older ledger the name of the next export says nothing.
            await LookAtDropAsync(connector, controller, force, configuration, older.Contains(force) ? null : ledger, ct);
        }
    }

    private void LookAtSource(ControllerConfiguration controller)
    {
        try
        {
            _problems.AddRange(new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary).Check()
                .Select(sentence => new ConfigProblem("source/fields.json", "$", 0, sentence, "")));
        }
        catch (SourceUnavailableException error)
        {
            Report(SettingsFile, "source", error);
        }
    }

    /// <summary>Opens the ledger and compares its tables; null when there is none yet, or none that can be used.</summary>
    private async Task<ExportLedger?> OpenLedgerAsync(ControllerConfiguration controller, CancellationToken ct)
    {
        try
        {
            await LedgerAge.RequireLedgerAsync(controller.Settings, ct);
            // The first export makes the ledger; looking must not, and its absence is no problem.
            if (controller.Settings.Ledger.Path is not { } path || File.Exists(path))
            {
                ExportLedger ledger = await ExportLedger.OpenAsync(controller.Settings.Ledger, applySchema: false, _time, ct);
                _problems.AddRange((await ledger.CompareSchemaAsync(ct)).Select(sentence => new ConfigProblem(
                    SettingsFile, "ledger", 0, sentence,
                        "Compare with deploy/sql; a ledger that somebody changed is restored from its backup.")));
                if (await ledger.Clock.ReadAsync(ct) is { Told: { } reason, Sentence: { } told })
                {
                    _problems.Add(new ConfigProblem(SettingsFile, "ledger", 0, told, $"({reason.Code})"));
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
            Report(SettingsFile, error is WitnessException ? "witnessFolder" : "ledger", error);
        }

        return null;
    }

    private async Task LookAtKeysAsync(ControllerConfiguration controller, ExportLedger? ledger, CancellationToken ct)
    {
        try
        {
            KeyRing ring = KeyRingFile.Read(controller.Settings.Keys.Path, controller.Settings.Keys.Description);
            _problems.AddRange((await NeededKeys.MissingAsync(ledger, controller.Settings.OutboxFolder, ring, ct)).Select(sentence =>
                new ConfigProblem(
                    SettingsFile, "keys", 0, sentence,
                    $"({Reason.KeysMissing.Code}) {NeededKeys.Remedy}") { Code = Reason.KeysMissing.Code }));
        }
        catch (KeyRingException error)
        {
            Report(SettingsFile, "keys", error);
        }
        catch (LedgerException error)
        {
            Report(SettingsFile, "ledger", error);
        }
    }

    /// <summary>Compares the ledger with the witness.</summary>
    /// <returns>The forces for which it is older than what was sent.</returns>
    private async Task<HashSet<string>> LookAtWitnessAsync(ControllerConfiguration controller, ExportLedger ledger, CancellationToken ct)
    {
        var older = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            var age = LedgerAge.Of(controller.Settings, ledger);
            age.RequireWritable();
            foreach (LedgerFinding found in await age.OlderAsync(_forces.Keys, ct))
            {
                older.Add(found.Force);
                _problems.Add(new ConfigProblem(SettingsFile, "ledger", 0, found.Older!, $"({Reason.LedgerOlder.Code})"));
            }
        }
        catch (Exception error) when (error is WitnessException or LedgerException)
        {
            Report(SettingsFile, error is WitnessException ? "witnessFolder" : "ledger", error);
        }

        return older;
    }

    /// <summary>Connects to a drop, and looks whether the names of the next export are free there where the ledger can say them.</summary>
    private async Task LookAtDropAsync(
        ISftpConnector connector, ControllerConfiguration controller, string force, ForceConfiguration configuration, ExportLedger? ledger,
            CancellationToken ct)
    {
        try
        {
            await using DropVisit visit = await DropVisit.ConnectAsync(connector, configuration.Drop, ct);
            await visit.RequireFolderAsync(ct);
            if (ledger is not null)
            {
                ExportNumber next = await ledger.Exports.NextSequenceAsync(force, ct);
                FileName name = FileName.For(
                    configuration.Profile.Layout.NameTemplate, controller.Settings.Controller, force, next.Sequence, next.Attempt,
                        _time.GetUtcNow());
                await visit.RequireFreeAsync(name.Data, ct);
                await visit.RequireFreeAsync(name.Manifest, ct);
            }
        }
        catch (DropException error) when (error.Reason == Reason.NameTaken)
        {
            string cause = "It is the name of the next export: the ledger may be older than what was delivered.";
            _problems.Add(new ConfigProblem(
                FileOf(force), "drop", 0, error.Message,
                    $"({Reason.NameTaken.Code}) {cause} See deploy/RUNBOOK.md, \"The ledger was restored\"."));
        }
        catch (DropException error)
        {
            Report(FileOf(force), "drop", error);
        }
        catch (LedgerException error)
        {
            Report(SettingsFile, "ledger", error);
        }
    }

    /// <summary>
    /// What the ledger has against the next run of a force: another engine than that of its last delivery, a profile that may not follow the
    /// last export's, or one that nobody accepted. A ledger on a server is asked only where a connection was asked for; whether a ledger can be used at all is for
    /// <see cref="ConnectAsync"/> to say.
    /// </summary>
    private async Task CompareWithLedgerAsync(ControllerConfiguration? controller, bool connect, CancellationToken ct)
    {
        if (controller is null || (controller.Settings.Ledger.Path is { } path ? !File.Exists(path) : !connect))
        {
            return;
        }

        try
        {
            using ExportLedger ledger = ExportLedger.OpenToLook(controller.Settings.Ledger, _time);
            foreach ((string force, ForceConfiguration configuration) in _forces)
            {
                if (EngineChange.Of(configuration, await ledger.Exports.LastEvidenceAsync(force, ct)) is { } message)
                {
                    _problems.Add(ConfigProblem.Warning(EngineChange.Code, FileOf(force), "drop", 0, message, ""));
                }

                if (await ProfileOrder.RefusalOfAsync(ledger, configuration, ct) is { } order)
                {
                    _problems.Add(ConfigProblem.Warning(order.Reason.Code, FileOf(force), "version", 0, order.Message, ""));
                }

                if (configuration.Profile.Enabled && await WaitingProfile.OfAsync(_folder, ledger, configuration, ct) is { } waiting)
                {
                    _problems.Add(
                        ConfigProblem.Warning(Reason.ProfileNotAccepted.Code, FileOf(force), "$", 0, waiting.Sentence, ""));
                }
            }

            if (await AllStopped.OfAsync(controller.Settings, ledger, ct) is { Orders.Count: > 0 } stopped)
            {
                NoteStop("ledger", stopped);
            }
        }
        catch (LedgerException)
        {
            // A ledger that cannot be read has nothing to tell.
        }
    }

    private void NoteStop(string path, AllStopped stopped) =>
        _notes.Add(new ConfigNote(Reason.StopAll.Code, SettingsFile, path, 0, StopGuard.AsSentence(stopped), ""));

    private void Report(string file, string path, Exception error) =>
        _problems.Add(
            new ConfigProblem(file, path, 0, Failures.MessageOf(error), Failures.ReasonOf(error) is { } reason ? $"({reason.Code})" : ""));
}

/// <summary>What was found.</summary>
/// <param name="Forces">The forces that were looked at.</param>
/// <param name="Whole">The configuration of each whose profile, and what it rests on, has no errors.</param>
/// <param name="Problems">Every problem, errors first.</param>
/// <param name="Notes">What is no problem and should be known.</param>
internal sealed record EnvironmentReport(
    IReadOnlyList<string> Forces, IReadOnlyDictionary<string, ForceConfiguration> Whole, IReadOnlyList<ConfigProblem> Problems,
        IReadOnlyList<ConfigNote> Notes);
