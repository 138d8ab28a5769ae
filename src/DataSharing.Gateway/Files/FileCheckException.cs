using DataSharing.Disclosure;

namespace DataSharing.Gateway.Files;

/// <summary>A finished file, its name or its manifest breaks one of its own rules. Says where and which rule, never what stands there.</summary>
public sealed class FileCheckException : Exception
{
    internal FileCheckException(long line, string? heading, string rule, string? recordId = null, RefusedRow? refused = null)
        : base($"Line {line}{(heading is null ? "" : $", column \"{heading}\"")}{(recordId is null ? "" : $", record {recordId}")}: {rule}")
    {
        Line = line;
        Heading = heading;
        Rule = rule;
        RecordId = recordId;
        Refused = refused;
    }

    internal FileCheckException(string place, string rule)
        : base($"{place}: {rule}")
    {
        Rule = rule;
    }

    /// <summary>The line of the file on which the row begins or the fault is, from 1; 0 when the fault is in the name or the manifest.</summary>
    public long Line { get; }

    /// <summary>The heading of the column, or null when the fault is not one cell's.</summary>
    public string? Heading { get; }

    /// <summary>The rule, as a sentence.</summary>
    public string Rule { get; }

    /// <summary>The record token of the row, where the fault is in one row and its token can be read; such a row can be left out and the file built again.</summary>
    public string? RecordId { get; }

    /// <summary>Why the row is held back when it is left out; null where <see cref="RecordId"/> is.</summary>
    public RefusedRow? Refused { get; }
}
