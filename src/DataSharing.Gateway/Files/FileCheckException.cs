namespace DataSharing.Gateway.Files;

/// <summary>A finished file breaks one of its own rules. Says where and which rule, never what stands there.</summary>
public sealed class FileCheckException : Exception
{
    internal FileCheckException(long line, string? heading, string rule, string? recordId = null)
        : base(heading is null ? $"Line {line}: {rule}" : $"Line {line}, column \"{heading}\": {rule}")
    {
        Line = line;
        Heading = heading;
        Rule = rule;
        RecordId = recordId;
    }

    /// <summary>The line of the file on which the row begins or the fault is, from 1.</summary>
    public long Line { get; }

    /// <summary>The heading of the column, or null when the fault is not one cell's.</summary>
    public string? Heading { get; }

    /// <summary>The rule, as a sentence.</summary>
    public string Rule { get; }

    /// <summary>The record token of the row, where the fault is in one row and its token can be read; such a row can be left out and the file built again.</summary>
    public string? RecordId { get; }
}
