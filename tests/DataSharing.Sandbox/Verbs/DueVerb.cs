using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.Sandbox;

/// <summary>The verb <c>due</c>: a profile whose export falls due soon, to watch the worker.</summary>
internal static class DueVerb
{
    public static Command Build(TimeProvider time)
    {
        var profile = new Argument<string>("FILE") { Description = "The profile, for example .demo/config/forces/metropolitan.json." };
        var command = new Command("due", """
            Changes a trial's profile so that its export falls due at the minute after next, every day, UTC.

            Example: due .demo/config/forces/metropolitan.json
            Exit codes: 0 done, 2 usage (also when FILE is missing).
            """)
        {
            profile,
        };
        command.SetAction(parsed => Change(parsed.GetRequiredValue(profile), time));
        return command;
    }

    private static int Change(string file, TimeProvider time)
    {
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"{file} is not there.");
            return ExitCode.Usage;
        }

        JsonNode profile = TrialVerb.Read(file);
        DateTimeOffset due = time.GetUtcNow().AddMinutes(2);
        profile["schedule"] = new JsonObject
        {
            ["cron"] = string.Create(CultureInfo.InvariantCulture, $"0 {due.Minute} {due.Hour} * * ?"),
            ["timeZone"] = "UTC",
        };
        TrialVerb.Write(file, profile);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file)} falls due at {due:HH:mm} UTC."));
        return ExitCode.Done;
    }
}
