using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// Something that waits for an administrator's word. This is the one list: <c>datasharing acknowledge</c> takes these codes and no others,
/// and what waits is told every day until the word is given.
/// </summary>
internal sealed class AwaitedWord
{
    private readonly Func<ConfigurationFolder, ExportLedger, CancellationToken, Task<IReadOnlyList<string>>> _forces;
    private readonly Func<ConfigurationFolder, ExportLedger, string, string, string, CancellationToken, Task<Acknowledgement?>> _give;

    private AwaitedWord(
        Reason reason, bool isOfAll, Func<ConfigurationFolder, ExportLedger, CancellationToken, Task<IReadOnlyList<string>>> forces,
        Func<ConfigurationFolder, ExportLedger, string, string, string, CancellationToken, Task<Acknowledgement?>> give)
    {
        Reason = reason;
        IsOfAll = isOfAll;
        _forces = forces;
        _give = give;
    }

    /// <summary>Everything that can wait.</summary>
    public static IReadOnlyList<AwaitedWord> All { get; } =
    [
        new(Reason.AlreadySent, false,
            static async (_, ledger, ct) =>
                [.. (await ledger.Holdings.AlreadySentQuestionsAsync(0, ct)).Select(question => question.Force)],
            static (_, ledger, force, person, why, ct) => ledger.Holdings.AcknowledgeAlreadySentAsync(force, person, why, ct)),
        OfClock(Reason.ClockAhead),
        OfClock(Reason.ClockBehind),
        OfProfile(Reason.ProfileOlder),
        OfProfile(Reason.ProfileVersionReused),
    ];

    /// <summary>The reason whose code it has.</summary>
    public Reason Reason { get; }

    /// <summary>Whether the word is about all forces, whichever is named: they share one clock.</summary>
    public bool IsOfAll { get; }

    /// <summary>The forces of which something waits: every one with a profile where the word is about all.</summary>
    public Task<IReadOnlyList<string>> ForcesAsync(ConfigurationFolder folder, ExportLedger ledger, CancellationToken ct) =>
        _forces(folder, ledger, ct);

    /// <summary>Writes the word into the journal; it covers what waits at this moment, and nothing that is found later.</summary>
    /// <returns>What it covers; null when nothing of the force waits.</returns>
    public Task<Acknowledgement?> GiveAsync(
        ConfigurationFolder folder, ExportLedger ledger, string force, string person, string why, CancellationToken ct) => _give(
        folder, ledger, force, person, why, ct);

    // Both codes have the same cause and the same cure, and either is taken: which one was met depends on where. One of them is listed as
    // waiting.
    private static AwaitedWord OfClock(Reason reason) => new(
        reason, true,
        async (folder, ledger, ct) => reason == Reason.ClockAhead && (await ledger.Clock.ReadAsync(ct)).Latest is not null ? folder.Forces()
            : [],
        (_, ledger, _, person, why, ct) => ledger.Clock.AcknowledgeAsync(reason, person, why, ct));

    private static AwaitedWord OfProfile(Reason reason) => new(
        reason, false,
        async (folder, ledger, ct) =>
        {
            var waiting = new List<string>();
            foreach (string force in folder.Forces())
            {
                if (await WaitingAsync(folder, ledger, force, reason, ct) is not null)
                {
                    waiting.Add(force);
                }
            }

            return waiting;
        },
        async (folder, ledger, force, person, why, ct) => await WaitingAsync(folder, ledger, force, reason, ct) is { } configuration
            ? await ledger.Profiles.AcknowledgeAsync(
                reason, force, configuration.Profile.Version, configuration.ReleaseHash, person, why, ct)
            : null);

    /// <summary>The force's configuration where it is refused for this reason.</summary>
    private static async Task<ForceConfiguration?> WaitingAsync(
        ConfigurationFolder folder, ExportLedger ledger, string force, Reason reason, CancellationToken ct)
    {
        ForceConfiguration configuration;
        try
        {
            configuration = folder.ReadForce(force);
        }
        catch (ConfigurationException)
        {
            // Suspended: its version is compared when it can be read.
            return null;
        }

        return await ProfileOrder.RefusalOfAsync(ledger, configuration, ct) is { } order && order.Reason == reason ? configuration : null;
    }
}
