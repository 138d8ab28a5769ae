using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DataSharing.Gateway.Ledger;

/// <summary>What a verification has found so far, and how far it is.</summary>
internal sealed class VerificationFindings(long total, IProgress<LedgerProgress>? progress)
{
    private const int ProgressStep = 10_000;

    private LedgerPart _part;
    private long _checked;

    /// <summary>How many entries the journal has, as far as it was followed. What no entry tells of is a finding of the last.</summary>
    public long Entries { get; private set; }

    /// <summary>The hash of the last of them; null where there is none.</summary>
    public string? Head { get; private set; }

    /// <summary>The first entry that something contradicts; null where nothing does.</summary>
    public long? FirstBad { get; private set; }

    /// <summary>What contradicts it.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next entry was followed.</summary>
    public void Follow(JournalRow row)
    {
        Entries++;
        Head = row.Hash;
        Count();
    }

    /// <summary>Says that something contradicts an entry; what is known of an earlier one, or of this one, is kept.</summary>
    public void Bad(long entry, string problem)
    {
        if (FirstBad is null || entry < FirstBad)
        {
            FirstBad = entry;
            Problem = problem;
        }
    }

    /// <summary>How many entries are about an incident that nobody can name any more, so that what they say of it is not covered.</summary>
    public long NotNamed { get; private set; }

    /// <summary>An entry is about an incident that nobody can name any more.</summary>
    public void Unnamed() => NotNamed++;

    /// <summary>One more entry or row was looked at.</summary>
    public void Count()
    {
        if (++_checked % ProgressStep == 0)
        {
            Tell();
        }
    }

    /// <summary>The next part begins.</summary>
    public void Begin(LedgerPart part)
    {
        _part = part;
        Tell();
    }

    /// <summary>Says how far it is.</summary>
    public void Tell() => progress?.Report(new LedgerProgress(_part, _checked, Math.Max(total, _checked)));

    /// <summary>The members of an entry's body as JSON; none, and a finding, where it is no JSON object.</summary>
    public Dictionary<string, string> Members(JournalRow row)
    {
        try
        {
            using JsonDocument body = JsonDocument.Parse(row.Body);
            if (body.RootElement.ValueKind == JsonValueKind.Object)
            {
                return body.RootElement.EnumerateObject()
                    .ToDictionary(member => member.Name, member => member.Value.GetRawText(), StringComparer.Ordinal);
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Said below; the parser's message may quote the body.
        }

        Bad(row.Entry, "The entry was altered: what it says cannot be read.");
        return [];
    }

    /// <summary>Half of SHA-256 over a text, in place of the text.</summary>
    public static UInt128 DigestOf(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
