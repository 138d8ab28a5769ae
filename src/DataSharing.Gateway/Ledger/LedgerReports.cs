using System.Text.Json;
using DataSharing.Disclosure.Guards;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What the exports of a force counted, as far as the guards ask for it. Reads a few exports by their numbers, and no rows.
/// </summary>
internal sealed class LedgerReports(LedgerDatabase database, LedgerClock clock)
{
    private const string SelectCounted =
        """
        select rows_new as RowsNew, rows_amend as RowsAmend, profile_hash as ProfileHash, report as Report from export
        where force = @force and state = 'delivered' and kind <> 'resend' and withdrawal = 0
        order by sequence desc

        """;

    private const string SelectSent =
        "select id from export where force = @force and state = 'delivered' and kind <> 'resend' and rows_new > 0 order by sequence ";

    private static readonly string LastWhole =
        $"""
        select max(r.ended_at) from run r
        where r.force = @force and r.scope is null and r.command in ('export', 'reexport') and r.outcome in ('delivered', 'nothingToSend')
          and {LedgerClock.Believed("ended_at")}
        """;

    /// <summary>The last exports that were delivered to the force, the newest first; resends and files of withdrawals apart.</summary>
    public Task<IReadOnlyList<CountedExport>> LastCountedAsync(string force, int most, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<CountedExport>>(
        "reading what exports counted",
        async work =>
        {
            List<CountedRow> rows = await work.ListAsync<CountedRow>(SelectCounted + work.Database.First("@most"), new { force, most });
            try
            {
                return rows.ConvertAll(row => row.ToCounted());
            }
            catch (Exception unread) when (unread is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
            {
                throw work.Fault(LedgerFault.Damaged, "the gate report of an export cannot be read");
            }
        },
        cancellation);

    /// <summary>Whether a record was ever delivered to the force.</summary>
    public Task<bool> HasSentAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the deliveries",
        async work => (await work.ListAsync<long>(SelectSent + work.Database.First("@one"), new { force, one = 1 })).Count > 0,
        cancellation);

    /// <summary>When a run last sent the force the difference, or found that there was none; null when none did.</summary>
    public Task<DateTimeOffset?> LastWholeAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading runs",
        async work => UtcText.ReadOptional(await work.ScalarAsync<string>(LastWhole, new { force, limit = clock.Limit() })),
        cancellation);

    private sealed class CountedRow
    {
        public int RowsNew { get; init; }

        public int RowsAmend { get; init; }

        public string ProfileHash { get; init; } = "";

        public string? Report { get; init; }

        public CountedExport ToCounted() => new(ProfileHash, Report is null ? new PastExport(RowsNew + RowsAmend, 1, 0, 0) : Read(Report));

        private PastExport Read(string text)
        {
            using JsonDocument report = JsonDocument.Parse(text);
            Dictionary<string, int> values = report.RootElement.GetProperty("guards").EnumerateArray().ToDictionary(
                guard => guard.GetProperty("guard").GetString()!, guard => guard.GetProperty("value").GetInt32(), StringComparer.Ordinal);
            return new PastExport(
                values.GetValueOrDefault(Json.Word(Guard.Volume), RowsNew + RowsAmend),
                (int)Math.Max(1, Number(report, "nights")),
                Number(report, "read"),
                values.GetValueOrDefault(Json.Word(Guard.HeldBack)));
        }

        private static long Number(JsonDocument report, string member) =>
            report.RootElement.GetProperty(member) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;
    }
}

/// <summary>What a delivered export counted, by its gate report; one from before there were reports counts as one night.</summary>
/// <param name="ProfileHash">The hash of the configuration by which it was made.</param>
/// <param name="Past">What the guards need of it.</param>
internal sealed record CountedExport(string ProfileHash, PastExport Past);
