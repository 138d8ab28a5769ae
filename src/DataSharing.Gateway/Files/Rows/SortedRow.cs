using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>One row in the order of the file.</summary>
internal readonly struct SortedRow
{
    internal SortedRow(ExportedRow entry, ReadOnlyMemory<byte> line)
    {
        Entry = entry;
        Line = line;
    }

    /// <summary>What the ledger will remember of the row.</summary>
    public ExportedRow Entry { get; }

    /// <summary>The row's bytes in the file, line ending included; valid until the next row is asked for.</summary>
    public ReadOnlyMemory<byte> Line { get; }
}
