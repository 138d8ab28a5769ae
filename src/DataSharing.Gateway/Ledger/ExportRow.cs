using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
namespace DataSharing.Gateway.Ledger;

/// <summary>An export, as the database gives it.</summary>
internal sealed class ExportRow
{
    /// <summary>
    /// What the journal calls <see cref="Withdrawal"/>. Only entries of exports that are one have it: those from before know no such thing.
    /// </summary>
    public const string WithdrawalMember = "withdrawal";

    /// <summary>What the journal calls <see cref="HeadEntry"/>. Only entries of exports that have one have it.</summary>
    public const string HeadMember = "headEntry";

    /// <summary>What the journal calls <see cref="HeadValue"/>, which is there with <see cref="HeadEntry"/>.</summary>
    public const string HeadValueMember = "headValue";

    /// <summary>
    /// What the journal calls the SHA-256 of <see cref="Report"/>. Only entries of exports that have one have it.
    /// </summary>
    public const string ReportMember = "report";

    /// <summary>All columns under the names of this class; a condition is appended.</summary>
    public const string Select =
        """
        select id as Id, force as Force, sequence as Sequence, attempt as Attempt, kind as Kind, state as State, reason as Reason, run_id as RunId,
               created_at as CreatedAt, delivered_at as DeliveredAt, file_name as FileName, manifest_name as ManifestName, file_entry as FileEntry,
               manifest_entry as ManifestEntry, sha256 as Sha256, bytes as Bytes, manifest_sha256 as ManifestSha256, manifest_bytes as ManifestBytes,
               rows_new as RowsNew, rows_amend as RowsAmend, rows_withdraw as RowsWithdraw, rows_resend as RowsResend, rows_digest as RowsDigest,
               profile_hash as ProfileHash, profile_version as ProfileVersion, release_hash as ReleaseHash, protocol as Protocol, agreement_reference as AgreementReference,
               agreement_version as AgreementVersion, marking as Marking, key_id as KeyId, temporary_name as TemporaryName, evidence as Evidence,
               content_of as ContentOf, withdrawal as Withdrawal, part_taken as PartTaken, head_entry as HeadEntry, head_value as HeadValue, report as Report,
               (select salt from export_salt where export_id = coalesce(content_of, id)) as FileSalt,
               (select salt from export_salt where export_id = id) as ManifestSalt
        from export

        """;

    public long Id { get; init; }

    public string Force { get; init; } = "";

    public int Sequence { get; init; }

    public int Attempt { get; init; }

    public string Kind { get; init; } = "";

    public string State { get; init; } = "";

    public string? Reason { get; init; }

    public long RunId { get; init; }

    public string CreatedAt { get; init; } = "";

    public string? DeliveredAt { get; init; }

    public string? FileName { get; init; }

    public string ManifestName { get; init; } = "";

    public string? FileEntry { get; init; }

    public string ManifestEntry { get; init; } = "";

    public string? Sha256 { get; init; }

    public long? Bytes { get; init; }

    public string ManifestSha256 { get; init; } = "";

    public long ManifestBytes { get; init; }

    public int RowsNew { get; init; }

    public int RowsAmend { get; init; }

    public int RowsWithdraw { get; init; }

    public int RowsResend { get; init; }

    public string RowsDigest { get; init; } = "";

    public string ProfileHash { get; init; } = "";

    public string ProfileVersion { get; init; } = "";

    public string? ReleaseHash { get; init; }

    public string Protocol { get; init; } = "";

    public string AgreementReference { get; init; } = "";

    public string AgreementVersion { get; init; } = "";

    public string Marking { get; init; } = "";

    public string KeyId { get; init; } = "";

    public string? TemporaryName { get; init; }

    public string? Evidence { get; init; }

    public long? ContentOf { get; init; }

    public int Withdrawal { get; init; }

    public int PartTaken { get; init; }

    public long? HeadEntry { get; init; }

    public string? HeadValue { get; init; }

    public byte[]? FileSalt { get; init; }

    public byte[]? ManifestSalt { get; init; }

    public string? Report { get; init; }

    public RowCounts Rows => new(RowsNew, RowsAmend, RowsWithdraw, RowsResend);

    public RecordedExport ToRecorded() => new()
    {
        Id = Id,
        Force = Force,
        Number = new ExportNumber(Sequence, Attempt),
        Kind = LedgerWords.Kinds.Read(Kind),
        State = LedgerWords.States.Read(State),
        Reason = Reason,
        RunId = RunId,
        CreatedAt = UtcText.Read(CreatedAt),
        DeliveredAt = UtcText.ReadOptional(DeliveredAt),
        FileName = FileName,
        ManifestName = ManifestName,
        FileEntry = FileEntry,
        ManifestEntry = ManifestEntry,
        Sha256 = Sha256,
        Bytes = Bytes,
        ManifestSha256 = ManifestSha256,
        ManifestBytes = ManifestBytes,
        Rows = Rows,
        RowsDigest = RowsDigest,
        Facts = new ExportFacts
        {
            Protocol = Protocol,
            ProfileVersion = int.Parse(ProfileVersion, CultureInfo.InvariantCulture),
            ProfileHash = ProfileHash,
            AgreementReference = AgreementReference,
            AgreementVersion = AgreementVersion,
            Marking = Marking,
            KeyId = KeyId,
        },
        // Empty where it is known that nothing is at the drop any more.
        TemporaryName = string.IsNullOrEmpty(TemporaryName) ? null : TemporaryName,
        Evidence = Evidence is null ? null : DeliveryEvidence.FromJson(Evidence),
        ContentOf = ContentOf,
        IsWithdrawal = Withdrawal != 0,
        PartTaken = PartTaken != 0,
        Head = HeadEntry is { } entry && HeadValue is { } value ? new ToldHead(entry, value) : null,
        Report = Report,
    };

    /// <summary>What the journal says of an export whenever its state changes.</summary>
    public JournalBody StateBody() => new JournalBody()
        .With("export", Id)
        .With("sequence", Sequence)
        .With("attempt", Attempt)
        .With("state", State)
        .With("reason", Reason)
        .With("temporaryName", TemporaryName)
        .With("deliveredAt", DeliveredAt)
        .With("evidence", Evidence)
        .With(FileHashes.FileMember, FileSalt, Sha256)
        .With("rowsDigest", RowsDigest)
        .With("rowsNew", RowsNew)
        .With("rowsAmend", RowsAmend)
        .With("rowsWithdraw", RowsWithdraw)
        .With("rowsResend", RowsResend);

    /// <summary>What the journal says of an export when it is built: all that never changes of it, and who asked.</summary>
    public JournalBody BuiltBody(RunAsked asked) => WhereItHas()
        .With("kind", Kind)
        .With("run", RunId)
        .With("runCommand", asked.Command)
        .With("runDueAt", asked.DueAt)
        .With("runPerson", asked.Person)
        .With("runReason", asked.RequestReason)
        .With("runProfileHash", asked.ProfileHash)
        .With("programVersion", asked.ProgramVersion)
        .With("createdAt", CreatedAt)
        .With("fileName", FileName)
        .With("manifestName", ManifestName)
        .With("fileEntry", FileEntry)
        .With("manifestEntry", ManifestEntry)
        .With("bytes", Bytes)
        .With(FileHashes.ManifestMember, ManifestSalt, ManifestSha256)
        .With("manifestBytes", ManifestBytes)
        .With("profileHash", ProfileHash)
        .With("profileVersion", ProfileVersion)
        .With("releaseHash", ReleaseHash)
        .With("protocol", Protocol)
        .With("agreementReference", AgreementReference)
        .With("agreementVersion", AgreementVersion)
        .With("marking", Marking)
        .With("keyId", KeyId)
        .With("contentOf", ContentOf);

    /// <summary>
    /// What an entry about it has to say, in the form of every version: entries of before version 9 of the schema have the SHA-256 of its
    /// files, later ones keyed hashes.
    /// </summary>
    public JournalBody ExpectedBody(RunAsked asked) => BuiltBody(asked).With("sha256", Sha256).With("manifestSha256", ManifestSha256);

    /// <summary>What not every export has, in the entries of those that have it.</summary>
    private JournalBody WhereItHas()
    {
        JournalBody body = StateBody();
        if (Withdrawal != 0)
        {
            body.With(WithdrawalMember, Withdrawal);
        }

        if (HeadEntry is not null || HeadValue is not null)
        {
            body.With(HeadMember, HeadEntry).With(HeadValueMember, HeadValue);
        }

        return Report is null ? body : body.With(ReportMember, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Report))));
    }
}
