namespace DataSharing.Gateway.Ledger;

/// <summary>
/// One verification of the ledger: the chain, then every table against what the journal says of it. Reads no more than one statement at a
/// time, and keeps a few numbers per export and per run, never rows.
/// </summary>
internal sealed class LedgerVerification
{
    private const string SelectJournal =
        "select entry, at, kind, force, actor, {0}, previous_hash, hash, nonce from journal order by entry";

    private const string CountKnown =
        """
        select coalesce((select max(entry) from journal), 0) + coalesce((select max(id) from export), 0)
               + coalesce((select sum(cast(rows_new as bigint) + rows_amend + rows_withdraw + rows_resend) from export where content_of is null), 0)
               + (select count(*) from run)
        """;

    /// <summary>
    /// The tables that are compared with the journal, whole or in what matters; a new table gets its place here or is said not to be
    /// covered.
    /// </summary>
    private static readonly HashSet<string> Covered = new(StringComparer.Ordinal)
    {
        "journal", "export", "used_name", "exported_row", "holding", "run", "run_count", "runs_covered", "profile_seen", "text_decision",
            "already_sent", "clock_word", "profile_word", "standing_order", "request",
            "profile_text", "profile_acceptance", "profile_use", "export_salt",
    };

    private readonly LedgerWork _work;
    private readonly VerificationFindings _findings;
    private readonly ExportVerification _exports;
    private readonly RunVerification _runs;
    private readonly TextVerification _texts;
    private readonly AlreadySentVerification _alreadySent;
    private readonly WordVerification _words;
    private readonly OrderVerification _orders;
    private readonly RequestVerification _requests;
    private readonly AcceptanceVerification _accepted;

    private LedgerVerification(LedgerWork work, VerificationFindings findings)
    {
        _work = work;
        _findings = findings;
        _exports = new ExportVerification(work, findings);
        _runs = new RunVerification(work, findings);
        _texts = new TextVerification(work, findings);
        _alreadySent = new AlreadySentVerification(work, findings);
        _words = new WordVerification(work, findings);
        _orders = new OrderVerification(work, findings);
        _requests = new RequestVerification(work, findings);
        _accepted = new AcceptanceVerification(work, findings);
    }

    /// <summary>Verifies it.</summary>
    /// <param name="work">A connection whose statements are of one moment.</param>
    /// <param name="progress">Told how far it is; or null.</param>
    public static async Task<LedgerVerdict> RunAsync(LedgerWork work, IProgress<LedgerProgress>? progress) =>
        await new LedgerVerification(work, new VerificationFindings(await work.ScalarAsync<long>(CountKnown), progress)).RunAsync();

    private async Task<LedgerVerdict> RunAsync()
    {
        _findings.Begin(LedgerPart.File);
        await _work.Database.CheckWholeAsync(_work);
        _findings.Begin(LedgerPart.Journal);
        FollowChain();
        _findings.Begin(LedgerPart.Exports);
        await _exports.CompareExportsAsync();
        _findings.Begin(LedgerPart.Rows);
        _exports.CompareRows();
        if (_findings.FirstBad is null)
        {
            // Holdings follow from exports: where those are wrong already, a difference here would only hide the cause.
            _findings.Begin(LedgerPart.Holdings);
            await _exports.CompareHoldingsAsync();
        }

        _findings.Begin(LedgerPart.Runs);
        await _runs.CompareAsync();
        _findings.Begin(LedgerPart.Rest);
        await _words.CompareProfilesAsync();
        _texts.Compare();
        await _alreadySent.CompareAsync();
        await _words.CompareWordsAsync();
        await _words.CompareRestoredAsync();
        _orders.Compare();
        LedgerDelivered.Compare(_work, _findings);
        _requests.Compare();
        await _accepted.CompareAsync();
        await _words.ComparePeopleAsync();
        _findings.Tell();
        return new LedgerVerdict(_findings.FirstBad is null, _findings.Entries, _findings.Head, _findings.FirstBad, _findings.Problem)
        {
            RunsUnderWay = _runs.UnderWay, WithoutSalt = _exports.WithoutSalt, NotCovered = _work.Database.TablesBut(Covered),
            NotNamed = _findings.NotNamed,
        };
    }

    private void FollowChain()
    {
        long expected = 1;
        string previous = Journal.Beginning;
        bool random = false;
        foreach (JournalRow row in _work.Stream(
            SelectJournal.Replace("{0}", _work.Database.Long("body"), StringComparison.Ordinal),
            null,
            reader => new JournalRow
            {
                Entry = reader.GetInt64(0),
                At = reader.GetString(1),
                Kind = reader.GetString(2),
                Force = reader.IsDBNull(3) ? null : reader.GetString(3),
                Actor = reader.GetString(4),
                Body = reader.GetString(5),
                PreviousHash = reader.GetString(6),
                Hash = reader.GetString(7),
                Nonce = reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8),
            }))
        {
            if (row.Entry != expected)
            {
                _findings.Bad(expected, "The entry is missing from the journal.");
            }
            else if (row.PreviousHash != previous)
            {
                _findings.Bad(row.Entry, "The entry does not follow from the one before it.");
            }
            else if (row.Hash != Journal.HashOf(row))
            {
                _findings.Bad(row.Entry, "The entry was altered: its hash does not fit what it says.");
            }
            else if (random && row.Nonce is null)
            {
                _findings.Bad(row.Entry, "The entry lacks the random bytes that those before it have.");
            }

            Remember(row);
            expected = row.Entry + 1;
            previous = row.Hash;
            random |= row.Nonce is not null;
            _findings.Follow(row);
        }
    }

    private void Remember(JournalRow row)
    {
        Dictionary<string, string> body = _findings.Members(row);
        _exports.Remember(row, body);
        _runs.Remember(row, body);
        _texts.Remember(row, body);
        _alreadySent.Remember(row, body);
        _words.Remember(row, body);
        _orders.Remember(row, body);
        _requests.Remember(row, body);
        _accepted.Remember(row, body);
    }
}
