using System.Text;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Holders;

/// <summary>
/// The draft of a letter to a person whom an incident is about, or who reported it: which recipient was told what and when, and whether it
/// was told to delete it. It has only columns about that role or the event: no free text, and no token. Prints nothing of the incident.
/// </summary>
internal sealed class SubjectLetter
{
    /// <summary>With what every draft begins.</summary>
    public const string Heading = "draft: check identity and exemptions (DPA 2018 Sch. 2) before it goes";

    private readonly IncidentHolders _held;
    private readonly FieldSubject _role;
    private readonly StringBuilder _letter = new();
    private readonly List<(string Force, string What, int Sequence)> _left = [];

    private SubjectLetter(IncidentHolders held, FieldSubject role)
    {
        _held = held;
        _role = role;
    }

    /// <summary>The letter; it ends with a line break.</summary>
    public string Text => _letter.ToString();

    /// <summary>What the letter does not have and a file has, for the data protection officer: one line each, without a value.</summary>
    public IReadOnlyList<string> LeftOut =>
    [
        .. _left.GroupBy(left => (left.Force, left.What)).Select(
            left => $"{left.Key.Force}: {left.Key.What}, sequence {HolderWords.Of(left.Select(one => one.Sequence))}"),
    ];

    /// <summary>Writes the letter.</summary>
    /// <param name="held">Who holds the incident; with its values they are in the letter, without them the letter says what was sent.</param>
    /// <param name="role">The person's role: victim, offender or reporter.</param>
    /// <param name="title">What the charity is called.</param>
    /// <param name="today">The day of the letter.</param>
    public static SubjectLetter Of(IncidentHolders held, FieldSubject role, string title, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(held);
        var letter = new SubjectLetter(held, role);
        letter.Write(title, today);
        return letter;
    }

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";

    private void Write(string title, DateOnly today)
    {
        Line(Heading);
        Line();
        Line(title);
        Line(HolderWords.Of(today));
        Line();
        Holder[] told = [.. _held.Holders.Where(holder => holder.HadIt)];
        Telling[] waits = [.. _held.Holders.SelectMany(holder => holder.Tellings).Where(one => one.Certainty == Certainty.Waiting)];
        Paragraph(told.Length == 0
            ? "You asked whom we told about the incident. Our exchange with the police forces has sent nothing about it to any of them."
                + (waits.Length > 0 ? " A file that has it may still go." : "")
            : "You asked whom we told about the incident. This letter names each organisation that we told, what we sent to it about the event and about you, and when.");
        foreach (Holder holder in told)
        {
            Line();
            Write(holder);
        }

        foreach (Telling waiting in waits)
        {
            Leave(waiting, $"a file that was not sent yet ({Json.Word(waiting.Row.State)})");
        }
    }

    private void Write(Holder holder)
    {
        Line(holder.Name);
        if (holder.Tellings.Select(telling => telling.Purpose).LastOrDefault(purpose => purpose is not null) is { } purpose)
        {
            Paragraph($"Purpose: {purpose}");
        }

        foreach (Telling telling in holder.Sent)
        {
            Line();
            Write(telling);
        }

        Line();
        Paragraph(holder switch
        {
            { ToldToDelete: { } last } => $"On {HolderWords.Of(last.Day)} we told {holder.Name} to delete what it has about the incident.",
            { IsBeingTold: true } => $"We are telling {holder.Name} to delete what it has about the incident. That is not done yet.",
            _ => $"We have not told {holder.Name} to delete what it has about the incident.",
        });
    }

    private void Write(Telling telling)
    {
        string what = telling.Row.Action switch
        {
            RowAction.Withdraw => "we told it to delete what it has about the incident.",
            RowAction.New => "we sent the following.",
            RowAction.Amend => "we sent the following, in place of what we had sent before.",
            _ => "we sent the following again.",
        };
        if (telling.Row is { IsResend: true, Action: not (RowAction.Withdraw or RowAction.Resend) })
        {
            what = "we sent the following again.";
        }

        Paragraph(telling.Certainty == Certainty.Delivered ? $"{HolderWords.Of(telling.Day)}: {what}"
            : $"{HolderWords.Of(telling.Day)}: {what} We do not know whether it arrived. They may have it.");
        if (telling.Row.Action == RowAction.Withdraw)
        {
            return;
        }

        Leave(telling, $"{ControlColumns.Names[0]} (a token)");
        if (telling.Columns is not { } columns)
        {
            Paragraph("We cannot say from our records which details these were.", "  ");
            Leave(telling, "every column: the profile of then is not kept, so nothing says whom a column is about");
            return;
        }

        WriteColumns(telling, columns);
    }

    private void WriteColumns(Telling telling, IReadOnlyList<SentColumn> columns)
    {
        Dictionary<string, string?>? values = telling.Values?.ToDictionary(StringComparer.Ordinal);
        if (telling.Missing is { } missing)
        {
            Leave(telling, $"every value: {missing}");
        }

        foreach (SentColumn column in columns)
        {
            if (column.LeftOutFor(_role) is { } why)
            {
                Leave(telling, $"{column.Heading} ({why})");
            }
            else if (values is null)
            {
                Paragraph($"- {column.Meaning}", "  ");
            }
            else if (values.GetValueOrDefault(column.Heading) is { } value)
            {
                Paragraph($"- {column.Meaning.TrimEnd('.')}: {column.WordsOf(value)}", "  ");
            }
        }
    }

    private void Leave(Telling telling, string what) => _left.Add((telling.Row.Force, what, telling.Row.Number.Sequence));

    private void Line(string text = "") => _letter.Append(text).Append('\n');

    private void Paragraph(string text, string indent = "")
    {
        foreach (string line in HolderWords.Wrapped(text, indent))
        {
            Line(line);
        }
    }
}
