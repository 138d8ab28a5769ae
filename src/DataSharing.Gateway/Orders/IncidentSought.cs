namespace DataSharing.Gateway.Orders;

/// <summary>How somebody named the incident that they mean. Prints nothing of it.</summary>
internal sealed class IncidentSought
{
    private IncidentSought(string? name, string? force, string? token)
    {
        Name = name;
        Force = force;
        Token = token;
    }

    /// <summary>Its key, or the reference of its case; null where it is named by a token.</summary>
    public string? Name { get; }

    /// <summary>The force at which its record has the token; null where it is named otherwise.</summary>
    public string? Force { get; }

    /// <summary>The token of its record at the force, in capitals; null where it is named otherwise.</summary>
    public string? Token { get; }

    /// <summary>By its key in the source, or by the charity's reference of its case.</summary>
    public static IncidentSought ByName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new IncidentSought(name, null, null);
    }

    /// <summary>By the record id that a force has for it.</summary>
    public static IncidentSought ByToken(string force, string recordId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(force);
        ArgumentException.ThrowIfNullOrWhiteSpace(recordId);
        return new IncidentSought(null, force, recordId.ToUpperInvariant());
    }

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
