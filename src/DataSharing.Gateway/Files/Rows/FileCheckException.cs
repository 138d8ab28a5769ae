using DataSharing.Disclosure.Cells;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>
/// A finished file, its name or its manifest breaks one of its own rules. Says where and which rule, never what stands there.
/// </summary>
internal sealed class FileCheckException : Exception
{
    internal FileCheckException(long line, string? heading, string rule, string? recordId = null, RefusedRow? refused = null)
        : base($"Line {line}{(heading is null ? "" : $", column \"{heading}\"")}{(recordId is null ? "" : $", record {recordId}")}: {rule}")
    {
        Line = line;
        Heading = heading;
        Rule = rule;
        RecordId = recordId;
        Refused = refused;
        Rows = recordId is not null && refused is not null ? [(recordId, refused)] : [];
    }

    /// <summary>
    /// The faults of several rows, each in one of its own. Where there are more than those, none of them can be left out.
    /// </summary>
    internal FileCheckException(IReadOnlyList<FileCheckException> rows, bool andMore)
        : base(andMore
            ? $"More than {rows.Count} rows have a fault. The first: {rows[0].Message}"
            : rows[0].Message + (
                rows.Count == 1 ? ""
            : $" {rows.Count - 1} more with a fault: record {string.Join(", ", rows.Skip(1).Select(row => row.RecordId))}."))
    {
        Line = rows[0].Line;
        Heading = rows[0].Heading;
        Rule = rows[0].Rule;
        RecordId = andMore ? null : rows[0].RecordId;
        Refused = andMore ? null : rows[0].Refused;
        Rows = andMore ? [] : [.. rows.SelectMany(row => row.Rows)];
    }

    internal FileCheckException(string where, string rule)
        : base($"{where}: {rule}")
    {
        Rule = rule;
        Rows = [];
    }

    /// <summary>
    /// The line of the file on which the row begins or the fault is, from 1; 0 when the fault is in the name or the manifest.
    /// </summary>
    public long Line { get; }

    /// <summary>The heading of the column, or null when the fault is not one cell's.</summary>
    public string? Heading { get; }

    /// <summary>The rule, as a sentence.</summary>
    public string Rule { get; }

    /// <summary>The record token of the first row with a fault; null as <see cref="Rows"/> is empty.</summary>
    public string? RecordId { get; }

    /// <summary>Why that row is held back when it is left out; null where <see cref="RecordId"/> is.</summary>
    public RefusedRow? Refused { get; }

    /// <summary>
    /// Every row with a fault, where each fault is in a row whose token can be read and there are not too many: these can be left out and
    /// the file built again. Empty otherwise.
    /// </summary>
    public IReadOnlyList<(string RecordId, RefusedRow Refused)> Rows { get; }
}
