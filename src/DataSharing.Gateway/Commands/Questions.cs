using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// What a command has to know and was not told: asked at a terminal, and where there is none named all at once.
/// </summary>
internal sealed class Questions(ParseResult parsed)
{
    private readonly List<(Option<string?> Option, string Question)> _missing = [];
    private readonly Dictionary<Option<string?>, string> _answers = [];

    /// <summary>Needs the option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="question">What to ask where it was not given.</param>
    public void Need(Option<string?> option, string question)
    {
        if (parsed.GetValue(option) is { } given)
        {
            _answers[option] = given;
        }
        else
        {
            _missing.Add((option, question));
        }
    }

    /// <summary>Asks for what is missing.</summary>
    /// <param name="context">Where to ask.</param>
    /// <param name="ct">Stops waiting for an answer.</param>
    /// <returns>What is still missing, in words; null where nothing is.</returns>
    public async Task<string?> AskAsync(CommandContext context, CancellationToken ct)
    {
        if (_missing.Count > 0 && !context.IsJson && !Console.IsInputRedirected)
        {
            foreach ((Option<string?> option, string question) in _missing)
            {
                context.Error.Write(question + " ");
                await context.Error.FlushAsync(ct);
                // A terminal cannot be read in a way that ends when it is cancelled: the reading is left behind.
                string? line = (await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(ct))?.Trim();
                if (!string.IsNullOrEmpty(line))
                {
                    _answers[option] = line;
                }
            }
        }

        string[] unanswered = [.. _missing.Where(one => !_answers.ContainsKey(one.Option)).Select(one =>
            $"{one.Option.Name} {one.Option.HelpName}")];
        return unanswered.Length == 0 ? null : $"What is missing: {string.Join(", ", unanswered)}.";
    }

    /// <summary>What was given or answered.</summary>
    public string this[Option<string?> option] => _answers[option];

    /// <summary>An option that takes a day.</summary>
    public static Option<string?> Day(string name, string description, bool required = false)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DATE", Required = required };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => DayOf(token.Value) is null))
            {
                result.AddError($"{name} takes a day, written as year-month-day, for example 2026-12-01.");
            }
        });
        return option;
    }

    /// <summary>The day that was written; null where it is none.</summary>
    public static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;
}
