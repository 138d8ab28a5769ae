using DataSharing.Gateway.Delivery;

namespace DataSharing.Gateway.Exports;

/// <summary>What became of a file that was to get its final name. One of five, and no other.</summary>
internal abstract record PublicationEnd
{
    private PublicationEnd()
    {
    }

    /// <summary>It has its final name, whole.</summary>
    internal sealed record Whole : PublicationEnd;

    /// <summary>Nothing of it has its final name: it may go again.</summary>
    internal sealed record Free : PublicationEnd;

    /// <summary>Nothing of it has its final name, because the drop refused it or failed.</summary>
    internal sealed record Failed(DropException Error) : PublicationEnd;

    /// <summary>Its answer was lost, and this stands at the drop instead of what was on the way.</summary>
    internal sealed record Seen(DropPresence Presence) : PublicationEnd;

    /// <summary>A beginning of it has its final name, and the drop lets nothing be removed.</summary>
    internal sealed record Stays : PublicationEnd;
}
