using System.Globalization;

namespace DataSharing.Sandbox;

/// <summary>
/// The one switch for what takes long: <c>DATASHARING_LONG=1</c> runs every test at its full length, every other run the first part of the same seeded sequence.
/// </summary>
public static class LongRun
{
    /// <summary>Whether everything runs at full length.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable("DATASHARING_LONG") == "1";

    /// <summary>How many rounds a test goes.</summary>
    /// <param name="full">The full number.</param>
    /// <param name="own">The variable that names a number for this test alone.</param>
    /// <param name="part">A run that is not long goes one part of so many; at least 1.</param>
    public static int Rounds(int full, string? own = null, int part = 10) =>
        own is not null && int.TryParse(Environment.GetEnvironmentVariable(own), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : IsAsked ? full : full / part;
}
