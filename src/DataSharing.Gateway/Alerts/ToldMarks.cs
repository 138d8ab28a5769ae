using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// Tells each thing once: it was told where the ledger has a mark of it, or this process remembers it. Of several subjects the first says
/// whether an alert was told, and all are marked.
/// </summary>
internal sealed class ToldMarks(ExportLedger ledger, AlertDesk desk)
{
    /// <summary>What the desk knows an alert by.</summary>
    public static string Key(AlertKind kind, string subject) => $"{Json.Word(kind)} {subject}";

    /// <summary>Tells an alert that nobody was told yet.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="subjects">What it is about, one or more.</param>
    /// <param name="told">Done when it was told and marked; null for nothing.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be asked.</exception>
    public async Task TellOnceAsync(Alert alert, IReadOnlyList<string> subjects, Func<Task>? told, CancellationToken ct)
    {
        if (await IsUntoldAsync(Json.Word(alert.Kind), subjects[0], ct))
        {
            Tell(alert, subjects, told);
        }
    }

    /// <summary>Told first and marked then: rather twice than not at all.</summary>
    public void Tell(Alert alert, IReadOnlyList<string> subjects, Func<Task>? told = null) => desk.Tell(
        alert,
        [.. subjects.Select(subject => Key(alert.Kind, subject))],
        async () =>
        {
            foreach (string subject in subjects)
            {
                await ledger.Told.RememberAsync(Json.Word(alert.Kind), subject);
            }

            await (told?.Invoke() ?? Task.CompletedTask);
        });

    /// <summary>Whether nobody was told and it does not wait to be told. What this process told and could not mark is marked now.</summary>
    /// <exception cref="LedgerException">The ledger cannot be asked.</exception>
    public async Task<bool> IsUntoldAsync(string kind, string subject, CancellationToken ct)
    {
        string key = $"{kind} {subject}";
        if (await ledger.Told.WasToldAsync(kind, subject, ct))
        {
            return false;
        }

        if (desk.Told(key))
        {
            await ledger.Told.RememberAsync(kind, subject, ct);
            return false;
        }

        return !desk.Knows(key);
    }
}
