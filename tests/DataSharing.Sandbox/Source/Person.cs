namespace DataSharing.Sandbox.Source;

/// <summary>An invented person, with everything an incident system could know of them.</summary>
internal sealed class Person
{
    public required long Id { get; init; }

    public required string First { get; init; }

    public required string Last { get; init; }

    public required string Gender { get; init; }

    public required DateOnly Born { get; init; }

    public required string Phone { get; init; }

    public required string Email { get; init; }

    public required string Street { get; init; }

    public required string? Flat { get; init; }

    public required string Town { get; init; }

    public required string Postcode { get; init; }

    public required string Handle { get; init; }

    public required string Plate { get; init; }

    public string Name => $"{First} {Last}";

    public string Profile => $"https://social.example/{Handle[1..]}";

    public int AgeOn(DateOnly day) => day.Year - Born.Year - (day.DayOfYear < Born.DayOfYear ? 1 : 0);
}
