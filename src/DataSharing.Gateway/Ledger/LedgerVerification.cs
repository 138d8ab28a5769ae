using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// One verification of the ledger: the chain, then every table against what the journal says of it. Reads no more than one statement at a time, and
/// keeps a few numbers per export and per run, never rows.
/// </summary>
internal sealed class LedgerVerification(LedgerWork work, IProgress<LedgerProgress>? progress)
{
    private const int Page = 500;
    private const int ProgressStep = 10_000;

    private const string SelectJournal =
        "select entry, at, kind, force, actor, {0}, previous_hash, hash from journal order by entry";

    internal const string SelectEntry =
        """
        select entry as Entry, at as At, kind as Kind, force as Force, actor as Actor, {0} as Body, previous_hash as PreviousHash, hash as Hash
        from journal where entry = @entry
        """;

    private const string SelectExports = "where id > @after order by id ";

    private const string CountNames =
        "select count(*) from used_name where force = @force and export_id = @exportId and name in (@file, @manifest)";

    private const string SelectRows =
        "select export_id, token, incident_key, action, version, row_hash, key_id, text_hash, placement from exported_row order by export_id, incident_key";

    // The first delivered export whose row of some record is the last one the force got and is not what the holding has. Those of the force's first export need
    // not be in the table: see ExportLedger.ReadHolding.
    private const string WrongHolding =
        $$"""
        select min(latest.id)
        from (select e.id as id, e.force as force, e.sequence as sequence, r.incident_key as incident_key, r.token as token, r.version as version,
                     r.row_hash as row_hash, r.key_id as key_id, r.placement as placement,
                     row_number() over (partition by e.force, r.incident_key order by e.sequence desc) as age
              from export e join exported_row r on r.export_id = e.id
              where e.state = 'delivered' and e.kind <> 'resend') latest
        left join holding h on h.force = latest.force and h.incident_key = latest.incident_key
        where latest.age = 1
          and ((h.incident_key is null and latest.id not in ({{ExportLedger.FirstExports}} group by force))
               or (h.incident_key is not null
                   and (h.token <> latest.token or h.version <> latest.version or h.key_id <> latest.key_id or h.last_sequence <> latest.sequence
                        or coalesce(h.row_hash, {0}) <> coalesce(latest.row_hash, {0}) or coalesce(h.placement, {0}) <> coalesce(latest.placement, {0}))))
        """;

    private const string UnfoundedHolding =
        """
        select min(h.force) from holding h
        where not exists (select 1 from export e join exported_row r on r.export_id = e.id
                          where e.force = h.force and e.sequence = h.last_sequence and e.state = 'delivered' and e.kind <> 'resend'
                            and r.token = h.token and r.incident_key = h.incident_key)
        """;

    private const string CountedForNoRun = "select count(*) from run_count c where not exists (select 1 from run r where r.id = c.run_id)";

    private const string SelectMark = "select max(entry) from runs_covered";

    private const string CountKnown =
        """
        select coalesce((select max(entry) from journal), 0) + coalesce((select max(id) from export), 0)
               + coalesce((select sum(cast(rows_new as bigint) + rows_amend + rows_withdraw + rows_resend) from export where content_of is null), 0)
               + (select count(*) from run)
        """;

    private const string SelectSeen = "select force as Force, first_enabled_at as At, entry as Entry from profile_seen order by force";

    /// <summary>What may change of an export after it was built; the last entry about it has the present values.</summary>
    private static readonly HashSet<string> Changing = new(StringComparer.Ordinal) { "state", "reason", "temporaryName", "deliveredAt", "evidence" };

    /// <summary>The tables that are compared with the journal, whole or in what matters; a new table gets its place here or is said not to be covered.</summary>
    private static readonly HashSet<string> Covered = new(StringComparer.Ordinal)
    {
        "journal", "export", "used_name", "exported_row", "holding", "run", "run_count", "runs_covered", "profile_seen", "text_decision", "already_sent", "clock_word", "profile_word",
    };

    private readonly Dictionary<long, Told> _told = [];
    private readonly Dictionary<long, Kept> _kept = [];
    private readonly Dictionary<string, long> _lastClosed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Entry, string? At)> _enabled = new(StringComparer.Ordinal);

    // The last entry about each text with a digest of what it says, under a digest of which text it is.
    private readonly Dictionary<UInt128, (long Entry, UInt128 Said)> _texts = [];

    // What entries say of rows of the table already_sent: those that a run found, and those that an entry acknowledged.
    private readonly Dictionary<(string Force, long Run), (long Entry, string? Digest)> _found = [];
    private readonly Dictionary<long, string?> _acknowledged = [];

    // What entries say of an administrator's words about the clock and about profiles.
    private readonly Dictionary<long, string> _words = [];

    // The entry about the end of each run with a digest of what it says, and the one about those that ended before there were such entries.
    private readonly Dictionary<long, (long Entry, UInt128 Said)> _ended = [];
    private (long Entry, long Runs, string? Digest)? _runsCovered;
    private long _runsUnderWay;
    private LedgerPart _part;
    private long _total;

    // The entries about a ledger that was restored, as the list of what was told names them.
    private readonly Dictionary<string, long> _restored = new(StringComparer.Ordinal);
    private long _entries;
    private string? _head;
    private long _checked;
    private long? _firstBad;
    private string? _problem;

    public async Task<LedgerVerdict> RunAsync()
    {
        _total = await work.ScalarAsync<long>(CountKnown);
        Begin(LedgerPart.File);
        await work.Database.CheckWholeAsync(work);
        Begin(LedgerPart.Journal);
        FollowChain();
        Begin(LedgerPart.Exports);
        await CompareExportsAsync();
        Begin(LedgerPart.Rows);
        CompareRows();
        if (_firstBad is null)
        {
            // Holdings follow from exports: where those are wrong already, a difference here would only hide the cause.
            Begin(LedgerPart.Holdings);
            await CompareHoldingsAsync();
        }

        Begin(LedgerPart.Runs);
        await CompareRunsAsync();
        Begin(LedgerPart.Rest);
        await CompareProfilesAsync();
        CompareTexts();
        CompareAlreadySent();
        await CompareWordsAsync();
        await CompareRestoredAsync();
        Tell();
        return new LedgerVerdict(_firstBad is null, _entries, _head, _firstBad, _problem) { RunsUnderWay = _runsUnderWay, NotCovered = work.Database.TablesBut(Covered) };
    }

    private void FollowChain()
    {
        long expected = 1;
        string previous = Journal.Beginning;
        foreach (JournalRow row in work.Stream(
            SelectJournal.Replace("{0}", work.Database.Long("body"), StringComparison.Ordinal),
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
            }))
        {
            if (row.Entry != expected)
            {
                Bad(expected, "The entry is missing from the journal.");
            }
            else if (row.PreviousHash != previous)
            {
                Bad(row.Entry, "The entry does not follow from the one before it.");
            }
            else if (row.Hash != Journal.HashOf(row))
            {
                Bad(row.Entry, "The entry was altered: its hash does not fit what it says.");
            }

            Remember(row);
            expected = row.Entry + 1;
            previous = row.Hash;
            _entries++;
            _head = row.Hash;
            Count();
        }
    }

    private void Remember(JournalRow row)
    {
        Dictionary<string, string> body = Members(row);
        if (row.Kind == JournalKind.ProfileFirstEnabled.Word() && row.Force is { } force)
        {
            _enabled[force] = (row.Entry, body.GetValueOrDefault("firstEnabledAt"));
        }

        bool approved = row.Kind == JournalKind.TextApproved.Word();
        if (row.Force is not null && (approved || row.Kind == JournalKind.TextRejected.Word()))
        {
            _texts[TextOf(row.Force, body)] = (row.Entry, SaidOf(body, approved));
        }

        if (row.Kind == JournalKind.AlreadySentFound.Word() && row.Force is not null && long.TryParse(body.GetValueOrDefault("run"), out long run))
        {
            _found[(row.Force, run)] = (row.Entry, body.GetValueOrDefault("digest"));
        }

        if (row.Kind == JournalKind.Acknowledged.Word() && body.GetValueOrDefault("code") == $"\"{Reason.AlreadySent.Code}\"")
        {
            _acknowledged[row.Entry] = body.GetValueOrDefault("digest");
        }

        if (row.Kind == JournalKind.Acknowledged.Word() && body.TryGetValue("until", out string? until))
        {
            _words[row.Entry] = $"{until} {body.GetValueOrDefault("lastRun")}";
        }

        if (row.Kind == JournalKind.Acknowledged.Word() && body.TryGetValue("lastExport", out string? lastExport))
        {
            _words[row.Entry] = $"\"{row.Force}\" {body.GetValueOrDefault("version")} {body.GetValueOrDefault("releaseHash")} {lastExport}";
        }

        if (row.Kind == JournalKind.RunEnded.Word() && long.TryParse(body.GetValueOrDefault("run"), out long ended)
            && !_ended.TryAdd(ended, (row.Entry, RunOf(row.Force, row.Body))))
        {
            Bad(row.Entry, "The end of a run is told a second time.");
        }

        if (row.Kind == JournalKind.RunsCovered.Word())
        {
            if (_runsCovered is not null || _ended.Count > 0)
            {
                Bad(row.Entry, "Runs are covered by an entry that is not the first about them.");
            }
            else
            {
                _runsCovered = (row.Entry, long.TryParse(body.GetValueOrDefault("runs"), out long runs) ? runs : 0, body.GetValueOrDefault("digest"));
            }
        }

        if (row.Force is not null && (row.Kind == JournalKind.RestoredAccepted.Word() || row.Kind == JournalKind.LedgerOlder.Word()))
        {
            _restored[string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row.Kind} {row.Force} {row.Entry}")] = row.Entry;
        }

        if (!row.Kind.StartsWith("export", StringComparison.Ordinal) || !body.TryGetValue("export", out string? text)
            || !long.TryParse(text, out long exportId))
        {
            return;
        }

        if (!_told.TryGetValue(exportId, out Told? told))
        {
            _told.Add(exportId, told = new Told { Built = row.Entry });
        }

        told.Last = row.Entry;
        if (row.Force is not null)
        {
            _lastClosed[row.Force] = row.Entry;
        }
    }

    private async Task CompareExportsAsync()
    {
        long after = 0;
        long names = 0;
        while (await work.ListAsync<ExportRow>(ExportRow.Select + SelectExports + work.Database.First("@page"), new { after, page = Page }) is { Count: > 0 } page)
        {
            foreach (ExportRow export in page)
            {
                after = export.Id;
                names += export.FileName is null ? 1 : 2;
                await CompareExportAsync(export);
                Count();
            }
        }

        foreach (Told told in _told.Values.Where(told => !told.Seen))
        {
            Bad(told.Built, "The export that the entry tells of is missing.");
        }

        if (await work.ScalarAsync<long>("select count(*) from used_name") != names)
        {
            Bad(_entries, "The list of used names has names of no export.");
        }
    }

    private async Task CompareExportAsync(ExportRow export)
    {
        if (!_told.TryGetValue(export.Id, out Told? told))
        {
            Bad(_entries, "There is an export that no entry tells of.");
            return;
        }

        told.Seen = true;
        _kept[export.Id] = new Kept(told.Built, told.Last, export.Rows, export.RowsDigest, export.ContentOf);
        RunAsked? asked = await work.FirstOrNoneAsync<RunAsked>(RunAsked.Select, new { runId = export.RunId, force = export.Force });
        if (asked is null)
        {
            Bad(told.Built, "The run that built the export is missing.");
            return;
        }

        JournalBody expected = export.BuiltBody(asked);
        await CompareEntryAsync(told.Built, export, expected, changing: told.Built == told.Last);
        if (told.Built != told.Last)
        {
            await CompareEntryAsync(told.Last, export, expected, changing: true);
        }

        string? file = export.FileName?.ToLowerInvariant();
        string manifest = export.ManifestName.ToLowerInvariant();
        if (await work.ScalarAsync<long>(CountNames, new { force = export.Force, exportId = export.Id, file, manifest }) != (file is null ? 1 : 2))
        {
            Bad(told.Built, "The names of the export are not in the list of used names.");
        }
    }

    private async Task CompareEntryAsync(long entry, ExportRow export, JournalBody expected, bool changing)
    {
        JournalRow row = await EntryAsync(entry);
        if (row.Force != export.Force)
        {
            Bad(entry, "The export belongs to another force than the entry says.");
        }

        foreach ((string name, string value) in Members(row))
        {
            if ((changing || !Changing.Contains(name)) && expected.Members.GetValueOrDefault(name) != value)
            {
                Bad(entry, $"The export or its run differs from the entry in: {name}.");
            }
        }
    }

    private void CompareRows()
    {
        using var digest = new RowsDigest();
        long current = 0;
        int[] actions = new int[5];
        foreach ((long exportId, int action) in work.Stream(
            SelectRows,
            null,
            reader =>
            {
                long id = reader.GetInt64(0);
                if (id != current)
                {
                    CompareDigest(current, actions, digest);
                    current = id;
                }

                int act = reader.GetInt32(3);
                digest.Add(
                    reader.GetString(1), reader.GetString(2), act, reader.GetInt32(4), reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5), reader.GetString(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8));
                return (id, act);
            }))
        {
            actions[action is >= 1 and <= 4 ? action : 0]++;
            Count();
        }

        CompareDigest(current, actions, digest);
        foreach ((long exportId, Kept kept) in _kept)
        {
            if (kept.ContentOf is { } content)
            {
                if (!_kept.TryGetValue(content, out Kept? repeated) || repeated.Digest != kept.Digest || repeated.Rows != kept.Rows)
                {
                    Bad(kept.Built, "The resend has other rows than the export it repeats.");
                }
            }
            else if (!kept.RowsSeen)
            {
                CompareDigest(exportId, actions, digest);
            }
        }
    }

    /// <summary>Compares the rows gathered since the last call with what the export says, and starts anew.</summary>
    private void CompareDigest(long exportId, int[] actions, RowsDigest digest)
    {
        string found = digest.Finish();
        var counts = new RowCounts(actions[1], actions[2], actions[3], actions[4]);
        bool impossible = actions[0] > 0;
        Array.Clear(actions);
        if (exportId == 0)
        {
            return;
        }

        if (!_kept.TryGetValue(exportId, out Kept? kept))
        {
            Bad(_entries, "There are rows of an export that no entry tells of.");
            return;
        }

        kept.RowsSeen = true;
        if (impossible || counts != kept.Rows || found != kept.Digest || kept.ContentOf is not null)
        {
            Bad(kept.Built, "The rows of the export are not those that were recorded.");
        }
    }

    private async Task CompareHoldingsAsync()
    {
        if (await work.ScalarAsync<long?>(WrongHolding.Replace("{0}", work.Database.NoBytes, StringComparison.Ordinal)) is { } exportId)
        {
            Bad(_kept.TryGetValue(exportId, out Kept? kept) ? kept.Last : _entries, "The holding is not what the delivered exports make it.");
        }

        if (await work.ScalarAsync<string>(UnfoundedHolding) is { } force)
        {
            Bad(_lastClosed.GetValueOrDefault(force, _entries), "The holding has a record that no delivered export brought.");
        }
    }

    private async Task CompareRunsAsync()
    {
        using var before = new RunsDigest();
        RunRow? changed = null;
        long changedAt = long.MaxValue;
        bool untold = false;
        foreach (RunRow run in RunRow.Stream(work, "", null))
        {
            Count();
            if (_ended.Remove(run.Id, out (long Entry, UInt128 Said) told))
            {
                if (told.Said != RunOf(run.Force, run.EndedBody().ToJson()) && told.Entry < changedAt)
                {
                    (changed, changedAt) = (run, told.Entry);
                }
            }
            else if (run.EndedAt is null)
            {
                _runsUnderWay++;
            }
            else if (_runsCovered is null)
            {
                untold = true;
            }
            else
            {
                before.Add(run);
            }
        }

        if (changed is not null)
        {
            await NameChangedAsync(changed, changedAt);
        }

        foreach ((long entry, _) in _ended.Values)
        {
            Bad(entry, "The run that the entry tells of is missing.");
        }

        if (_runsCovered is { } covered && (before.Runs != covered.Runs || $"\"{before.Finish()}\"" != covered.Digest))
        {
            Bad(covered.Entry, "The runs that no entry of their own tells of are not those that the entry covers: one was changed, deleted or put in.");
        }

        if (await work.ScalarAsync<long?>(SelectMark) is { } marked && marked != _runsCovered?.Entry)
        {
            Bad(_runsCovered?.Entry ?? _entries, "The entry that covers the runs from before is not the one that the table runs_covered names.");
        }

        if (untold)
        {
            Bad(_entries, "There is a run that has ended, and no entry tells of its end.");
        }

        if (await work.ScalarAsync<long>(CountedForNoRun) > 0)
        {
            Bad(_entries, "Something is counted of a run that there is not.");
        }
    }

    /// <summary>Says in what a run differs from the entry about its end.</summary>
    private async Task NameChangedAsync(RunRow run, long entry)
    {
        JournalRow row = await EntryAsync(entry);
        if (row.Force != run.Force)
        {
            Bad(entry, "The run belongs to another force than the entry says.");
            return;
        }

        IReadOnlyDictionary<string, string> now = run.EndedBody().Members;
        string[] names = [.. Members(row).Where(member => now.GetValueOrDefault(member.Key) != member.Value).Select(member => member.Key)];
        if (names.Length > 0)
        {
            Bad(entry, $"The run differs from the entry about its end in: {string.Join(", ", names)}.");
        }
    }

    private async Task<JournalRow> EntryAsync(long entry) =>
        (await work.FirstOrNoneAsync<JournalRow>(SelectEntry.Replace("{0}", work.Database.Long("body"), StringComparison.Ordinal), new { entry }))!;

    /// <summary>What the list of what was told says of restores decides which sequence is the next one.</summary>
    private async Task CompareRestoredAsync()
    {
        foreach (ExportLedger.ToldRow told in await work.ListAsync<ExportLedger.ToldRow>(
            ExportLedger.SelectRestored, new { accepted = JournalKind.RestoredAccepted.Word(), older = JournalKind.LedgerOlder.Word() }))
        {
            if (!_restored.Remove($"{told.Kind} {told.Subject}"))
            {
                Bad(_entries, "There is a restore that no entry tells of.");
            }
        }

        foreach (long entry in _restored.Values)
        {
            Bad(entry, "The restore that the entry tells of is missing from what was told.");
        }
    }

    private async Task CompareProfilesAsync()
    {
        foreach (SeenRow seen in await work.ListAsync<SeenRow>(SelectSeen))
        {
            if (!_enabled.Remove(seen.Force, out (long Entry, string? At) told))
            {
                Bad(_entries, "There is a profile seen enabled that no entry tells of.");
            }
            else if (told.At != $"\"{seen.At}\"" || (seen.Entry is { } entry && entry != told.Entry))
            {
                Bad(told.Entry, "The time at which the profile was first seen enabled differs from the entry.");
            }
        }

        foreach ((long left, _) in _enabled.Values)
        {
            Bad(left, "The profile that the entry tells of is missing from those seen enabled.");
        }
    }

    private void CompareTexts()
    {
        foreach (DecidedText decided in work.Stream(ExportLedger.SelectTexts, null, ExportLedger.ReadText))
        {
            IReadOnlyDictionary<string, string> body = decided.Body().Members;
            if (!_texts.Remove(TextOf(decided.Force, body), out (long Entry, UInt128 Said) told))
            {
                Bad(_entries, "There is a decision about a text that no entry tells of.");
            }
            else if (told.Said != SaidOf(body, decided.Sealed is not null))
            {
                Bad(told.Entry, "The decision about a text is not the one that the entry tells of.");
            }

            Count();
        }

        foreach ((long entry, _) in _texts.Values)
        {
            Bad(entry, "The decision about a text that the entry tells of is missing.");
        }
    }

    private void CompareAlreadySent()
    {
        CompareAlreadySent("order by force, run_id, incident_key, version", reader => (Force: reader.GetString(7), Run: reader.GetInt64(6)), (found, said) =>
        {
            if (!_found.Remove(found, out (long Entry, string? Digest) told))
            {
                Bad(_entries, "There is a record already sent that no entry tells of.");
            }
            else if (told.Digest != $"\"{said}\"")
            {
                Bad(told.Entry, "The records already sent are not those that the entry tells of.");
            }
        });
        CompareAlreadySent("where acknowledged_by is not null order by acknowledged_by, incident_key, version", reader => reader.GetInt64(8), (entry, said) =>
        {
            if (!_acknowledged.Remove(entry, out string? told))
            {
                Bad(_entries, "There is a record already sent that no entry acknowledges.");
            }
            else if (told != $"\"{said}\"")
            {
                Bad(entry, "The records already sent are not those that the entry acknowledges.");
            }
        });
        foreach (long entry in _found.Values.Select(told => told.Entry).Concat(_acknowledged.Keys))
        {
            Bad(entry, "The records already sent that the entry tells of are missing.");
        }
    }

    private async Task CompareWordsAsync()
    {
        IEnumerable<(long Entry, string Said)> words =
        [
            .. (await work.ListAsync<ExportLedger.ClockWord>(ExportLedger.SelectClockWords)).Select(word => (word.Entry, FormattableString.Invariant($"\"{word.At}\" {word.LastRun}"))),
            .. (await work.ListAsync<ExportLedger.ProfileWord>(ExportLedger.SelectProfileWords)).Select(
                word => (word.Entry, FormattableString.Invariant($"\"{word.Force}\" {word.Version} \"{word.ReleaseHash}\" {word.LastExport}"))),
        ];
        foreach ((long entry, string said) in words)
        {
            if (!_words.Remove(entry, out string? told))
            {
                Bad(_entries, "There is an administrator's word that no entry tells of.");
            }
            else if (told != said)
            {
                Bad(entry, "The administrator's word is not the one that the entry tells of.");
            }
        }

        foreach (long entry in _words.Keys)
        {
            Bad(entry, "The administrator's word that the entry tells of is missing.");
        }
    }

    /// <summary>Adds rows to a digest and gives it, group by group.</summary>
    private void CompareAlreadySent<T>(string rows, Func<DbDataReader, T> groupOf, Action<T, string> compare)
        where T : struct
    {
        using var digest = new AlreadySentDigest();
        T? current = null;
        foreach (bool _ in work.Stream(ExportLedger.SelectAlreadySent + rows, null, reader =>
        {
            T here = groupOf(reader);
            if (current is { } last && !last.Equals(here))
            {
                compare(last, digest.Finish());
            }

            current = here;
            return ExportLedger.Add(reader, digest);
        }))
        {
            Count();
        }

        if (current is { } end)
        {
            compare(end, digest.Finish());
        }
    }

    private static UInt128 RunOf(string? force, string body) => DigestOf($"{force}\n{body}");

    private static UInt128 TextOf(string force, IReadOnlyDictionary<string, string> body) =>
        DigestOf($"{force}\n{body.GetValueOrDefault("incident")}\n{body.GetValueOrDefault("column")}");

    private static UInt128 SaidOf(IReadOnlyDictionary<string, string> body, bool approved) =>
        DigestOf($"{approved}\n{body.GetValueOrDefault("source")}\n{body.GetValueOrDefault("proposal")}\n{body.GetValueOrDefault("keyId")}\n{body.GetValueOrDefault("sealed")}");

    private static UInt128 DigestOf(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The members of an entry's body as JSON; none, and a finding, where it is no JSON object.</summary>
    private Dictionary<string, string> Members(JournalRow row)
    {
        try
        {
            using JsonDocument body = JsonDocument.Parse(row.Body);
            if (body.RootElement.ValueKind == JsonValueKind.Object)
            {
                return body.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText(), StringComparer.Ordinal);
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Said below; the parser's message may quote the body.
        }

        Bad(row.Entry, "The entry was altered: what it says cannot be read.");
        return [];
    }

    private void Bad(long entry, string problem)
    {
        if (_firstBad is null || entry < _firstBad)
        {
            _firstBad = entry;
            _problem = problem;
        }
    }

    private void Count()
    {
        if (++_checked % ProgressStep == 0)
        {
            Tell();
        }
    }

    private void Begin(LedgerPart part)
    {
        _part = part;
        Tell();
    }

    private void Tell() => progress?.Report(new LedgerProgress(_part, _checked, Math.Max(_total, _checked)));

    private sealed class Told
    {
        public long Built { get; init; }

        public long Last { get; set; }

        public bool Seen { get; set; }
    }

    private sealed class Kept(long built, long last, RowCounts rows, string digest, long? contentOf)
    {
        public long Built => built;

        public long Last => last;

        public RowCounts Rows => rows;

        public string Digest => digest;

        public long? ContentOf => contentOf;

        public bool RowsSeen { get; set; }
    }

    private sealed class SeenRow
    {
        public string Force { get; init; } = "";

        public string At { get; init; } = "";

        public long? Entry { get; init; }
    }
}
