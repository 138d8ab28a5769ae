using DataSharing.Disclosure;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway;

/// <summary>
/// The texts of one force that leave only redacted, for the person who decides about them. Reads the source afresh, and writes decisions alone: what was
/// approved leaves with the next export.
/// </summary>
public sealed class TextReview
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
        ControllerConfiguration controller = folder.ReadController();
        _force = folder.ReadForce(force);
        _ledger = ledger;
        _slug = force;
        _keys = new ForceKeys(KeyRingFile.Read(controller.Settings.Keys.Path, controller.Settings.Keys.Description), controller.Settings.Controller, force);
        _source = new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary);
        _keyType = controller.Dictionary.KeyType;
        _today = London.Today(time);
    }

    /// <summary>Whether the profile has a column of redacted texts at all.</summary>
    public bool HasColumns => _force.Profile.Columns.Any(column => column.IsRedacted);

    /// <summary>Every text of the force, in the order of the incidents, with where it stands.</summary>
    /// <exception cref="SourceUnavailableException">While enumerating: the source cannot be read.</exception>
    /// <exception cref="LedgerException">While enumerating: the ledger cannot be read.</exception>
    public IEnumerable<ProposedText> All(CancellationToken ct)
    {
        ForceProfile profile = _force.Profile;
        using SourceSnapshot snapshot = _source.OpenSnapshot();
        using var decided = new DecidedTexts(_ledger, _slug, _keys);
        var planner = new Planner(profile, _keys, _today, full: false, decisions: decided.Find);
        foreach (ProposedText text in planner.Texts(snapshot.Read(profile.Shape, profile.IsStatistical ? null : _slug, ct), _ledger.ReadHolding(_slug, ct)))
        {
            yield return text;
        }
    }

    /// <summary>The texts of one incident; none when the force must not have it or it has no text.</summary>
    /// <param name="incident">The incident's key, as the source writes it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IReadOnlyList<ProposedText> Of(string incident, CancellationToken ct)
    {
        if (KeyOf(incident) is not { } key)
        {
            return [];
        }

        using SourceSnapshot snapshot = _source.OpenSnapshot();
        using var decided = new DecidedTexts(_ledger, _slug, _keys);
        var planner = new Planner(_force.Profile, _keys, _today, full: false, decisions: decided.Find);
        IEnumerable<IncidentRecord> records = snapshot.ReadByKeys(_force.Profile.Shape, [key], ct).Select(pair => pair.Record);
        return [.. planner.Texts(records, _ledger.ReadHolding(_slug, ct).Where(row => row.Key == key))];
    }

    /// <summary>Approves the proposal of a text, or rejects it.</summary>
    /// <param name="text">The text as it was shown.</param>
    /// <param name="approve">Whether its proposal may leave.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="why">The reason given, or null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing was decided.</exception>
    public Task DecideAsync(ProposedText text, bool approve, string person, string? why, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var decided = new DecidedTexts(_ledger, _slug, _keys);
        return _ledger.DecideTextAsync(decided.Decide(text, approve ? text.Proposal.Text : null), person, why, ct);
    }

    private IncidentKey? KeyOf(string incident) =>
        _keyType != FieldType.Integer ? IncidentKey.FromText(incident)
        : long.TryParse(incident, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out long number) ? IncidentKey.FromNumber(number)
        : null;
}
