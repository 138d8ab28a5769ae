using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing force list</c>.</summary>
internal static class ForceListCommand
{
    private const string Nothing = "-";
    private const string WithoutProfile = "noProfile";

    public static Command Build(TimeProvider time)
    {
        var all = new Option<bool>("--all") { Description = "Also the forces of reference/forces.csv that have no profile." };
        var list = new Command("list", """
            List the forces: state, days of the agreement, last delivery and next due time. Changes nothing. datasharing status says what is
            wrong.

            Examples:
              datasharing force list
              datasharing --json force list --all

            Exit codes: 0 done, 1 the ledger cannot be read, 2 usage or configuration, 130 cancelled.
            """)
        {
            all,
        };
        list.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
            {
                ForceList listed = context.Folder.ReadForceList();
                IReadOnlyList<ForceStatus> known = await ForceStatus.ReadAsync(context.Folder, workshop.Ledger, time, null, ct);
                Line[] lines = [.. known.Select(force => new Line(force.State.Force, listed.Find(force.State.Force), force))];
                if (parsed.GetValue(all))
                {
                    lines = [.. lines.Concat(listed.All.Where(force => lines.All(line => line.Force != force.Slug))
                        .Select(force => new Line(force.Slug, force, null))).OrderBy(line => line.Force, StringComparer.Ordinal)];
                }

                Show(context, lines);
                return ExitCode.Done;
            }, ct);
        });
        return list;
    }

    private static void Show(CommandContext context, Line[] lines)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                forces = lines.Select(line => new
                {
                    force = line.Force,
                    name = line.Listed?.Name,
                    nation = line.Listed?.Nation,
                    state = line.State,
                    reason = line.Status?.State.Reason?.Code,
                    agreement = line.Agreement?.Reference,
                    inForceFrom = line.Agreement?.InForceFrom,
                    lastDay = line.Agreement?.LastDay,
                    reviewDue = line.Agreement?.ReviewDue,
                    backfillFrom = line.Agreement?.BackfillFrom,
                    sequence = line.Status?.Sequence,
                    deliveredAt = line.Status?.DeliveredAt,
                    nextDue = line.Status?.NextDue,
                }),
            });
            return;
        }

        string[][] rows = [["force", "state", "in force", "review due", "delivered", "next due"], .. lines.Select(Cells)];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            context.Output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static string[] Cells(Line line) =>
    [
        line.Force,
        line.State + (line.Status?.State.Reason is { } reason ? $" ({reason.Code})" : ""),
        line.Agreement is { } agreement
            ? string.Create(CultureInfo.InvariantCulture, $"{agreement.InForceFrom:yyyy-MM-dd} to {agreement.LastDay:yyyy-MM-dd}")
                : Nothing,
        line.Agreement?.ReviewDue?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Nothing,
        line.Status?.DeliveredAt is { } delivered ? London.Clock(delivered) : Nothing,
        line.Status?.NextDue is { } next ? London.Clock(next) : Nothing,
    ];

    /// <summary>What is shown of a force; without a status it has no profile.</summary>
    private sealed record Line(string Force, ListedForce? Listed, ForceStatus? Status)
    {
        public string State => Status is null ? WithoutProfile : Json.Word(Status.State.Standing);

        public Agreement? Agreement => Status?.State.Configuration?.Profile.Agreement;
    }
}
