using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway;

/// <summary>
/// Something that waits for an administrator's word. This is the one list: <c>datasharing acknowledge</c> takes these codes and no others, and what waits is told
/// every day until the word is given.
/// </summary>
public sealed class AwaitedWord
{
    private readonly Func<ExportLedger, CancellationToken, Task<IReadOnlyList<string>>> _forces;
    private readonly Func<ExportLedger, string, string, string, CancellationToken, Task<Acknowledgement?>> _give;

    private AwaitedWord(
        Reason reason, Func<ExportLedger, CancellationToken, Task<IReadOnlyList<string>>> forces,
        Func<ExportLedger, string, string, string, CancellationToken, Task<Acknowledgement?>> give)
    {
        Reason = reason;
        _forces = forces;
        _give = give;
    }

    /// <summary>Everything that can wait.</summary>
    public static IReadOnlyList<AwaitedWord> All { get; } =
    [
        new(Reason.AlreadySent,
            static async (ledger, ct) => [.. (await ledger.AlreadySentQuestionsAsync(0, ct).ConfigureAwait(false)).Select(question => question.Force)],
            static (ledger, force, person, why, ct) => ledger.AcknowledgeAlreadySentAsync(force, person, why, ct)),
    ];

    /// <summary>The reason whose code it has.</summary>
    public Reason Reason { get; }

    /// <summary>The forces of which something waits.</summary>
    public Task<IReadOnlyList<string>> ForcesAsync(ExportLedger ledger, CancellationToken ct) => _forces(ledger, ct);

    /// <summary>Writes the word into the journal; it covers what waits at this moment, and nothing that is found later.</summary>
    /// <returns>What it covers; null when nothing of the force waits.</returns>
    public Task<Acknowledgement?> GiveAsync(ExportLedger ledger, string force, string person, string why, CancellationToken ct) => _give(ledger, force, person, why, ct);
}
