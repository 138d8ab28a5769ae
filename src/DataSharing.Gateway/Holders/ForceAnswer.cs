using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Holders;

/// <summary>
/// What one force is told about what it was sent of one incident: by its own record id, and with nothing that shows another recipient, the
/// charity's own reference, or what waits for it.
/// </summary>
internal static class ForceAnswer
{
    /// <summary>The answer; it ends with a line break.</summary>
    /// <param name="held">What the force was sent; where it was asked about, no other recipient is in it.</param>
    /// <param name="force">The force's slug.</param>
    /// <param name="title">What the charity is called.</param>
    public static string Of(IncidentHolders held, string force, string title)
    {
        ArgumentNullException.ThrowIfNull(held);
        var text = new StringBuilder();
        Holder? holder = held.Holders.SingleOrDefault(one => one.Force == force);
        if (holder?.Sent.Any() != true)
        {
            return text.Append(CultureInfo.InvariantCulture, $"{title} has sent nothing about this record to {force}.\n").ToString();
        }

        text.Append(CultureInfo.InvariantCulture, $"What {title} sent to {force} about the record {holder.RecordId}\n");
        foreach (Telling telling in holder.Sent)
        {
            text.Append('\n');
            Write(text, telling);
        }

        text.Append('\n').Append(holder switch
        {
            { ToldToDelete: { } last } => string.Create(
                CultureInfo.InvariantCulture,
                $"The file of sequence {last.Row.Number.Sequence}, {HolderWords.Of(last.Day)}, says to delete the record.\n"),
            { HadIt: true } => "No file that was delivered after it says to delete the record.\n",
            _ => "No file has the record.\n",
        });
        return text.ToString();
    }

    private static void Write(StringBuilder text, Telling telling)
    {
        string sure = telling.Certainty == Certainty.Delivered ? "delivered" : "not known to have been delivered: you may have it";
        text.Append(
            CultureInfo.InvariantCulture,
            $"{HolderWords.Of(telling.Day)}, sequence {telling.Row.Number.Sequence}, attempt {telling.Row.Number.Attempt}: {HolderWords.Of(telling.Row.Action)}, version {telling.Row.Version}; {sure}\n");
        text.Append(CultureInfo.InvariantCulture, $"  file: {telling.Export.FileName}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  agreement: {telling.Export.Facts.AgreementReference}, version {telling.Export.Facts.AgreementVersion}\n");
        if (telling.Basis is { } basis)
        {
            text.Append(CultureInfo.InvariantCulture, $"  lawful basis: {basis}\n");
        }

        if (telling.Values is { } values)
        {
            foreach ((string heading, string? value) in values)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {heading}: {value ?? "(no value)"}\n");
            }
        }
        else if (telling.Row.Action != RowAction.Withdraw)
        {
            WriteColumns(text, telling);
        }
    }

    private static void WriteColumns(StringBuilder text, Telling telling)
    {
        if (telling.Missing is not null)
        {
            text.Append("  values: not known; they cannot be read at present\n");
        }

        if (telling.Columns is not { } columns)
        {
            text.Append("  columns: not known\n");
        }
        else
        {
            string names = string.Join(", ", ControlColumns.Names.Concat(columns.Select(column => column.Heading)));
            text.AppendJoin('\n', HolderWords.Wrapped($"columns: {names}", "  ")).Append('\n');
        }
    }
}
