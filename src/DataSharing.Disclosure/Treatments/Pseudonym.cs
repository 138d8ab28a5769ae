using System.Globalization;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A keyed pseudonym of a direct value, per force and column: 80 bits in Crockford base-32. Off in every shipped profile.
/// </summary>
internal sealed class Pseudonym : Treatment
{
    public override string Word => "pseudonym";

    public override Treated Apply(object value, in TreatmentContext context)
    {
        string text = value switch
        {
            string written => written,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException("Pseudonym was given a field type that no profile can give it."),
        };
        return Cell.Text(context.Keys.Pseudonym(context.Column, text));
    }

    public override CellForm Form(FileLayout layout) =>
        new("token", "16 characters, digits and capital letters, which stand for one value in every file for this recipient.");

    public override bool CanStand(string cell, FileLayout layout) =>
        cell.Length == 16 && cell.All(c => char.IsAsciiDigit(c) || (char.IsAsciiLetterUpper(c) && c is not ('I' or 'L' or 'O' or 'U')));
}
