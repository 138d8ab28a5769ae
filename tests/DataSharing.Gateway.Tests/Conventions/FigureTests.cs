using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>
/// How big and how branched the product's code may be. <c>Narrative</c> has <see cref="Ceilings"/> of its own, which may only shrink.
/// </summary>
internal sealed class FigureTests
{
    private const int Branches = 25;
    private const int MethodLines = 60;
    private const int FileLines = 400;
    private const int Operands = 6;
    private const int LineLength = 140;
    private const double LongLines = 0.01;

    private static readonly Lazy<IReadOnlyList<Figure>> Counted = new(() => [.. ProductCode.Trees.AsParallel().AsOrdered().SelectMany(Count)]);

    private static IEnumerable<TestCaseData> Bounds() =>
    [
        new(FigureKind.Branches, Branches),
        new(FigureKind.MethodLines, MethodLines),
        new(FigureKind.FileLines, FileLines),
        new(FigureKind.Operands, Operands),
    ];

    [TestCaseSource(nameof(Bounds))]
    public void Nothing_is_over_its_bound(FigureKind kind, int bound)
    {
        Figure[] over = [.. Counted.Value.Where(figure => figure.Kind == kind && figure.Count > bound)];
        TestContext.Out.WriteLine($"{kind}, at most {bound}: {over.Length} over it, the highest {Counted.Value.Where(figure => figure.Kind == kind).Max(figure => figure.Count)}.");
        var wrong = over.Where(figure => !IsNarrative(figure.Place)).Select(figure => $"{figure.Place} has {figure.Count}, at most {bound}.").ToList();
        Figure[] narrative = [.. over.Where(figure => IsNarrative(figure.Place))];
        (int count, int highest) = Ceilings.Narrative[kind];
        if (narrative.Length > count || narrative.Max(figure => figure.Count) > highest)
        {
            wrong.Add($"Narrative has {narrative.Length} over it, the highest {narrative.Max(figure => figure.Count)}; its ceilings are {count} and {highest}.");
        }

        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    [Test]
    public void Hardly_a_line_is_longer_than_a_screen_is_wide()
    {
        string[] lines = [.. ProductCode.Trees.Where(tree => !IsNarrative(tree.FilePath)).SelectMany(tree => tree.GetText().Lines.Select(line => line.ToString()))];
        double share = (double)lines.Count(line => line.Length > LineLength) / lines.Length;
        TestContext.Out.WriteLine($"Lines over {LineLength} characters: {share:P2} of {lines.Length}.");
        Assert.That(share, Is.AtMost(LongLines));
    }

    private static bool IsNarrative(string path) => path.StartsWith("DataSharing.Disclosure/Narrative/", StringComparison.Ordinal);

    private static IEnumerable<Figure> Count(SyntaxTree tree)
    {
        yield return new Figure(FigureKind.FileLines, tree.FilePath, tree.GetText().Lines.Count - 1);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            if (node is MemberDeclarationSyntax and not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax or DelegateDeclarationSyntax or EnumMemberDeclarationSyntax))
            {
                string place = $"{tree.FilePath} {NameOf((MemberDeclarationSyntax)node)}";
                yield return new Figure(FigureKind.Branches, place, 1 + node.DescendantNodes().Sum(BranchesOf));
                if (node is BaseMethodDeclarationSyntax or PropertyDeclarationSyntax)
                {
                    FileLinePositionSpan span = tree.GetLineSpan(node.Span);
                    yield return new Figure(FigureKind.MethodLines, place, span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
                }

                foreach (int operands in node.DescendantNodes().OfType<BinaryExpressionSyntax>().Where(IsOutermost).Select(OperandsOf))
                {
                    yield return new Figure(FigureKind.Operands, place, operands);
                }
            }
        }
    }

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text + "()",
        PropertyDeclarationSyntax property => property.Identifier.Text,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => member.Kind().ToString(),
    };

    // A switch from one constant to one value is a table: its arms are no branches to follow.
    private static int BranchesOf(SyntaxNode node) => node switch
    {
        IfStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax => 1,
        ConditionalExpressionSyntax or CatchClauseSyntax or WhenClauseSyntax or CatchFilterClauseSyntax => 1,
        CaseSwitchLabelSyntax or CasePatternSwitchLabelSyntax => 1,
        SwitchExpressionArmSyntax { Pattern: ConstantPatternSyntax or DiscardPatternSyntax, WhenClause: null } => 0,
        SwitchExpressionArmSyntax => 1,
        BinaryExpressionSyntax binary when IsLogical(binary) || binary.IsKind(SyntaxKind.CoalesceExpression) => 1,
        _ => 0,
    };

    private static bool IsLogical(SyntaxNode node) => node.IsKind(SyntaxKind.LogicalAndExpression) || node.IsKind(SyntaxKind.LogicalOrExpression);

    private static bool IsOutermost(BinaryExpressionSyntax node) => IsLogical(node) && !IsLogical(Outside(node.Parent));

    private static SyntaxNode Outside(SyntaxNode? node) => node is ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax ? Outside(node.Parent) : node!;

    private static int OperandsOf(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax binary when IsLogical(binary) => OperandsOf(binary.Left) + OperandsOf(binary.Right),
        ParenthesizedExpressionSyntax inner => OperandsOf(inner.Expression),
        PrefixUnaryExpressionSyntax not when not.IsKind(SyntaxKind.LogicalNotExpression) => OperandsOf(not.Operand),
        _ => 1,
    };
}
