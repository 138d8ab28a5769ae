namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Verifies the requests: each has the entries that say the same of its beginning and its end, and no entry lacks its request.
/// </summary>
internal sealed class RequestVerification(LedgerWork work, VerificationFindings findings)
{
    private readonly Dictionary<long, UInt128> _made = [];
    private readonly Dictionary<string, (long Entry, UInt128 Told)> _ended = new(StringComparer.Ordinal);

    /// <summary>Keeps a digest of what an entry says of a request.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        if (row.Kind == JournalKind.RequestMade.Word())
        {
            _made[row.Entry] = SaidOf(row.At, row.Actor, body);
        }
        else if (row.Kind == JournalKind.RequestEnded.Word())
        {
            _ended[body.GetValueOrDefault("request") ?? ""] = (row.Entry, SaidOf(row.At, "", body));
        }
    }

    /// <summary>Compares the requests with the entries.</summary>
    public void Compare()
    {
        foreach (RecordedRequest request in work.Stream(LedgerRequests.Select + "order by id", null, LedgerRequests.Read))
        {
            IReadOnlyDictionary<string, string> body = LedgerRequests.EndedBody(request).Members;
            if (!_made.Remove(request.Entry, out UInt128 made))
            {
                findings.Bad(findings.Entries, "There is a request that no entry tells of.");
            }
            else if (made != SaidOf(UtcText.Of(request.AskedAt), request.Person, LedgerRequests.MadeBody(request).Members))
            {
                findings.Bad(request.Entry, "The request is not the one that the entry tells of.");
            }

            bool told = _ended.Remove(body["request"], out (long Entry, UInt128 Told) end);
            if (told != request.EndedAt is not null)
            {
                findings.Bad(told ? end.Entry : request.Entry, "Whether the request ended is not as the entries tell.");
            }
            else if (request.EndedAt is { } at && end.Told != SaidOf(UtcText.Of(at), "", body))
            {
                findings.Bad(end.Entry, "The end of the request is not as the entry tells.");
            }

            findings.Count();
        }

        foreach (long entry in _made.Keys.Concat(_ended.Values.Select(end => end.Entry)))
        {
            findings.Bad(entry, "The request that the entry tells of is missing.");
        }
    }

    private static UInt128 SaidOf(string at, string actor, IReadOnlyDictionary<string, string> body) => VerificationFindings.DigestOf(
        $"{at}\n{actor}\n{string.Join('\n', body.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}={member.Value}"))}");
}
