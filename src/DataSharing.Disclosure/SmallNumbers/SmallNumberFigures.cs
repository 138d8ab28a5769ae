namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>
/// What a data protection impact assessment asks of a recipient's table as it would stand after an export. Classes are rows with equal
/// cells; units are the smaller of the numbers of people and premises in a class.
/// </summary>
/// <param name="K">The least number of units of a class; null in mode <c>match</c>.</param>
/// <param name="RowsPerStep">How many rows stand at each step, the finest first; one number in mode <c>match</c>.</param>
/// <param name="Withheld">How many records small numbers hold back, or hold until more of their period can arrive.</param>
/// <param name="ShrunkClasses">
/// How many classes, told apart by every cell ever sent of a row, have fewer than k units: withdrawals, or corrections of whom a record is
/// about, made them smaller.
/// </param>
/// <param name="Uncounted">How many rows the recipient keeps that were sent under other rules, so that no class counts them.</param>
/// <param name="Counted">Over the counted columns, without the withheld records.</param>
/// <param name="CountedWithWithheld">Over the counted columns, as if the withheld records were released in their finest form.</param>
/// <param name="Released">Over all released columns, without the withheld records.</param>
/// <param name="ReleasedWithWithheld">Over all released columns, as if the withheld records were released in their finest form.</param>
public sealed record SmallNumberFigures(int? K, IReadOnlyList<int> RowsPerStep, int Withheld, int ShrunkClasses, int Uncounted,
    RiskFigures Counted, RiskFigures CountedWithWithheld, RiskFigures Released, RiskFigures ReleasedWithWithheld)
{
    /// <summary>
    /// Whether every class of all that the recipient has, over everything released, has at least k units; null in mode <c>match</c>.
    /// </summary>
    public bool? Holds => K is { } k ? Released.Rows > 0 && Released.SmallestClass >= k && ShrunkClasses == 0 && Uncounted == 0 : null;

    /// <summary>The share of records that small numbers hold back, 0 to 1.</summary>
    public double ShareWithheld => Withheld == 0 ? 0 : (double)Withheld / (Withheld + Counted.Rows);
}

/// <summary>How far rows stand out by some of their columns.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Classes">Classes.</param>
/// <param name="SmallestClass">Units of the smallest class; 0 where there is no row.</param>
/// <param name="Uniques">Classes of one unit.</param>
/// <param name="UniqueRows">Rows that are alone in their class.</param>
public sealed record RiskFigures(int Rows, int Classes, int SmallestClass, int Uniques, int UniqueRows)
{
    /// <summary>One divided by the units of the smallest class; 0 where there is no row.</summary>
    public double HighestRisk => SmallestClass == 0 ? 0 : 1.0 / SmallestClass;

    /// <summary>Classes divided by rows; 0 where there is no row.</summary>
    public double AverageRisk => Rows == 0 ? 0 : (double)Classes / Rows;

    /// <summary>The share of rows that are alone in their class, 0 to 1.</summary>
    public double ShareUnique => Rows == 0 ? 0 : (double)UniqueRows / Rows;
}
