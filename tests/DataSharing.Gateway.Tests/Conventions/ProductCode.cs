using DataSharing.Sandbox;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>The files of the two assemblies, read as a compiler reads them. What source generators add is not in them.</summary>
internal static class ProductCode
{
    private static readonly Lazy<IReadOnlyList<SyntaxTree>> Read = new(() => [.. Files().AsParallel().AsOrdered().Select(file =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file), new CSharpParseOptions(LanguageVersion.Preview), Path.GetRelativePath(Source, file)))]);

    /// <summary>Every file; its path begins with the name of its project.</summary>
    public static IReadOnlyList<SyntaxTree> Trees => Read.Value;

    private static string Source => Path.Combine(RepositoryFolder.Root, "src");

    /// <summary>The namespace that a file says it is of.</summary>
    public static string NamespaceOf(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    private static IEnumerable<string> Files() => new[] { "DataSharing.Disclosure", "DataSharing.Gateway" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Source, project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Source, file).Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);
}
