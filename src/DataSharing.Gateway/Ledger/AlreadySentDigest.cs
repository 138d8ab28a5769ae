using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What a journal entry says of rows of the table already_sent: how many, the first of their tokens, and SHA-256 over all of them in the
/// order of their keys, each as one line; a line begins with the random id of the incident, in entries of earlier programs with its key. What
/// happens to a row later is not in it.
/// </summary>
internal sealed class AlreadySentDigest : IDisposable
{
    /// <summary>How many tokens an entry names.</summary>
    public const int NamedAtMost = 100;

    /// <summary>
    /// The member of an entry that says by what it calls incidents; an earlier program's entry has none, and goes by their keys.
    /// </summary>
    public const string By = "incidents";

    /// <summary>By their random ids.</summary>
    public const string ByName = "byId";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _named = [];

    public int Records { get; private set; }

    public IReadOnlyList<string> Named => _named;

    /// <summary>Adds a row.</summary>
    /// <param name="incident">By what the entry calls the incident.</param>
    /// <param name="version">The version that the force has.</param>
    /// <param name="token">The record's token.</param>
    /// <param name="sequence">The sequence that it was sent with.</param>
    /// <param name="reason">Why the force must not have it.</param>
    /// <param name="field">The column.</param>
    /// <param name="runId">The run that found it.</param>
    public void Add(string incident, int version, string token, int sequence, string reason, string field, long runId)
    {
        Records++;
        if (_named.Count < NamedAtMost)
        {
            _named.Add(token);
        }

        _hash.AppendData(
            Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{incident}\n{version}\n{token}\n{sequence}\n{reason}\n{field}\n{runId}\n\n")));
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
