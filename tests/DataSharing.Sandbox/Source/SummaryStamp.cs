using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Sandbox.Source;

/// <summary>
/// The approval hash as an incident system computes it, written a second time from its description so that the product's own can be checked against it.
/// </summary>
internal static class SummaryStamp
{
    public static string Hash(long incident, string text, string approver, DateTime approvedAt, string purpose)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (string part in new[] { incident.ToString(CultureInfo.InvariantCulture), text.ReplaceLineEndings("\n").Normalize(NormalizationForm.FormC), approver, Stamp.Instant(approvedAt), purpose })
        {
            byte[] encoded = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)encoded.Length);
            bytes.Write(length);
            bytes.Write(encoded);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
