using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Release;

namespace DataSharing.Sandbox;

/// <summary>One edit of the sample configuration, with what it is to a force.</summary>
/// <param name="Name">What somebody does.</param>
/// <param name="Force">The force that is looked at.</param>
/// <param name="File">The file that is edited.</param>
/// <param name="Edit">Makes the new text of the old.</param>
/// <param name="Class">What the change does; where the program refuses the text, what it would do.</param>
/// <param name="Words">A piece of the words in which it is told.</param>
internal sealed record ProfileEdit(string Name, string Force, string File, Func<string, string> Edit, ChangeClass Class, string Words)
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whether the program refuses the text, so that the force is suspended.</summary>
    public bool IsRefused { get; init; }

    /// <summary>What was done to the same file before, and was used; null for nothing.</summary>
    public Func<string, string>? First { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Force})";

    /// <summary>An edit of a JSON document, in whichever form it is written.</summary>
    public static Func<string, string> Json(Action<JsonNode> change) => text =>
    {
        JsonNode document = JsonNode.Parse(text, documentOptions: Relaxed)!;
        change(document);
        return document.ToJsonString(Indented);
    };

    /// <summary>The text with one piece in the place of another, which has to be there.</summary>
    public static Func<string, string> Swap(string from, string to) => text => text.Contains(from, StringComparison.Ordinal)
        ? text.Replace(from, to, StringComparison.Ordinal) : throw new InvalidOperationException($"\"{from}\" is not in the text.");

    /// <summary>The text with a line at its end.</summary>
    public static Func<string, string> Line(string line) => text => text.TrimEnd('\n') + "\n" + line + "\n";
}
