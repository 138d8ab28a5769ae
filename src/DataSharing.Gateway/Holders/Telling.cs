using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Holders;

/// <summary>One export that told a recipient something of an incident. Prints nothing of it.</summary>
internal sealed record Telling
{
    /// <summary>The row of the incident.</summary>
    public required SentRow Row { get; init; }

    /// <summary>The export.</summary>
    public required RecordedExport Export { get; init; }

    /// <summary>
    /// The columns beside the three of every row; null where the profile of then is not kept, or this program cannot read it. A WITHDRAW
    /// row has none.
    /// </summary>
    public required IReadOnlyList<SentColumn>? Columns { get; init; }

    /// <summary>The lawful basis of the agreement of then, in words; null where that is not known.</summary>
    public required string? Basis { get; init; }

    /// <summary>For what the agreement of then let the recipient use it, in words; null where that is not known.</summary>
    public required string? Purpose { get; init; }

    /// <summary>
    /// The cells beside the three of every row, as they were sent; null for one without a value. Null as a whole where nobody asked for
    /// them, or the archive does not have them.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string?>>? Values { get; init; }

    /// <summary>Why the archive does not have the cells, in a sentence; null where it has, or nobody asked.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether the recipient has it.</summary>
    public Certainty Certainty => Row.State == ExportState.Delivered ? Certainty.Delivered : Row.MayBeRead ? Certainty.MayHave : Certainty.Waiting;

    /// <summary>Whether the archive should have cells of it: a WITHDRAW row has none.</summary>
    public bool HasCells => Certainty != Certainty.Waiting && Row.Action != RowAction.Withdraw && Export.FileName is not null;

    /// <summary>The day in London on which it was delivered; where it is not known to have been, on which it was built.</summary>
    public DateOnly Day => London.DayOf(Export.DeliveredAt ?? Export.CreatedAt);

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
