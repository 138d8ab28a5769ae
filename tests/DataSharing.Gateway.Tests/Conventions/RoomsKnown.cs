namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>Which folders of the gateway may know which others; a line that is not needed any more fails the test. Source: design, section 4.</summary>
internal static class RoomsKnown
{
    public static readonly IReadOnlyDictionary<string, string[]> Of = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
    };
}
