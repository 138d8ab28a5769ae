using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace DataSharing.Sandbox;

/// <summary>The verbs <c>create</c> and <c>change</c>.</summary>
internal static class SourceVerbs
{
    private const string Codes = "Exit codes: 0 done, 1 failed, 2 usage (also when FILE is there already, or is missing).";

    private static readonly DateOnly DefaultDay = new(2026, 11, 20);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        Option<long> seed = Seed();
        var incidents = new Option<int>("--incidents") { HelpName = "N", Description = "How many incidents.", DefaultValueFactory = _ => 3000 };
        incidents.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 1)
            {
                result.AddError("--incidents must be 1 or more.");
            }
        });
        Option<DateOnly?> today = Today();
        Option<bool> json = AsJson();
        Argument<string> file = File("The SQLite file to make. It must not be there yet.");
        var command = new Command("create", $"Makes an incident source of two years. The same seed, number and day give the same content.\n\nExample: create --seed 1 --incidents 3000 /tmp/incidents.db\n{Codes}") { seed, incidents, today, json, file };
        command.SetAction(parsed => Guard(() =>
        {
            string path = parsed.GetRequiredValue(file);
            if (System.IO.File.Exists(path))
            {
                return Refuse($"{path} is there already. Give another name, or remove it first.");
            }

            IReadOnlyList<ForceCount> forces = SyntheticSource.Create(path, parsed.GetValue(seed), parsed.GetValue(incidents), parsed.GetValue(today) ?? DefaultDay);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(new { file = path, incidents = forces.Sum(force => force.Incidents), forces }, Json));
            }
            else
            {
                Table("force", ["incidents", "verified"], [.. forces.Select(force => (force.Force.Length == 0 ? "(none yet)" : force.Force, new[] { force.Incidents, force.Verified }))]);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    public static Command Change()
    {
        Option<long> seed = Seed();
        Option<DateOnly?> today = Today();
        Option<bool> json = AsJson();
        Argument<string> file = File("A source that create made.");
        var command = new Command("change", $"Makes one day's changes: incidents that are new, amended, edited where nobody else sees it, deleted, moved to another force, objected to, or no longer verified.\n\nExample: change --seed 2 --today 2026-11-21 /tmp/incidents.db\n{Codes}") { seed, today, json, file };
        command.SetAction(parsed => Guard(() =>
        {
            string path = parsed.GetRequiredValue(file);
            if (!System.IO.File.Exists(path))
            {
                return Refuse($"{path} is not there. Make a source first with: create --seed 1 --incidents 3000 {path}");
            }

            IReadOnlyList<ChangeCount> changes = SyntheticSource.Change(path, parsed.GetValue(seed), parsed.GetValue(today) ?? DefaultDay);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(new { file = path, changes }, Json));
            }
            else
            {
                ChangeKind[] kinds = Enum.GetValues<ChangeKind>();
                Table("force", [.. kinds.Select(kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()))],
                    [.. changes.GroupBy(change => change.Force, StringComparer.Ordinal).Select(group => (group.Key, kinds.Select(kind => group.Where(change => change.Kind == kind).Sum(change => change.Count)).ToArray()))]);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static Option<long> Seed() => new("--seed") { HelpName = "N", Description = "Chooses the content.", DefaultValueFactory = _ => 1 };

    private static Option<bool> AsJson() => new("--json") { Description = "Prints one JSON document." };

    private static Argument<string> File(string description) => new("FILE") { Description = description };

    private static Option<DateOnly?> Today() => new("--today")
    {
        HelpName = "yyyy-MM-dd",
        Description = "The day of the last reports. [default: 2026-11-20]",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                return day;
            }

            result.AddError("--today must be a day such as 2026-11-20.");
            return default;
        },
    };

    private static int Guard(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or SqliteException)
        {
            Console.Error.WriteLine(problem.Message);
            return ExitCode.Failed;
        }
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }

    private static void Table(string first, IReadOnlyList<string> columns, IReadOnlyList<(string Name, int[] Numbers)> rows)
    {
        Console.Out.WriteLine($"{first,-20}{string.Concat(columns.Select(column => $"{column,12}"))}");
        foreach ((string name, int[] numbers) in rows)
        {
            Console.Out.WriteLine($"{name,-20}{string.Concat(numbers.Select(number => number.ToString(CultureInfo.InvariantCulture).PadLeft(12)))}");
        }
    }
}
