using System.Globalization;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Incidents;

/// <summary>
/// The source cannot be read. Carries what was being done and the database's error number; never the provider's message, which can quote a
/// value.
/// </summary>
internal sealed class SourceUnavailableException : Exception
{
    /// <summary>Says what was being done, with the provider's error number.</summary>
    public SourceUnavailableException(string stage, int errorNumber)
        : base($"The incident source could not be read while {stage} (database error {errorNumber.ToString(CultureInfo.InvariantCulture)}). {Advice(errorNumber)}")
    {
    }

    /// <summary>Says what is wrong in our own words.</summary>
    public SourceUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>As <see cref="SourceUnavailableException(string)"/>, with a reason of its own.</summary>
    public SourceUnavailableException(string message, Reason reason)
        : base(message) => Reason = reason;

    /// <summary>The reason code of the run that ends by it.</summary>
    public Reason Reason { get; } = Reason.SourceUnavailable;

    private static string Advice(int errorNumber) => errorNumber switch
    {
        14 => "The file does not exist or may not be opened: check source.database in gateway.json.",
        5 or 6 => "Another program has locked it: try again when that program is done.",
        10 or 13 => "It cannot be read or written beside: look whether its disk, or the one of the temporary files, has room.",
        11 or 26 => "The file is damaged or is not a database.",
        1 => "The statement in source/incidents.sql, or a column of source/fields.json, does not fit the database. Run: datasharing check --connect.",
        _ => "Run: datasharing check --connect.",
    };
}
