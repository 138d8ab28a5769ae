using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Profile;

/// <summary>
/// The agreement under which a force receives data. Nothing is sent outside it. Source: domain notes, section 1.2 and 5.7.
/// </summary>
public sealed partial class Agreement
{
    private static readonly string[] InManifest = ["reference", "version", "marking"];

    // What an agreement on paper says and the annex cannot leave out. Nothing is refused without it.
    private static readonly string[] InAnnex = ["parties", "purpose", "retention", "contact"];

    private Agreement(
        string reference, string version, DateOnly inForceFrom, DateOnly lastDay, DateOnly? reviewDue, bool suspended, string basis,
        string marking)
    {
        Reference = reference;
        Version = version;
        InForceFrom = inForceFrom;
        LastDay = lastDay;
        ReviewDue = reviewDue;
        Suspended = suspended;
        Basis = basis;
        Marking = marking;
    }

    /// <summary>The agreement's reference, as it stands in the manifest.</summary>
    public string Reference { get; }

    /// <summary>The agreement's version.</summary>
    public string Version { get; }

    /// <summary>The first day on which data may be sent.</summary>
    public DateOnly InForceFrom { get; }

    /// <summary>The last day on which data may be sent.</summary>
    public DateOnly LastDay { get; }

    /// <summary>The day on which the agreement should be looked at again, or null.</summary>
    public DateOnly? ReviewDue { get; }

    /// <summary>
    /// The first day of which the force may be told anything: a record of an earlier day is not shared with it, unless it has it already.
    /// Null where the agreement does not limit how far back its first file goes.
    /// </summary>
    public DateOnly? BackfillFrom { get; private init; }

    /// <summary>Whether the agreement is suspended.</summary>
    public bool Suspended { get; }

    /// <summary>The lawful basis, in words.</summary>
    public string Basis { get; }

    /// <summary>The protective marking of the file, in words.</summary>
    public string Marking { get; }

    /// <summary>The organisations that made the agreement; empty where the profile does not name them.</summary>
    public IReadOnlyList<string> Parties { get; private init; } = [];

    /// <summary>What the data may be used for, in words; null where the profile does not say.</summary>
    public string? Purpose { get; private init; }

    /// <summary>How long the recipient keeps the data, in words; null where the profile does not say.</summary>
    public string? Retention { get; private init; }

    /// <summary>The recipient's mailbox for what a person has to be told; null where the profile names none.</summary>
    public string? Contact { get; private init; }

    /// <summary>Who does what on either side: a role in words with its mailbox, in the order written. Never a person.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Roles { get; private init; } = [];

    /// <summary>Why nothing may be sent today, or null.</summary>
    /// <param name="today">Today's date, Europe/London.</param>
    public Reason? Refuses(DateOnly today) =>
        Suspended ? Reason.AgreementSuspended
        : today < InForceFrom ? Reason.AgreementNotInForce
        : today > LastDay ? Reason.AgreementLapsed
        : null;

    internal static Agreement? Parse(ConfigObject block)
    {
        int before = block.Problems.Reported;
        string? reference = block.Text("reference", "CST-NPCC-2015/MPS");
        string? version = block.Text("version", "2.1");
        DateOnly? from = block.Date("inForceFrom");
        DateOnly? last = block.Date("lastDay");
        DateOnly? review = block.OptionalDate("reviewDue");
        DateOnly? backfill = block.OptionalDate("backfillFrom");
        bool suspended = block.OptionalBoolean("suspended", false);
        string? basis = block.Text("basis", "UK GDPR Article 6(1)(f)");
        string? marking = block.Text("marking", "OFFICIAL-SENSITIVE");
        IReadOnlyList<string> parties = block.OptionalTexts("parties", "Community Security Trust");
        string? purpose = block.OptionalText("purpose", "Finding the same incident in the force's own records.", TextForms.Sentence());
        string? retention = block.OptionalText("retention", "Six years from the end of the year of the incident.", TextForms.Sentence());
        string? contact = block.OptionalText("contact", "hate.crime@force.example", Mailbox());
        IReadOnlyList<KeyValuePair<string, string>> roles = ReadRoles(block.OptionalObject("roles"));
        if (InAnnex.Where(member => !block.Has(member)).ToList() is { Count: > 0 } missing)
        {
            block.Problems.Note(
                "agreementIncomplete", block.Node, $"The agreement does not say: {string.Join(", ", missing)}.",
                "Write them as on paper, so that \"datasharing force explain\" can print the whole annex.");
        }

        // They stand in every manifest.
        foreach (ConfigNode written in InManifest.Select(block.Find).OfType<ConfigNode>())
        {
            ReleasableText.Check(written, block.Problems);
        }

        block.Done();
        if (from is not null && last is not null && last < from)
        {
            block.Report("lastDay", "The agreement ends before it begins.", "Correct inForceFrom or lastDay.");
        }

        if (last < backfill)
        {
            block.Report(
                "backfillFrom", "Nothing could be shared: the first day of a record is after the last day of the agreement.",
                "Correct backfillFrom or lastDay.");
        }

        // A member that is null was reported when the document was read, so no problem is added for it here.
        return block.Problems.Reported == before
            && (reference, version, from, last, basis, marking) is ({ } name, { } issue, { } first, { } end, { } ground, { } mark)
            ? new Agreement(name, issue, first, end, review, suspended, ground, mark)
            {
                Parties = parties, Purpose = purpose, Retention = retention, Contact = contact, Roles = roles, BackfillFrom = backfill,
            }
            : null;
    }

    private static List<KeyValuePair<string, string>> ReadRoles(ConfigObject? block)
    {
        var roles = new List<KeyValuePair<string, string>>();
        foreach (string role in block?.Names ?? [])
        {
            if (block!.OptionalText(role, "hate.crime@force.example", Mailbox()) is { } mailbox)
            {
                roles.Add(new KeyValuePair<string, string>(role, mailbox));
            }

            if (!RoleName().IsMatch(role))
            {
                block.Report(role, $"\"{role}\" is not the name of a role.", "Write what the role does, for example \"data protection\".");
            }
        }

        return roles;
    }

    // A mailbox in words that a person reads: no display name, no list.
    [GeneratedRegex(@"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mailbox();

    [GeneratedRegex(@"^\p{L}[\p{L} -]{1,59}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RoleName();
}
