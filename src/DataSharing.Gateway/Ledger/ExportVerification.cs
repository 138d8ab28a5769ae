using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Verifies the exports with the names they used, their rows, and the holdings that follow from them. Keeps a few numbers per export, never
/// rows.
/// </summary>
internal sealed class ExportVerification(LedgerWork work, VerificationFindings findings)
{
    private const int Page = 500;

    private const string SelectExports = "where id > @after order by id ";

    private const string CountNames =
        "select count(*) from used_name where force = @force and export_id = @exportId and name in (@file, @manifest)";

    private const string SelectRows =
        "select export_id, token, incident_key, action, version, row_hash, key_id, text_hash, placement from exported_row order by export_id, incident_key";

    // The first delivered export whose row of some record is the last one the force got and is not what the holding has. Those of the
    // force's first export need not be in the table: see LedgerHoldings.Read.
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
          and ((h.incident_key is null and latest.id not in ({{LedgerHoldings.FirstExports}} group by force))
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

    /// <summary>What may change of an export after it was built; the last entry about it has the present values.</summary>
    private static readonly HashSet<string> Changing = new(
        StringComparer.Ordinal) { "state", "reason", "temporaryName", "deliveredAt", "evidence" };

    private static readonly string[] OnlyWhereItHas = [ExportRow.WithdrawalMember, ExportRow.HeadMember, ExportRow.HeadValueMember, ExportRow.ReportMember];

    private readonly Dictionary<long, Told> _told = [];
    private readonly Dictionary<long, Kept> _kept = [];
    private readonly Dictionary<long, long> _taken = [];
    private readonly Dictionary<string, long> _lastClosed = new(StringComparer.Ordinal);
    private readonly HashSet<long> _withoutSalt = [];

    /// <summary>How many exports lack a salt under which an entry has the hash of a file, so that it cannot be compared.</summary>
    public int WithoutSalt => _withoutSalt.Count;

    /// <summary>Keeps what an entry says of an export.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        if (!body.TryGetValue("export", out string? text) || !long.TryParse(text, out long exportId))
        {
            return;
        }

        if (row.Kind == JournalKind.PartTaken.Word())
        {
            _taken.TryAdd(exportId, row.Entry);
        }

        if (!row.Kind.StartsWith("export", StringComparison.Ordinal))
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

    /// <summary>The exports and the names they used.</summary>
    public async Task CompareExportsAsync()
    {
        long after = 0;
        long names = 0;
        while (await work.ListAsync<ExportRow>(
            ExportRow.Select + SelectExports + work.Database.First("@page"), new { after, page = Page }) is { Count: > 0 } page)
        {
            foreach (ExportRow export in page)
            {
                after = export.Id;
                names += export.FileName is null ? 1 : 2;
                await CompareExportAsync(export);
                findings.Count();
            }
        }

        foreach (Told told in _told.Values.Where(told => !told.Seen))
        {
            findings.Bad(told.Built, "The export that the entry tells of is missing.");
        }

        if (await work.ScalarAsync<long>("select count(*) from used_name") != names)
        {
            findings.Bad(findings.Entries, "The list of used names has names of no export.");
        }

        await FileHashes.CompareAsync(work, findings);
    }

    /// <summary>The rows of the exports that <see cref="CompareExportsAsync"/> has seen.</summary>
    public void CompareRows()
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
                    reader.GetString(1), reader.GetString(2), act, reader.GetInt32(4), reader.IsDBNull(5) ? null
                        : reader.GetFieldValue<byte[]>(5), reader.GetString(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7), reader.IsDBNull(8) ? null
                        : reader.GetFieldValue<byte[]>(8));
                return (id, act);
            }))
        {
            actions[action is >= 1 and <= 4 ? action : 0]++;
            findings.Count();
        }

        CompareDigest(current, actions, digest);
        foreach ((long exportId, Kept kept) in _kept)
        {
            if (kept.ContentOf is { } content)
            {
                if (!_kept.TryGetValue(content, out Kept? repeated) || repeated.Digest != kept.Digest || repeated.Rows != kept.Rows)
                {
                    findings.Bad(kept.Built, "The resend has other rows than the export it repeats.");
                }
            }
            else if (!kept.RowsSeen)
            {
                CompareDigest(exportId, actions, digest);
            }
        }
    }

    /// <summary>What the forces hold.</summary>
    public async Task CompareHoldingsAsync()
    {
        if (await work.ScalarAsync<long?>(WrongHolding.Replace("{0}", work.Database.NoBytes, StringComparison.Ordinal)) is { } exportId)
        {
            findings.Bad(
                _kept.TryGetValue(exportId, out Kept? kept) ? kept.Last
                : findings.Entries, "The holding is not what the delivered exports make it.");
        }

        if (await work.ScalarAsync<string>(UnfoundedHolding) is { } force)
        {
            findings.Bad(
                _lastClosed.GetValueOrDefault(force, findings.Entries), "The holding has a record that no delivered export brought.");
        }
    }

    private async Task CompareExportAsync(ExportRow export)
    {
        if (!_told.TryGetValue(export.Id, out Told? told))
        {
            findings.Bad(findings.Entries, "There is an export that no entry tells of.");
            return;
        }

        told.Seen = true;
        _kept[export.Id] = new Kept(told.Built, told.Last, export.Rows, export.RowsDigest, export.ContentOf);
        RunAsked? asked = await work.FirstOrNoneAsync<RunAsked>(RunAsked.Select, new { runId = export.RunId, force = export.Force });
        if (asked is null)
        {
            findings.Bad(told.Built, "The run that built the export is missing.");
            return;
        }

        JournalBody expected = export.ExpectedBody(asked);
        await CompareEntryAsync(told.Built, export, expected, changing: told.Built == told.Last);
        if (told.Built != told.Last)
        {
            await CompareEntryAsync(told.Last, export, expected, changing: true);
        }

        CompareTaken(export, told.Built);
        string? file = export.FileName?.ToLowerInvariant();
        string manifest = export.ManifestName.ToLowerInvariant();
        if (await work.ScalarAsync<long>(CountNames, new { force = export.Force, exportId = export.Id, file, manifest }) != (
            file is null ? 1 : 2))
        {
            findings.Bad(told.Built, "The names of the export are not in the list of used names.");
        }
    }

    private async Task CompareEntryAsync(long entry, ExportRow export, JournalBody expected, bool changing)
    {
        JournalRow row = (await Journal.EntryAsync(work, entry))!;
        if (row.Force != export.Force)
        {
            findings.Bad(entry, "The export belongs to another force than the entry says.");
        }

        Dictionary<string, string> members = findings.Members(row);
        // Such a member is in the entry only where the export has it: an entry without it says that it has none.
        if (row.Kind == JournalKind.ExportBuilt.Word()
            && Array.Find(OnlyWhereItHas, name => members.ContainsKey(name) != expected.Members.ContainsKey(name)) is { } only)
        {
            findings.Bad(entry, $"The export or its run differs from the entry in: {only}.");
        }

        foreach ((string name, string value) in members)
        {
            if (FileHashes.IsMember(name) && !expected.Members.ContainsKey(name))
            {
                _withoutSalt.Add(export.Id);
            }
            else if ((changing || !Changing.Contains(name)) && expected.Members.GetValueOrDefault(name) != value)
            {
                findings.Bad(entry, $"The export or its run differs from the entry in: {name}.");
            }
        }
    }

    private void CompareTaken(ExportRow export, long built)
    {
        bool told = _taken.TryGetValue(export.Id, out long taken);
        if (told != (export.PartTaken != 0))
        {
            findings.Bad(told ? taken : built, "Whether a file of the export was taken unfinished is not what the journal says.");
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
            findings.Bad(findings.Entries, "There are rows of an export that no entry tells of.");
            return;
        }

        kept.RowsSeen = true;
        if (impossible || counts != kept.Rows || found != kept.Digest || kept.ContentOf is not null)
        {
            findings.Bad(kept.Built, "The rows of the export are not those that were recorded.");
        }
    }

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
}
