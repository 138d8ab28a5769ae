using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Release;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// By which text of its profile a force's runs go. The one by which they last went is the measure: a profile that says the same goes on;
/// one that lets nothing more leave comes into use at once; any other waits until persons accept exactly it.
/// </summary>
internal sealed class ProfileInUse
{
    private ProfileInUse(ForceConfiguration present, KnownTexts known, DeliveredProfile? migrated)
    {
        Present = present;
        Last = known.Used;
        Migrated = migrated;
    }

    /// <summary>The profile as its files are now.</summary>
    public ForceConfiguration Present { get; }

    /// <summary>The text by which the runs last went, as the ledger has it; null where it has none.</summary>
    public UsedText? Last { get; }

    /// <summary>
    /// The text by which something was delivered before the ledger knew of acceptances, to be written down as the one in use; null where
    /// one is written down, or it is not kept.
    /// </summary>
    public DeliveredProfile? Migrated { get; }

    /// <summary>What a run goes by now: the profile as it is, or the text last used. Null where nothing new goes.</summary>
    public ForceConfiguration? Runs { get; private init; }

    /// <summary>How the profile as it is comes into use with the next run; null where it is in use already, or does not.</summary>
    public UsedBy? By { get; private init; }

    /// <summary>The journal entry of the acceptance that counts; null where none does.</summary>
    public long? Acceptance { get; private init; }

    /// <summary>The day from which on the profile as it is was accepted, where that is yet to come; else null.</summary>
    public DateOnly? From { get; private init; }

    /// <summary>What is different from the text last used; null where that is not asked: it is the same, or was accepted.</summary>
    public ProfileDifference? Difference { get; private init; }

    /// <summary>How many changes there are.</summary>
    public int Changes => Difference?.Changes.Count ?? 0;

    /// <summary>How many persons have to accept it: 1 or 2. 0 where nobody has to.</summary>
    public int Persons { get; private init; }

    /// <summary>Whether nothing new goes to the force.</summary>
    public bool Waits => Runs is null;

    /// <summary>The fingerprint of the profile as it is.</summary>
    public string Sha256 => Present.Profile.Hash;

    /// <summary>The profile as it is, as a text.</summary>
    public DeliveredProfile Text => TextOf(Present);

    /// <summary>The line that accepts the profile as it is, ready to paste.</summary>
    public string Line => $"datasharing profile accept {Present.Profile.Force} {Sha256} --reason TEXT";

    /// <summary>Looks; writes nothing.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="present">The force's profile as its files are now.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be read, or a text in it was altered.</exception>
    /// <exception cref="ConfigurationException"><c>gateway.json</c> has problems.</exception>
    public static async Task<ProfileInUse> LookAsync(
        ConfigurationFolder folder, ExportLedger ledger, ForceConfiguration present, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(present);
        string force = present.Profile.Force;
        string sha256 = present.Profile.Hash;
        KnownTexts known = await ledger.Accepted.ReadAsync(force, ct);
        DeliveredProfile? migrated = known is not { Used: null, Exported: { } exported } ? null
            : exported == sha256 ? TextOf(present) : await ledger.Accepted.TextAsync(force, exported, ct);
        if ((known.Used?.Sha256 ?? migrated?.Hash) == sha256)
        {
            return new ProfileInUse(present, known, migrated) { Runs = present };
        }

        AcceptedText? accepted = known.Accepted is { } last && last.Sha256 == sha256 && last.Follows == (known.Used?.Entry ?? 0) ? last : null;
        if (accepted is not null && (accepted.From ?? DateOnly.MinValue) <= London.DayOf(ledger.Clock.UtcNow()))
        {
            return new ProfileInUse(present, known, migrated) { Runs = present, By = UsedBy.Acceptance, Acceptance = accepted.Entry };
        }

        DeliveredProfile? before = known.Used is { } used ? await UsedTextAsync(ledger, used, ct) : migrated;
        ProfileDifference difference = ProfileDifference.Between(before, TextOf(present), force);
        int persons = await PersonsOfAsync(ledger, before, known, present, difference, ct);
        if (accepted is { From: { } from })
        {
            return new ProfileInUse(present, known, migrated)
            {
                Runs = before is null ? null : Read(folder, force, before), From = from, Difference = difference, Persons = persons,
            };
        }

        UsedBy? by = before is not null && difference.Class != ChangeClass.Wider ? UsedBy.Narrower : persons == 0 ? UsedBy.Run : null;
        return new ProfileInUse(present, known, migrated)
        {
            Runs = by is null ? null : present, By = by, Difference = difference, Persons = by is null ? persons : 0,
        };
    }

    /// <summary>
    /// The text of a force's profile by which its runs last went; null where there is none, or this program does not take it.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read, or a text in it was altered.</exception>
    /// <exception cref="ConfigurationException"><c>gateway.json</c> has problems.</exception>
    public static async Task<ForceConfiguration?> LastAsync(
        ConfigurationFolder folder, ExportLedger ledger, string force, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        KnownTexts known = await ledger.Accepted.ReadAsync(force, ct);
        DeliveredProfile? text = known.Used is { } used ? await UsedTextAsync(ledger, used, ct)
            : known.Exported is { } exported ? await ledger.Accepted.TextAsync(force, exported, ct) : null;
        return text is null ? null : Read(folder, force, text);
    }

    /// <summary>Why nothing new goes, with the line that lets it go; null where something does.</summary>
    public string? Sentence => !Waits ? null : From is { } day
        ? FormattableString.Invariant($"The profile was accepted from {day:yyyy-MM-dd} on, and no text that was used before can take its place: nothing new goes before that day. To let it go now: {Line}")
        : $"Nobody has accepted the profile as it is, and nothing new goes: {Counted}. See: datasharing profile diff {Present.Profile.Force}. {(Persons > 1 ? "Two persons have to accept it, each with their own command" : "If it is right")}: {Line}";

    private string Counted => Difference!.Changes.Count(change => change.Class == ChangeClass.Wider) is var wider && Last is null && Migrated is null
        ? "no text of it was used before, or the ledger does not keep it"
        : FormattableString.Invariant($"{wider} of {Difference!.Changes.Count} change(s) would let more leave, or something else, or to somebody else");

    private static DeliveredProfile TextOf(ForceConfiguration configuration) => new(configuration.Files);

    private static async Task<DeliveredProfile> UsedTextAsync(ExportLedger ledger, UsedText used, CancellationToken ct) =>
        await ledger.Accepted.TextAsync(used.Force, used.Sha256, ct)
        ?? throw LedgerException.Of(LedgerFault.Damaged, "reading a profile's text", ledger.Path, "the text of a profile in use is missing");

    /// <summary>How many persons have to accept what is wider; 0 where the profile asks for nobody and never did.</summary>
    private static async Task<int> PersonsOfAsync(
        ExportLedger ledger, DeliveredProfile? before, KnownTexts known, ForceConfiguration present, ProfileDifference difference,
        CancellationToken ct)
    {
        // What the text of an earlier export asked for is not known where that is not kept.
        int then = before is not null ? Approvers.Of(before.Files, present.Profile.Force)
            : Math.Max(known.Exported is null ? 0 : 1, await AcceptedPersonsAsync(ledger, known, present.Profile.Force, ct));
        int persons = Math.Max(then, present.Approvers);
        return difference.IsHostKeyAlone ? Math.Min(persons, 1) : persons;
    }

    /// <summary>How many persons a text asked for that was accepted, though no run has gone by it yet; 0 where there is none.</summary>
    private static async Task<int> AcceptedPersonsAsync(ExportLedger ledger, KnownTexts known, string force, CancellationToken ct) =>
        known.Accepted is not { } accepted ? 0
        : await ledger.Accepted.TextAsync(force, accepted.Sha256, ct) is { } text ? Approvers.Of(text.Files, force) : 1;

    private static ForceConfiguration? Read(ConfigurationFolder folder, string force, DeliveredProfile text)
    {
        try
        {
            return folder.ReadDelivered(force, text.Files);
        }
        catch (ConfigurationException)
        {
            // It was whole when it was used, and a later program does not take it.
            return null;
        }
    }
}
