using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Release;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Compares a force's profile as its files are with another text of it, and measures how many records that is about. Nothing of an
/// incident is shown, and no entry is written.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="measure">What measures; null where only the words are wanted.</param>
/// <param name="force">The force's slug.</param>
/// <param name="against">A fingerprint, or a file in the profile's place, as a full path; null for the text last used.</param>
internal sealed class CompareProfile(
    ConfigurationFolder folder, ExportLedger ledger, DifferenceMeasure? measure, string force, string? against)
    : Operation<ComparedProfile>(ledger)
{
    private const int Digits = 64;

    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.ProfileSee;

    /// <summary>Whether a text can only be a fingerprint, and is the name of no file.</summary>
    public static bool IsFingerprint(string against) => against.Length == Digits && against.All(char.IsAsciiHexDigit);

    /// <inheritdoc/>
    protected override async Task<ComparedProfile> ActAsync(string person, CancellationToken ct)
    {
        ProfileInUse use = await ProfileInUse.LookAsync(folder, _ledger, folder.ReadForce(force), ct);
        (ComparedWith with, string? sha256, DeliveredProfile? text) = await OtherAsync(use, ct);
        var difference = ProfileDifference.Between(text, use.Text, force);
        var compared = new ComparedProfile(use, with, sha256, difference);
        return measure is null || difference.Class == ChangeClass.Neither ? compared
            : text is null && sha256 is not null
            ? compared with { NotMeasured = (null, "The ledger does not keep the text of the last export.") }
            : Measured(compared, text, ct);
    }

    /// <summary>The text with which the profile is compared, and its fingerprint, which is known also of one that is not kept.</summary>
    private async Task<(ComparedWith With, string? Sha256, DeliveredProfile? Text)> OtherAsync(ProfileInUse use, CancellationToken ct)
    {
        if (against is null)
        {
            KnownTexts known = await _ledger.Accepted.ReadAsync(force, ct);
            string? sha256 = known.Used?.Sha256 ?? known.Exported;
            return (ComparedWith.Used, sha256, sha256 is null ? null
                : sha256 == use.Sha256 ? use.Text : await _ledger.Accepted.TextAsync(force, sha256, ct));
        }

        if (IsFingerprint(against))
        {
            string sha256 = against.ToLowerInvariant();
            return (ComparedWith.Kept, sha256, sha256 == use.Sha256 ? use.Text : await _ledger.Accepted.TextAsync(force, sha256, ct)
                ?? throw new RefusedException(
                    Reason.ProfileMissing, $"{force}: the ledger keeps no text of the profile with the fingerprint {sha256}."));
        }

        string profile = Path.Combine(folder.Path, "forces", force + ".json");
        var other = new ConfigurationFolder(folder.Path, open: path => FolderReading.ReadBounded(path == profile ? against : path));
        var files = new DeliveredProfile(other.ReadForce(force).Files);
        return (ComparedWith.File, files.Hash, files);
    }

    private ComparedProfile Measured(ComparedProfile compared, DeliveredProfile? text, CancellationToken ct)
    {
        try
        {
            ForceConfiguration? before = text is null ? null : folder.ReadDelivered(force, text.Files);
            MeasuredDifference? measured = measure!.Measure(before, compared.InUse.Present, compared.Difference, ct);
            return measured is not null ? compared with { Measured = measured } : compared with
            {
                NotMeasured = (null, string.Create(
                    CultureInfo.InvariantCulture, $"The force has more than {DifferenceMeasure.MostRecords:N0} records.")),
            };
        }
        catch (ConfigurationException)
        {
            return compared with { NotMeasured = (Reason.ProfileInvalid, "This program does not take the other text any more.") };
        }
        catch (Exception error) when (Failures.ReasonOf(error) is { } reason)
        {
            // The words are worth having without the source.
            return compared with { NotMeasured = (reason, Failures.MessageOf(error)) };
        }
    }
}
