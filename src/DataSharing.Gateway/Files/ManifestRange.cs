using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Files;

/// <summary>What of a force's records is in a file again, beside the difference.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, which is in the range.</param>
/// <param name="Column">The heading of the column that holds the date.</param>
internal sealed record ManifestRange(DateOnly From, DateOnly To, string Column)
{
    /// <summary>As it stands in the manifest; null for none.</summary>
    public static ManifestRange? Of(ReleasedRange? range) => range is null ? null : new ManifestRange(range.From, range.To, range.Column);
}
