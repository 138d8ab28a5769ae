using DataSharing.Sandbox;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>The files of the two assemblies, read as a compiler reads them. What source generators add is not in them.</summary>
internal static class ProductCode
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;"
        + "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly Lazy<IReadOnlyList<SyntaxTree>> Read = new(() => [.. Files().AsParallel().AsOrdered().Select(file =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file), new CSharpParseOptions(LanguageVersion.Preview), Path.GetRelativePath(Source, file)))]);

    private static readonly Lazy<CSharpCompilation> Compiled = new(() => CSharpCompilation.Create(
        "product",
        Read.Value.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, new CSharpParseOptions(LanguageVersion.Preview))),
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is var name && !name.StartsWith("DataSharing", StringComparison.Ordinal) && name != "datasharing")
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)));

    /// <summary>Every file; its path begins with the name of its project.</summary>
    public static IReadOnlyList<SyntaxTree> Trees => Read.Value;

    private static string Source => Path.Combine(RepositoryFolder.Root, "src");

    /// <summary>The namespace that a file says it is of.</summary>
    public static string NamespaceOf(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>What a file uses of the product's other namespaces: types, and members of types, also of those that it does not name.</summary>
    public static IReadOnlySet<string> Used(SyntaxTree tree)
    {
        SemanticModel model = Compiled.Value.GetSemanticModel(tree);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null && model.GetSymbolInfo(name).Symbol is { } symbol and not INamespaceSymbol
                && (symbol as INamedTypeSymbol ?? symbol.ContainingType) is { ContainingNamespace: { } home } && home.ToDisplayString() is var space
                && space.StartsWith("DataSharing.", StringComparison.Ordinal))
            {
                used.Add(space);
            }
        }

        return used;
    }

    private static IEnumerable<string> Files() => new[] { "DataSharing.Disclosure", "DataSharing.Gateway" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Source, project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Source, file).Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);
}
