using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Alerts;

/// <summary>What is logged of alerts; under the same laws as every line of <see cref="GatewayLog"/>.</summary>
internal static partial class AlertLog
{
    [LoggerMessage(301, LogLevel.Warning, "Alerted {Kind} {Force}")]
    public static partial void Alerted(this ILogger log, AlertKind kind, ForceSlug force);

    [LoggerMessage(302, LogLevel.Error, "AlertFailed {Force}: nobody was told, and it is not tried again. {Fault} See alerts in gateway.json.")]
    public static partial void AlertFailed(this ILogger log, ForceSlug force, AlertFault fault);

    [LoggerMessage(306, LogLevel.Error, "AlertDelayed {Force}: nobody was told yet; tried again in {Delay}. {Fault} See alerts in gateway.json.")]
    public static partial void AlertDelayed(this ILogger log, ForceSlug force, AlertFault fault, TimeSpan delay);

    [LoggerMessage(307, LogLevel.Error, "AlertDropped {Kind} {Force}: too many wait to be told; what is still so is told later")]
    public static partial void AlertDropped(this ILogger log, AlertKind kind, ForceSlug force);

    [LoggerMessage(308, LogLevel.Warning, "AlertNotMarked {Failure}: it was told, and the ledger could not be written; another process may tell it again")]
    public static partial void AlertNotMarked(this ILogger log, FailureNote failure);

    [LoggerMessage(309, LogLevel.Warning, "PeopleNotTold {Failure}: the journal has who may act now, and the next worker tells it")]
    public static partial void PeopleNotTold(this ILogger log, FailureNote failure);
}
