namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>What is counted.</summary>
internal enum FigureKind
{
    /// <summary>Ways through a member, its local functions with it: one, and one for each decision.</summary>
    Branches,

    /// <summary>Lines of a method or property, attributes with it.</summary>
    MethodLines,

    /// <summary>Lines of a file.</summary>
    FileLines,

    /// <summary>Operands of one boolean expression.</summary>
    Operands,
}

/// <summary>A number that was counted.</summary>
/// <param name="Kind">What was counted.</param>
/// <param name="Place">The file, and the member.</param>
/// <param name="Count">How many.</param>
internal sealed record Figure(FigureKind Kind, string Place, int Count);
