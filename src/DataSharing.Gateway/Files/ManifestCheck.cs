using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataSharing.Gateway.Files;

/// <summary>
/// The last look at a manifest's bytes before they can be sent: exactly the members of the closed list, each once, in their order, of their type, with
/// the values of what was built. Written apart from <see cref="Manifest"/>, which writes them.
/// </summary>
public static class ManifestCheck
{
    private const int Longest = 64 * 1024;

    private static readonly JsonReaderOptions Strict = new() { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = 2 };

    /// <summary>Reads all of a manifest and compares it.</summary>
    /// <param name="content">The bytes, from their beginning; not disposed.</param>
    /// <param name="built">What was built.</param>
    /// <exception cref="FileCheckException">The first member that is another one, or is not what was built. The message has no value.</exception>
    public static void Verify(Stream content, Manifest built)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(built);
        byte[] bytes = new byte[Longest + 1];
        int length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > Longest)
        {
            throw Fault("it has more than 64 KiB.");
        }

        ReadOnlySpan<byte> all = bytes.AsSpan(0, length);
        if (all.ContainsAnyInRange((byte)0x00, (byte)0x09) || all.ContainsAnyInRange((byte)0x0B, (byte)0x1F) || all.Contains((byte)0x7F))
        {
            throw Fault("it has a control character.");
        }

        if (!all.EndsWith("}\n"u8))
        {
            throw Fault("something stands before its end, or its last line has no line ending.");
        }

        try
        {
            var reader = new Utf8JsonReader(all, Strict);
            Read(ref reader, JsonTokenType.StartObject, "its beginning");
            ReadMembers(ref reader, built);
            Read(ref reader, JsonTokenType.EndObject, "its end");
            int end = checked((int)reader.BytesConsumed);
            if (reader.Read() || !all[end..].SequenceEqual("\n"u8))
            {
                throw Fault("something stands after its end.");
            }
        }
        catch (JsonException)
        {
            // The exception could quote what stands there.
            throw Fault("it is not JSON.");
        }
    }

    private static void ReadMembers(ref Utf8JsonReader reader, Manifest built)
    {
        Text(ref reader, "file", built.File);
        Text(ref reader, "sha256", built.Sha256);
        Whole(ref reader, "bytes", built.Bytes);
        Whole(ref reader, "rows", (long)built.Counts.New + built.Counts.Amend + built.Counts.Withdraw + built.Counts.Resend);
        Open(ref reader, "counts");
        Whole(ref reader, "new", built.Counts.New);
        Whole(ref reader, "amend", built.Counts.Amend);
        Whole(ref reader, "withdraw", built.Counts.Withdraw);
        Whole(ref reader, "resend", built.Counts.Resend);
        Read(ref reader, JsonTokenType.EndObject, "counts");
        Text(ref reader, "mode", built.IsFull ? "full" : "delta");
        Whole(ref reader, "sequence", built.Sequence);
        Text(ref reader, "force", built.Force);
        Text(ref reader, "controller", built.Controller);
        Text(ref reader, "protocol", built.Protocol);
        Whole(ref reader, "profileVersion", built.ProfileVersion);
        Text(ref reader, "profileHash", built.ProfileHash);
        Open(ref reader, "agreement");
        Text(ref reader, "reference", built.AgreementReference);
        Text(ref reader, "version", built.AgreementVersion);
        Read(ref reader, JsonTokenType.EndObject, "agreement");
        Text(ref reader, "keyId", built.KeyId);
        Text(ref reader, "marking", built.Marking);
        Text(ref reader, "created", built.Created.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "Z");
    }

    private static void Text(ref Utf8JsonReader reader, string member, string? value)
    {
        Name(ref reader, member);
        if (value is null)
        {
            Read(ref reader, JsonTokenType.Null, member);
            return;
        }

        Read(ref reader, JsonTokenType.String, member);
        if (!reader.ValueTextEquals(value))
        {
            throw Fault(member, "it is not what was built.");
        }
    }

    private static void Whole(ref Utf8JsonReader reader, string member, long? value)
    {
        Name(ref reader, member);
        if (value is not { } number)
        {
            Read(ref reader, JsonTokenType.Null, member);
            return;
        }

        Read(ref reader, JsonTokenType.Number, member);
        // As text, because 12.0 and 1.2e1 are the same number in another form.
        if (!reader.ValueSpan.SequenceEqual(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture))))
        {
            throw Fault(member, "it is not what was built.");
        }
    }

    private static void Open(ref Utf8JsonReader reader, string member)
    {
        Name(ref reader, member);
        Read(ref reader, JsonTokenType.StartObject, member);
    }

    private static void Name(ref Utf8JsonReader reader, string member)
    {
        Read(ref reader, JsonTokenType.PropertyName, member);
        if (reader.ValueIsEscaped || !reader.ValueTextEquals(member))
        {
            throw Fault(member, "another member stands here.");
        }
    }

    private static void Read(ref Utf8JsonReader reader, JsonTokenType type, string member)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw Fault(member, "it is missing or of another type.");
        }
    }

    private static FileCheckException Fault(string rule) => new("Manifest", rule);

    private static FileCheckException Fault(string member, string rule) => new($"Manifest, {member}", rule);
}
