using System.Globalization;

namespace DataSharing.Gateway.Files;

/// <summary>What the placeholders of a template stand for in one attempt.</summary>
/// <param name="Controller">The controller's slug.</param>
/// <param name="Force">The force's slug.</param>
/// <param name="Sequence">1 or more.</param>
/// <param name="Attempt">1 or more.</param>
/// <param name="Created">When the attempt's bytes were named; its UTC day is the date.</param>
internal sealed record FileNameParts(string Controller, string Force, int Sequence, int Attempt, DateTimeOffset Created)
{
    /// <summary>The text of a placeholder; null where there is no such placeholder.</summary>
    public string? Of(string placeholder) => placeholder switch
    {
        "controller" => Controller,
        "force" => Force,
        "sequence" => Sequence.ToString("000000", CultureInfo.InvariantCulture),
        "attempt" => Attempt.ToString(CultureInfo.InvariantCulture),
        "date" => Created.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        _ => null,
    };
}
