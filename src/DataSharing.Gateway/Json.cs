using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSharing.Gateway;

/// <summary>How the gateway writes JSON: camelCase, absent values as null, enums as their words.</summary>
internal static class Json
{
    /// <summary>For documents on standard output.</summary>
    public static JsonSerializerOptions Indented { get; } = Make(indented: true);

    /// <summary>For what goes into the ledger.</summary>
    public static JsonSerializerOptions Compact { get; } = Make(indented: false);

    /// <summary>The word of an enum member: its name in camelCase.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static JsonSerializerOptions Make(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new UtcTimes() },
    };

    /// <summary>Times as UTC with Z, in whole seconds.</summary>
    private sealed class UtcTimes : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }
}
