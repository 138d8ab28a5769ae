using System.Reflection;

namespace DataSharing.Gateway;

/// <summary>The version that stands in the ledger with every run and export.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
