using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary>What <c>status</c> says of who may act.</summary>
/// <param name="Problems">The problems of the file, for which nobody may act; empty where it has none or is not there.</param>
/// <param name="Changes">Its changes of the last seven days, the oldest first.</param>
internal sealed record PeopleStatus(IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<PeopleEntry> Changes)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<PeopleStatus> ReadAsync(
        ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, CancellationToken ct) =>
        new(folder.CheckPeople(), await ledger.People.SinceAsync(time.GetUtcNow() - PeopleNote.Shown, ct));

    /// <summary>It in the answer's document.</summary>
    public object Document => new
    {
        problems = Problems.Select(Answer.Document),
        changes = Changes.Select(one => new
        {
            entry = one.Entry,
            changedAt = one.At,
            sha256 = one.Sha256,
            foundBy = one.FoundBy,
            machine = one.Machine,
            said = one.Said,
        }),
    };

    /// <summary>Adds it in words; nothing where there is nothing to say.</summary>
    public void AppendTo(StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (PeopleEntry change in Changes)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"people.json was changed: journal entry {change.Entry}, {London.Clock(change.At)}, met by {change.FoundBy} on {change.Machine}:");
            foreach (string sentence in change.Said)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {sentence}");
            }
        }

        foreach (ConfigProblem problem in Problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Nobody may act: {problem}");
        }
    }
}
