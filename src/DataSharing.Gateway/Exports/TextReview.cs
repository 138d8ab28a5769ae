using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// The texts of one force that leave only redacted, for the person who decides about them. Reads the source afresh, and writes decisions
/// alone: what was approved leaves with the next export.
/// </summary>
internal sealed class TextReview
{
    private readonly ExportLedger _ledger;
    private readonly ForceConfiguration _force;
    private readonly string _slug;
    private readonly ForceKeys _keys;
    private readonly IncidentSource _source;
    private readonly FieldType _keyType;
    private readonly DateOnly _today;

    /// <summary>Reads the force's configuration.</summary>
    /// <exception cref="ConfigurationException">It has problems.</exception>
    /// <exception cref="KeyRingException">The key ring is missing or cannot be read.</exception>
    public TextReview(ConfigurationFolder folder, ExportLedger ledger, string force, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(time);
        _force = folder.ReadForce(force);
        ControllerConfiguration controller = _force.Controller;
        _ledger = ledger;
        _slug = force;
        _keys = new ForceKeys(
            KeyRingFile.Read(controller.Settings.Keys.Path, controller.Settings.Keys.Description), controller.Settings.Controller, force);
        _source = new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary);
        _keyType = controller.Dictionary.KeyType;
        _today = London.Today(time);
    }

    /// <summary>Whether the profile has a column of redacted texts at all.</summary>
    public bool HasColumns => _force.Profile.Columns.Any(column => column.IsRedacted);

    /// <summary>The columns of redacted texts.</summary>
    public IEnumerable<string> Columns => _force.Profile.Columns.Where(column => column.IsRedacted).Select(column => column.Heading);

    /// <summary>Every text of the force, in the order of the incidents, with where it stands and nothing of what it says.</summary>
    /// <exception cref="SourceUnavailableException">While enumerating: the source cannot be read.</exception>
    /// <exception cref="LedgerException">While enumerating: the ledger cannot be read.</exception>
    public IEnumerable<ListedText> All(CancellationToken ct)
    {
        ForceProfile profile = _force.Profile;
        using SourceSnapshot snapshot = _source.OpenSnapshot();
        using var decided = new DecidedTexts(_ledger, _slug, _keys);
        Planner planner = decided.PlannerOf(profile, _today);
        foreach (ProposedText text in planner.Texts(
            snapshot.Read(profile.Shape, profile.IsStatistical ? null : _slug, ct), _ledger.Holdings.Read(_slug, ct)))
        {
            yield return new ListedText(text.Key.ToString(), text.Column, text.State, text.Original.Length);
        }
    }

    /// <summary>
    /// The texts of one incident, for whoever says who sees them; null when the force must not have it or it has no text.
    /// </summary>
    /// <param name="incident">The incident's key, as the source writes it.</param>
    /// <param name="column">The column, or null for every one.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="NoLedgerException">There is no ledger.</exception>
    public Withheld<IReadOnlyList<ProposedText>>? Of(string incident, string? column, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        return Find(incident, column, ct) is { Count: > 0 } texts
            ? new Withheld<IReadOnlyList<ProposedText>>(_ledger, _slug, texts.Count, texts) : null;
    }

    /// <summary>Approves the proposal of a text, or rejects it.</summary>
    /// <param name="incident">The incident's key, as the source writes it.</param>
    /// <param name="column">The column, or null where the incident has one text.</param>
    /// <param name="id">What the text had as its id when it was shown.</param>
    /// <param name="approve">Whether its proposal may leave.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="why">The reason given, or null.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The text that was decided about.</returns>
    /// <exception cref="RefusedException">There is no such text, or it is no longer the one that was shown; nothing was
    /// decided.</exception>
    /// <exception cref="KeyRingException">The ring lacks a key that the ledger names for the force: a text sealed under another would make
    /// two rings needed.</exception>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing was decided.</exception>
    public async Task<ListedText> DecideAsync(
        string incident, string? column, string id, bool approve, string person, string? why, CancellationToken ct)
    {
        await NeededKeys.RequireAsync(_ledger, _slug, _keys, ct);
        List<ProposedText> texts = Find(incident, column, ct);
        if (texts.Count == 0)
        {
            throw new RefusedException(Reason.NoSuchText, NextStep.Of(Reason.NoSuchText, _slug, incident));
        }

        ProposedText text = texts.Find(text => string.Equals(text.Id, id, StringComparison.OrdinalIgnoreCase))
            ?? throw new RefusedException(Reason.TextChanged, NextStep.Of(Reason.TextChanged, _slug, incident));
        using var decided = new DecidedTexts(_ledger, _slug, _keys);
        await _ledger.Texts.DecideAsync(decided.Decide(text, approve ? text.Proposal.Text : null), person, why, ct);
        return new ListedText(text.Key.ToString(), text.Column, approve ? TextState.Approved : TextState.Rejected, text.Original.Length);
    }

    private List<ProposedText> Find(string incident, string? column, CancellationToken ct)
    {
        if (KeyOf(incident) is not { } key)
        {
            return [];
        }

        using SourceSnapshot snapshot = _source.OpenSnapshot();
        using var decided = new DecidedTexts(_ledger, _slug, _keys);
        Planner planner = decided.PlannerOf(_force.Profile, _today);
        IEnumerable<IncidentRecord> records = snapshot.ReadByKeys(_force.Profile.Shape, [key], ct).Select(pair => pair.Record);
        return [.. planner.Texts(records, _ledger.Holdings.Read(_slug, ct).Where(row => row.Key == key))
            .Where(text => column is null || text.Column == column)];
    }

    private IncidentKey? KeyOf(string incident) =>
        _keyType != FieldType.Integer ? IncidentKey.FromText(incident)
        : long.TryParse(
            incident, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture,
        out long number) ? IncidentKey.FromNumber(number)
        : null;
}

/// <summary>Where a text stands, and nothing of what it says.</summary>
/// <param name="Incident">The incident's key, as the source writes it.</param>
/// <param name="Column">The column of the file that it is for.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Characters">How long it is.</param>
internal sealed record ListedText(string Incident, string Column, TextState State, int Characters);
