using System.Globalization;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Holders;

/// <summary>How days, rows and lists are called in what people read.</summary>
internal static class HolderWords
{
    /// <summary>A day, for example <c>20 November 2026</c>.</summary>
    public static string Of(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A row's action as its file has it, for example <c>NEW</c>.</summary>
    public static string Of(RowAction action) => action.ToString().ToUpperInvariant();

    /// <summary>How sure it is that the recipient has it.</summary>
    public static string Of(Telling telling)
    {
        ArgumentNullException.ThrowIfNull(telling);
        string state = Json.Word(telling.Row.State);
        return telling.Certainty switch
        {
            Certainty.Delivered => "delivered",
            Certainty.MayHave => telling.Row.PartTaken ? $"may have it ({state}, and a part of the file was taken)" : $"may have it ({state})",
            _ => $"not sent yet ({state})",
        };
    }

    /// <summary>Numbers in a row, for example <c>1, 2 and 5</c>.</summary>
    public static string Of(IEnumerable<int> numbers)
    {
        string[] words = [.. numbers.Distinct().Order().Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return words.Length < 2 ? string.Concat(words) : $"{string.Join(", ", words[..^1])} and {words[^1]}";
    }

    /// <summary>Breaks a text between words; every line begins with the indent.</summary>
    public static IEnumerable<string> Wrapped(string text, string indent = "")
    {
        const int width = 90;
        ArgumentNullException.ThrowIfNull(text);
        string line = indent;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = indent;
            }

            line += line.Length == indent.Length ? word : " " + word;
        }

        yield return line;
    }
}
