using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary>A number that a person types at a terminal, to show that they have read what is asked.</summary>
internal static class TypedNumber
{
    /// <summary>Asks for it.</summary>
    /// <param name="input">Where it is typed.</param>
    /// <param name="output">Where it is asked.</param>
    /// <param name="question">The question.</param>
    /// <param name="ct">Stops waiting for an answer.</param>
    /// <returns>The number; null where something else, or nothing, was typed.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before a line was typed.</exception>
    public static async Task<int?> AskAsync(TextReader input, TextWriter output, string question, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(question + " ");
        await output.FlushAsync(ct);
        // A terminal cannot be read in a way that ends when it is cancelled: the reading is left behind, on a thread that holds nobody up.
        string? line = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(ct);
        return int.TryParse(line?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
