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

    private Agreement(
        string reference, string version, DateOnly inForceFrom, DateOnly lastDay, DateOnly? reviewDue, bool suspended, string basis,
        string marking, string? contact)
    {
        Reference = reference;
        Version = version;
        InForceFrom = inForceFrom;
        LastDay = lastDay;
        ReviewDue = reviewDue;
        Suspended = suspended;
        Basis = basis;
        Marking = marking;
        Contact = contact;
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

    /// <summary>Whether the agreement is suspended.</summary>
    public bool Suspended { get; }

    /// <summary>The lawful basis, in words.</summary>
    public string Basis { get; }

    /// <summary>The protective marking of the file, in words.</summary>
    public string Marking { get; }

    /// <summary>The mailbox at the force for what no file can tell it; null where none is written.</summary>
    public string? Contact { get; }

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
        bool suspended = block.OptionalBoolean("suspended", false);
        string? basis = block.Text("basis", "UK GDPR Article 6(1)(f)");
        string? marking = block.Text("marking", "OFFICIAL-SENSITIVE");
        string? contact = block.OptionalText("contact", "data.sharing@police.example", Mailbox());
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

        // A member that is null was reported when the document was read, so no problem is added for it here.
        return block.Problems.Reported == before
            && (reference, version, from, last, basis, marking) is ({ } name, { } issue, { } first, { } end, { } ground, { } mark)
            ? new Agreement(name, issue, first, end, review, suspended, ground, mark, contact)
            : null;
    }

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mailbox();
}
