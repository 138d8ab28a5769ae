using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Onboarding;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing force enable</c> and <c>datasharing force disable</c>.</summary>
internal static class ForceStateCommand
{
    public static Command BuildEnable(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        Option<string?> from = Questions.Day("--from", "The first day on which data may be sent: today or later.", required: true);
        var enable = new Command("enable", """
            Let a force's nights begin: the profile gets "enabled": true, a later first day of its agreement where one is named, and the
            next version. Nothing
            else in the file changes, and the ledger says who did it. A profile with an error is not enabled.

            Example:
              datasharing force enable essex --from 2026-12-01

            Exit codes: 0 enabled (also where it was already), 1 it was refused, or the ledger cannot be written, 2 usage or configuration,
              130 cancelled.
            """)
        {
            force, from,
        };
        enable.SetAction((parsed, ct) => ChangeAsync(
            CommandContext.From(parsed), time, parsed.GetValue(force)!, Questions.DayOf(parsed.GetValue(from)), ct));
        return enable;
    }

    public static Command BuildDisable(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var disable = new Command("disable", """
            End a force's nights: the profile gets "enabled": false and the next version. Nothing else in the file changes, and the ledger
            says who did it. The
            force keeps what it has; to stop everything at once, for every force: datasharing stop-all.

            Example:
              datasharing force disable essex

            Exit codes: 0 disabled (also where it was already), 1 it was refused, or the ledger cannot be written, 2 usage or configuration,
              130 cancelled.
            """)
        {
            force,
        };
        disable.SetAction((parsed, ct) => ChangeAsync(CommandContext.From(parsed), time, parsed.GetValue(force)!, null, ct));
        return disable;
    }

    private static Task<int> ChangeAsync(CommandContext context, TimeProvider time, string force, DateOnly? from, CancellationToken ct) =>
        Run.GuardedAsync(context, () =>
        {
            if (!context.Folder.HasForce(force))
            {
                return Task.FromResult(Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(force)));
            }

            ChangedProfile profile = ChangedProfile.Compose(context.Folder, force, from, time);
            return Run.WithWorkshopAsync(context, time, LedgerUse.Write, async workshop =>
            {
                bool changed = await new ChangeForce(workshop.Ledger, profile).RunAsync(context.WhoAsks(time), ct);
                Show(context, profile.Read, changed, time.GetUtcNow());
                return ExitCode.Done;
            }, ct);
        });

    private static void Show(CommandContext context, ForceConfiguration force, bool changed, DateTimeOffset now)
    {
        ForceProfile profile = force.Profile;
        DateTimeOffset? next = profile.Enabled ? FirstDue(force, now) : null;
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                force = profile.Force,
                enabled = profile.Enabled,
                changed,
                version = profile.Version,
                inForceFrom = profile.Agreement.InForceFrom,
                lastDay = profile.Agreement.LastDay,
                nextDue = next,
            });
            return;
        }

        string state = profile.Enabled ? "enabled" : "disabled";
        string done = changed ? string.Create(CultureInfo.InvariantCulture, $"is {state} now, version {profile.Version}")
            : $"was {state} already, and nothing was changed";
        context.Output.WriteLine($"{profile.Force}: {done}.");
        if (next is { } due)
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  in force {profile.Agreement.InForceFrom:yyyy-MM-dd} to {profile.Agreement.LastDay:yyyy-MM-dd}; first due {London.Clock(due)}"));
        }
    }

    /// <summary>The first due time on which the agreement is in force.</summary>
    private static DateTimeOffset? FirstDue(ForceConfiguration force, DateTimeOffset now)
    {
        var begins = new DateTimeOffset(force.Profile.Agreement.InForceFrom.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        DateTimeOffset from = begins > now ? begins.AddHours(-1) : now;
        return force.Schedule.Next(from, 1) is [var next] ? next : null;
    }
}
