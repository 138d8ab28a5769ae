using System.Globalization;
using System.Text.Json;

namespace DataSharing.Gateway.Ledger;

/// <summary>What the journal says of who may act: an entry for each change of the file, with the whole of it in a short form.</summary>
internal sealed class LedgerPeople(LedgerDatabase database, LedgerClock clock)
{
    internal const string SelectMarks = "select subject as Subject from told where kind = @mark";

    /// <summary>
    /// What the number of the last entry is kept under, in the list of what was told, so that no act reads the journal for it. It is
    /// written with the entry, and the verification compares it with the journal.
    /// </summary>
    internal const string Mark = "peopleEntry";

    private const string ForgetMarks = "delete from told where kind = @mark";

    // By the index of moments: what is older than asked for is not read.
    private const string Since =
        "select entry as Entry, at as At, {0} as Body from journal where kind = @kind and at >= @since order by entry";

    /// <summary>Whether this process wrote an entry.</summary>
    public bool Noted { get; private set; }

    /// <summary>
    /// Writes an entry if the file is another than the last entry says. Looked up and written in one transaction: of several processes that
    /// meet a changed file one writes. Every other machine that has the same file finds the entry and writes none.
    /// </summary>
    /// <param name="read">The file.</param>
    /// <param name="foundBy">Who met it: a person as the journal names them, or the worker.</param>
    /// <param name="say">What has changed since the last entry, which is null when there is none.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>Whether an entry was written.</returns>
    public async Task<bool> NoteAsync(
        PeopleRead read, string foundBy, Func<PeopleEntry?, IReadOnlyList<string>> say, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentException.ThrowIfNullOrEmpty(foundBy);
        ArgumentNullException.ThrowIfNull(say);
        // Most acts meet the file as it was: they keep no writer waiting.
        if (await database.ReadAsync("reading who may act", async work => IsKnown(read, await LastAsync(work)), cancellation)
            || !await database.WriteAsync("writing who may act", work => AppendAsync(work, read, foundBy, say), cancellation))
        {
            return false;
        }

        return Noted = true;
    }

    /// <summary>The last entry; null where there is none.</summary>
    public Task<PeopleEntry?> LastAsync(CancellationToken cancellation = default) =>
        database.ReadAsync("reading who may act", LastAsync, cancellation);

    /// <summary>The changes since a moment, the oldest first.</summary>
    public Task<IReadOnlyList<PeopleEntry>> SinceAsync(DateTimeOffset since, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<PeopleEntry>>(
            "reading who may act",
            async work => [.. (await work.ListAsync<JournalRow>(Long(work, Since), new { kind = Kind, since = UtcText.Of(since) }))
                .Select(row => Read(work, row))],
            cancellation);

    private static string Kind => JournalKind.PeopleChanged.Word();

    private static string Long(LedgerWork work, string select) =>
        select.Replace("{0}", work.Database.Long("body"), StringComparison.Ordinal);

    private static bool IsKnown(PeopleRead read, PeopleEntry? last) => last?.Sha256 == read.Sha256;

    private static async Task<PeopleEntry?> LastAsync(LedgerWork work)
    {
        List<MarkRow> marks = await work.ListAsync<MarkRow>(SelectMarks, new { mark = Mark });
        if (marks.Count == 0)
        {
            return null;
        }

        return marks is [var mark] && long.TryParse(mark.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out long entry)
            && await Journal.EntryAsync(work, entry) is { } row && row.Kind == Kind
                ? Read(work, row)
                : throw work.Fault(LedgerFault.Damaged, "what says who may act is not in the journal");
    }

    private static PeopleEntry Read(LedgerWork work, JournalRow row) => work.Reduced(() =>
    {
        using JsonDocument document = JsonDocument.Parse(row.Body);
        JsonElement body = document.RootElement;
        return new PeopleEntry(
            row.Entry, UtcText.Read(row.At), body.GetProperty("sha256").GetString(), body.GetProperty("people").GetString(),
            body.GetProperty("foundBy").GetString()!, body.GetProperty("machine").GetString()!,
            body.GetProperty("said").GetString()!.Split('\n'));
    });

    private async Task<bool> AppendAsync(
        LedgerWork work, PeopleRead read, string foundBy, Func<PeopleEntry?, IReadOnlyList<string>> say)
    {
        // The head's own lock: nobody can write an entry between the last one and this.
        await work.LockAsync("journal");
        PeopleEntry? last = await LastAsync(work);
        if (IsKnown(read, last))
        {
            return false;
        }

        DateTimeOffset now = clock.UtcNow();
        long entry = await Journal.AppendAsync(
            work, now, JournalKind.PeopleChanged, null, "system",
            new JournalBody().With("sha256", read.Sha256).With("people", read.Statement).With("foundBy", foundBy)
                .With("machine", ProcessIdentity.Current.Host).With("said", string.Join('\n', say(last))));
        await work.ExecuteAsync(ForgetMarks, new { mark = Mark });
        await work.ExecuteAsync(
            LedgerTold.InsertTold,
            new { kind = Mark, subject = entry.ToString(CultureInfo.InvariantCulture), at = UtcText.Of(now) });
        return true;
    }

    internal sealed class MarkRow
    {
        public string Subject { get; init; } = "";
    }
}
