using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.References;

namespace DataSharing.Gateway.Configuration;

/// <summary>What all forces of a controller share.</summary>
/// <param name="Settings">The content of <c>gateway.json</c>.</param>
/// <param name="Dictionary">The data dictionary.</param>
/// <param name="References">The reference lists.</param>
/// <param name="SourceSql">The SELECT over the sharing view.</param>
internal sealed record ControllerConfiguration(
    GatewaySettings Settings, DataDictionary Dictionary, ReferenceLists References, string SourceSql);
