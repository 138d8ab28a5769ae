using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary>A number that a person types at a terminal, to show that they have read what is asked.</summary>
internal static class TypedNumber
{
    /// <summary>Asks for it.</summary>
    /// <param name="input">Where it is typed.</param>
    /// <param name="output">Where it is asked.</param>
    /// <param name="question">The question.</param>
    /// <returns>The number; null where something else, or nothing, was typed.</returns>
    public static int? Ask(TextReader input, TextWriter output, string question)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(question + " ");
        output.Flush();
        return int.TryParse(input.ReadLine()?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
