using System.Globalization;

namespace DataSharing.Disclosure.Planning;

/// <summary>The source gave a key that is null, repeated or out of order, so nothing can be planned. Names no key.</summary>
public sealed class SourceOrderException : Exception
{
    /// <summary>Says what is wrong with which row.</summary>
    /// <param name="row">The row, from 1.</param>
    /// <param name="fault">What is wrong, in words.</param>
    public SourceOrderException(long row, string fault)
        : base($"Row {row.ToString(CultureInfo.InvariantCulture)} of the source has a key that is {fault}. Check the view for a join that multiplies rows, and that the key is an integer or ASCII text ordered by bytes.")
    {
    }
}
