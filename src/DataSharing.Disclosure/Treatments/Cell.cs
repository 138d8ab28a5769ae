using System.Globalization;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// One released value before file formatting. The hash covers <see cref="Canonical"/>; a day is formatted by the file layout, a number is
/// never taken for a formula.
/// </summary>
internal readonly struct Cell
{
    private Cell(string? canonical, DateOnly? day, bool number)
    {
        Canonical = canonical;
        Day = day;
        IsNumber = number;
    }

    /// <summary>A cell without a value.</summary>
    public static Cell None => default;

    /// <summary>The value as text, the same whatever the file's format; null for none.</summary>
    public string? Canonical { get; }

    /// <summary>The day, where the cell is one.</summary>
    public DateOnly? Day { get; }

    /// <summary>Whether the text was made from a number.</summary>
    public bool IsNumber { get; }

    public static Cell Text(string text) => new(text, null, false);

    public static Cell OfDay(DateOnly day) => new(day.ToString("O", CultureInfo.InvariantCulture), day, false);

    public static Cell Number(decimal number) =>
        new(number.ToString("0.############################", CultureInfo.InvariantCulture), null, true);

    public static Cell Number(long number) => new(number.ToString(CultureInfo.InvariantCulture), null, true);
}
