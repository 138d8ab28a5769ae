using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// What the gates did to an export, as one line of JSON that the ledger keeps with it: counts, reason codes, guards, versions; never a value
/// of an incident. Its members stand in one order, and are described in docs/json.md.
/// </summary>
internal static class GateReport
{
    private const int Format = 1;

    /// <summary>The report of a difference or a whole holding.</summary>
    public static string Of(RunWork work, ExportNumber number, PlanCounts counts, GuardVerdict verdict) => Written(new Document
    {
        Head = HeadOf(work, number, work.IsFull ? ExportKind.Full : ExportKind.Delta),
        Nights = verdict.Nights,
        Read = counts.Read,
        Held = counts.Held,
        Rows = counts.PerAction,
        Excluded = counts.Excluded,
        HeldBack = counts.HeldBackByField,
        TextsWaiting = counts.TextsWaiting,
        SmallNumbers = SmallNumbers(work.Profile, counts),
        Guards = verdict.Readings,
        AcceptedBy = guard => verdict.Accepted.Contains(guard) ? work.Request.AskedBy : null,
    });

    /// <summary>The report of a file of withdrawals that people ordered: the source was not asked, and no guard looks.</summary>
    public static string OfWithdrawals(RunWork work, ExportNumber number, RowCounts rows) => Written(
        new Document { Head = HeadOf(work, number, ExportKind.Delta) with { Withdrawal = true }, Rows = rows });

    /// <summary>
    /// The report of a file that repeats another: by whose version and configuration it was sent, and the report of what it repeats.
    /// </summary>
    public static string OfRepeated(RunWork work, ExportNumber number, RecordedExport original) => Written(new Document
    {
        Head = HeadOf(work, number, ExportKind.Resend) with { Withdrawal = original.IsWithdrawal },
        Rows = original.Rows,
        Repeats = original.Report,
    });

    private static IEnumerable<object> UnreadTexts(ForceProfile profile) => profile.Columns.Where(column => column.UnreadReason is not null)
        .Select(column => new { column = column.Heading, oneTextIn = LeakRate.OneTextIn });

    private static string SmallNumbers(ForceProfile profile, PlanCounts counts) => profile.K is { } k
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"k = {k}. Held back because too few people or premises share what would be released: {counts.HeldBack.GetValueOrDefault(Reason.SmallNumbers.Code) + counts.HeldBack.GetValueOrDefault(Reason.LatePeriod.Code)} records.")
        : $"match. {profile.MatchPurpose}";

    private static Heading HeadOf(RunWork work, ExportNumber number, ExportKind kind) => new(work.Slug, number, kind)
    {
        ProfileVersion = work.Profile.Version,
        Fingerprint = work.Profile.Hash,
        UnreadTexts = [.. UnreadTexts(work.Profile)],
    };

    private static string Written(Document report) => JsonSerializer.Serialize(
        new
        {
            report = Format,
            force = report.Head.Force,
            sequence = report.Head.Number.Sequence,
            attempt = report.Head.Number.Attempt,
            kind = report.Head.Kind,
            withdrawal = report.Head.Withdrawal,
            program = ProgramVersion.Text,
            profileVersion = report.Head.ProfileVersion,
            fingerprint = report.Head.Fingerprint,
            nights = report.Nights,
            read = report.Read,
            held = report.Held,
            rows = new { @new = report.Rows.New, amend = report.Rows.Amend, withdraw = report.Rows.Withdraw, resend = report.Rows.Resend },
            excluded = report.Excluded.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new { reason = pair.Key, records = pair.Value }),
            heldBack = report.HeldBack.OrderBy(pair => pair.Key.Reason, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Field, StringComparer.Ordinal)
                .Select(pair => new { reason = pair.Key.Reason, field = pair.Key.Field.Length == 0 ? null : pair.Key.Field, records = pair.Value }),
            textsWaiting = report.TextsWaiting,
            unreadTexts = report.Head.UnreadTexts,
            smallNumbers = report.SmallNumbers,
            guards = report.Guards.Select(reading => new
            {
                guard = reading.Guard, value = reading.Value, limit = reading.Limit, tripped = reading.Trips,
                acceptedBy = report.AcceptedBy(reading.Guard),
            }),
            repeats = report.Repeats is { } repeated ? JsonNode.Parse(repeated) : null,
        },
        Json.Compact);

    /// <summary>Which export it is, and by which version and configuration it was made.</summary>
    private sealed record Heading(string Force, ExportNumber Number, ExportKind Kind)
    {
        public bool Withdrawal { get; init; }

        public required int ProfileVersion { get; init; }

        public required string Fingerprint { get; init; }

        public required IReadOnlyList<object> UnreadTexts { get; init; }
    }

    /// <summary>What a report says; nothing was read and no guard looked unless it is given.</summary>
    private sealed class Document
    {
        public required Heading Head { get; init; }

        public int? Nights { get; init; }

        public long? Read { get; init; }

        public int? Held { get; init; }

        public required RowCounts Rows { get; init; }

        public IReadOnlyDictionary<string, int> Excluded { get; init; } = new Dictionary<string, int>();

        public IReadOnlyDictionary<(string Reason, string Field), int> HeldBack { get; init; } = new Dictionary<(string, string), int>();

        public int? TextsWaiting { get; init; }

        public string? SmallNumbers { get; init; }

        public IReadOnlyList<GuardReading> Guards { get; init; } = [];

        public Func<Guard, string?> AcceptedBy { get; init; } = static _ => null;

        public string? Repeats { get; init; }
    }
}
