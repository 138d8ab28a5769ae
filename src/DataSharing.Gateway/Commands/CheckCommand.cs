using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing check</c>.</summary>
internal static class CheckCommand
{
    private const int FireTimes = 5;

    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>("force") { Description = "Check this force only.", Arity = ArgumentArity.ZeroOrOne };
        var connect = new Option<bool>("--connect") { Description = "Also look at the source, the ledger, the key ring and each drop." };
        var strict = new Option<bool>("--strict") { Description = "Exit with code 2 for warnings too." };
        var command = new Command("check", """
            Check the configuration folder: every problem at once, with file, JSON path and line. Sends nothing.
            An error suspends the force, or all of them where the file is shared. A warning suspends nothing.

            Examples:
              datasharing check
              datasharing check --strict
              datasharing --json check metropolitan --connect

            Exit codes: 0 no errors, 2 there are errors, or with --strict warnings, 130 cancelled.
            """)
        {
            force, connect, strict,
        };
        command.SetAction(
            (parsed, ct) => CheckAsync(
            CommandContext.From(parsed), time, parsed.GetValue(force), parsed.GetValue(connect), parsed.GetValue(strict), ct));
        return command;
    }

    private static async Task<int> CheckAsync(
        CommandContext context, TimeProvider time, string? onlyForce, bool connect, bool strict, CancellationToken ct)
    {
        if (onlyForce is not null && Directory.Exists(context.Folder.Path) && !context.Folder.HasForce(onlyForce))
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(onlyForce));
        }

        EnvironmentReport report = await EnvironmentCheck.RunAsync(context.Folder, onlyForce, connect, time, ct);
        int warnings = report.Problems.Count(problem => problem.Severity == ConfigSeverity.Warning);
        int errors = report.Problems.Count - warnings;
        DateTimeOffset now = time.GetUtcNow();
        ShownForce[] forces = [.. report.Forces.Select(force => new ShownForce(force, report.Whole.GetValueOrDefault(force), now))];
        if (context.IsJson)
        {
            ShowJson(context, report, forces, errors, warnings);
        }
        else
        {
            Show(context.Output, report, forces);
            context.Output.WriteLine(
                report.Problems.Count == 0 ? "All is well." : $"{Count(errors, "error")}, {Count(warnings, "warning")}.");
        }

        return errors > 0 || (strict && warnings > 0) ? ExitCode.Usage : ExitCode.Done;
    }

    private static void ShowJson(CommandContext context, EnvironmentReport report, ShownForce[] forces, int errors, int warnings) =>
        Answer.Json(context, new
    {
        ok = errors == 0,
        warnings,
        problems = report.Problems.Select(Answer.Document),
        notes = report.Notes.Select(Answer.Document),
        forces = forces.Select(force => new
        {
            force = force.Force,
            enabled = force.Configuration?.Profile.Enabled ?? false,
            nextFireTimes = force.Times,
            engine = force.Engine?.Word(),
            engineLimits = force.Engine?.Limits(),
        }),
    });

    private static void Show(TextWriter output, EnvironmentReport report, ShownForce[] forces)
    {
        foreach (ConfigProblem problem in report.Problems)
        {
            output.WriteLine(problem.ToString());
        }

        foreach (ConfigNote note in report.Notes.Where(note => !report.Forces.Any(force => note.File == EnvironmentCheck.FileOf(force))))
        {
            output.WriteLine(note.ToString());
        }

        foreach (ShownForce force in forces)
        {
            Show(output, force, report.Notes.Where(note => note.File == EnvironmentCheck.FileOf(force.Force)));
        }

        foreach (SftpEngine engine in forces.Select(force => force.Engine).OfType<SftpEngine>().Distinct())
        {
            if (engine.Limits() is { } limits)
            {
                output.WriteLine($"The engine {engine.Word()}: {limits}");
            }
        }
    }

    private static void Show(TextWriter output, ShownForce force, IEnumerable<ConfigNote> notes)
    {
        string state = force.Configuration is null ? "suspended: its profile, or what it rests on, has errors"
            : force.Configuration.Profile.Enabled ? "enabled" : "disabled";
        output.WriteLine($"{force.Force}: {state}");
        if (force.Configuration is { Profile.Agreement: { } agreement })
        {
            string review = agreement.ReviewDue is { } due ? string.Create(CultureInfo.InvariantCulture, $", review due {due:yyyy-MM-dd}")
                : "";
            string contact = agreement.Contact is { } mailbox ? $", contact {mailbox}" : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  agreement {agreement.Reference}, in force {agreement.InForceFrom:yyyy-MM-dd} to {agreement.LastDay:yyyy-MM-dd}{review}{contact}; engine {force.Engine!.Value.Word()}"));
        }

        foreach (ConfigNote note in notes)
        {
            output.WriteLine("  " + note);
        }

        foreach (DateTimeOffset fire in force.Times)
        {
            TimeZoneInfo zone = force.Configuration!.Schedule.Zone;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  next {TimeZoneInfo.ConvertTime(fire, zone):ddd yyyy-MM-dd HH:mm} {zone.Id} ({fire:yyyy-MM-dd'T'HH:mm:ss'Z'})"));
        }
    }

    private static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    /// <summary>What is shown of a force; without a configuration it is suspended.</summary>
    private sealed record ShownForce(string Force, ForceConfiguration? Configuration, DateTimeOffset Now)
    {
        public SftpEngine? Engine => Configuration?.Drop.Endpoint.Engine;

        public IReadOnlyList<DateTimeOffset> Times { get; } = Configuration?.Schedule.Next(Now, FireTimes) ?? [];
    }
}
