namespace DataSharing.Gateway.Annexes;

/// <summary>A part of an annex, which can be written in more than one form.</summary>
internal abstract record AnnexPart
{
    private AnnexPart()
    {
    }

    /// <summary>A heading.</summary>
    /// <param name="Level">1 for the annex itself, 2 for its sections, 3 below.</param>
    /// <param name="Words">The words.</param>
    internal sealed record Heading(int Level, string Words) : AnnexPart;

    /// <summary>A paragraph.</summary>
    internal sealed record Paragraph(string Words) : AnnexPart;

    /// <summary>A list.</summary>
    internal sealed record Items(IReadOnlyList<string> Words) : AnnexPart;

    /// <summary>A table; every row has as many cells as there are headings.</summary>
    internal sealed record Table(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows) : AnnexPart;
}
