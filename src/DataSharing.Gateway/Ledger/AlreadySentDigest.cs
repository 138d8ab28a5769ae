using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What a journal entry says of rows of the table already_sent: how many, the first of their tokens, and SHA-256 over all of them in the
/// order of their keys, each as one line. What happens to a row later is not in it.
/// </summary>
internal sealed class AlreadySentDigest : IDisposable
{
    /// <summary>How many tokens an entry names.</summary>
    public const int NamedAtMost = 100;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _named = [];

    public int Records { get; private set; }

    public IReadOnlyList<string> Named => _named;

    public void Add(string incidentKey, int version, string token, int sequence, string reason, string field, long runId)
    {
        Records++;
        if (_named.Count < NamedAtMost)
        {
            _named.Add(token);
        }

        _hash.AppendData(
            Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{incidentKey}\n{version}\n{token}\n{sequence}\n{reason}\n{field}\n{runId}\n\n")));
    }

    /// <summary>The digest as an entry has it; begins anew.</summary>
    public string Finish()
    {
        Records = 0;
        _named.Clear();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();
}
