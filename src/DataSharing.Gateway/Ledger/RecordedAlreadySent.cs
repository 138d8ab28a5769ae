namespace DataSharing.Gateway.Ledger;

/// <summary>A record that a force had in some version and must not have, as the ledger remembers it.</summary>
internal sealed class RecordedAlreadySent
{
    /// <summary>The record token.</summary>
    public string Token { get; init; } = "";

    /// <summary>The version that the force had.</summary>
    public int Version { get; init; }

    /// <summary>The sequence of the export that brought it last.</summary>
    public int Sequence { get; init; }

    /// <summary>The code of the reason why it must not leave.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The field of the source in which that was found.</summary>
    public string Field { get; init; } = "";

    /// <summary>In one line.</summary>
    public override string ToString() =>
        string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"record {Token}, sent with sequence {Sequence}: {Reason} at {Field}");
}
