using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace DataSharing.Gateway.Telemetry;

/// <summary>Sends the worker's metrics to a collector by OTLP over HTTP, once a minute and when it stops.</summary>
internal static class MetricsExport
{
    private const int EveryMilliseconds = 60_000;

    /// <summary>Begins; ends when what it returns is disposed. Null where no collector is named.</summary>
    public static IDisposable? Start(Uri? collector) => collector is null
        ? null
        : Sdk.CreateMeterProviderBuilder()
            .AddMeter(Measures.Meter)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = collector;
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = EveryMilliseconds;
            })
            .Build();
}
