using System.Globalization;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Verifies what was said of profiles, of the clock and of a restored ledger: what was first seen, an administrator's words, restores;
/// and which entry says who may act.
/// </summary>
internal sealed class WordVerification(LedgerWork work, VerificationFindings findings)
{
    private const string SelectSeen = "select force as Force, first_enabled_at as At, entry as Entry from profile_seen order by force";

    private readonly Dictionary<string, (long Entry, string? At)> _enabled = new(StringComparer.Ordinal);

    // What entries say of an administrator's words about the clock and about profiles.
    private readonly Dictionary<long, string> _words = [];

    // The entries about a ledger that was restored, as the list of what was told names them.
    private readonly Dictionary<string, long> _restored = new(StringComparer.Ordinal);

    // The last entry that says who may act; null when there is none.
    private long? _people;

    /// <summary>Keeps what an entry says of a profile, a word or a restore.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        if (row.Kind == JournalKind.ProfileFirstEnabled.Word() && row.Force is { } force)
        {
            _enabled[force] = (row.Entry, body.GetValueOrDefault("firstEnabledAt"));
        }

        if (row.Kind == JournalKind.Acknowledged.Word() && body.TryGetValue("until", out string? until))
        {
            _words[row.Entry] = $"{until} {body.GetValueOrDefault("lastRun")}";
        }

        if (row.Kind == JournalKind.Acknowledged.Word() && body.TryGetValue("lastExport", out string? lastExport))
        {
            _words[row.Entry] = $"\"{row.Force}\" {body.GetValueOrDefault("version")} {body.GetValueOrDefault("releaseHash")} {lastExport}";
        }

        if (row.Kind == JournalKind.PeopleChanged.Word())
        {
            _people = row.Entry;
        }

        if (row.Force is not null && (row.Kind == JournalKind.RestoredAccepted.Word() || row.Kind == JournalKind.LedgerOlder.Word()))
        {
            _restored[string.Create(CultureInfo.InvariantCulture, $"{row.Kind} {row.Force} {row.Entry}")] = row.Entry;
        }
    }

    /// <summary>The profiles that were seen enabled.</summary>
    public async Task CompareProfilesAsync()
    {
        foreach (SeenRow seen in await work.ListAsync<SeenRow>(SelectSeen))
        {
            if (!_enabled.Remove(seen.Force, out (long Entry, string? At) told))
            {
                findings.Bad(findings.Entries, "There is a profile seen enabled that no entry tells of.");
            }
            else if (told.At != $"\"{seen.At}\"" || (seen.Entry is { } entry && entry != told.Entry))
            {
                findings.Bad(told.Entry, "The time at which the profile was first seen enabled differs from the entry.");
            }
        }

        foreach ((long left, _) in _enabled.Values)
        {
            findings.Bad(left, "The profile that the entry tells of is missing from those seen enabled.");
        }
    }

    /// <summary>An administrator's words about the clock and about profiles.</summary>
    public async Task CompareWordsAsync()
    {
        IEnumerable<(long Entry, string Said)> words =
        [
            .. (await work.ListAsync<LedgerClock.ClockWord>(LedgerClock.SelectClockWords))
            .Select(word => (word.Entry, FormattableString.Invariant($"\"{word.At}\" {word.LastRun}"))),
            .. (await work.ListAsync<LedgerProfiles.ProfileWord>(LedgerProfiles.SelectProfileWords)).Select(
                word => (word.Entry,
                    FormattableString.Invariant($"\"{word.Force}\" {word.Version} \"{word.ReleaseHash}\" {word.LastExport}"))),
        ];
        foreach ((long entry, string said) in words)
        {
            if (!_words.Remove(entry, out string? told))
            {
                findings.Bad(findings.Entries, "There is an administrator's word that no entry tells of.");
            }
            else if (told != said)
            {
                findings.Bad(entry, "The administrator's word is not the one that the entry tells of.");
            }
        }

        foreach (long entry in _words.Keys)
        {
            findings.Bad(entry, "The administrator's word that the entry tells of is missing.");
        }
    }

    /// <summary>What the list of what was told says of restores decides which sequence is the next one.</summary>
    public async Task CompareRestoredAsync()
    {
        foreach (RestoredLedger.ToldRow told in await work.ListAsync<RestoredLedger.ToldRow>(
            RestoredLedger.SelectRestored, new { accepted = JournalKind.RestoredAccepted.Word(), older = JournalKind.LedgerOlder.Word() }))
        {
            if (!_restored.Remove($"{told.Kind} {told.Subject}"))
            {
                findings.Bad(findings.Entries, "There is a restore that no entry tells of.");
            }
        }

        foreach (long entry in _restored.Values)
        {
            findings.Bad(entry, "The restore that the entry tells of is missing from what was told.");
        }
    }

    /// <summary>By the entry that the list of what was told names, a change of who may act is noticed.</summary>
    public async Task ComparePeopleAsync()
    {
        string[] expected = _people is { } entry ? [entry.ToString(CultureInfo.InvariantCulture)] : [];
        IEnumerable<string> marks = (await work.ListAsync<LedgerPeople.MarkRow>(LedgerPeople.SelectMarks, new { mark = LedgerPeople.Mark }))
            .Select(mark => mark.Subject);
        if (!marks.SequenceEqual(expected, StringComparer.Ordinal))
        {
            findings.Bad(_people ?? findings.Entries, "The last entry that says who may act is not the one that what was told names.");
        }
    }

    private sealed class SeenRow
    {
        public string Force { get; init; } = "";

        public string At { get; init; } = "";

        public long? Entry { get; init; }
    }
}
