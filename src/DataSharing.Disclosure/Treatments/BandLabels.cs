namespace DataSharing.Disclosure.Treatments;

/// <summary>How the bands of numbers are called.</summary>
internal enum BandLabels
{
    /// <summary><c>3-5</c> and <c>6+</c>, as in profiles that do not say it.</summary>
    Dashes,

    /// <summary><c>3 to 5</c> and <c>6 or more</c>.</summary>
    Words,
}
