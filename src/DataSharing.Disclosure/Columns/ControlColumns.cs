namespace DataSharing.Disclosure.Columns;

/// <summary>The three columns with which every row begins.</summary>
public static class ControlColumns
{
    /// <summary>Their names, in order: the token, what to do, and the version sent to this force.</summary>
    public static IReadOnlyList<string> Names { get; } = ["record_id", "action", "version"];
}
