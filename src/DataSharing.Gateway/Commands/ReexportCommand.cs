using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing reexport</c>.</summary>
internal static class ReexportCommand
{
    private const int MonthsOfQuarter = 3;

    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var full = new Option<bool>("--full") { Description = "The whole holding: what is not in the file the force should not hold." };
        Option<string?> from = DateOption(
            "--from", "A range of released dates instead: its first day, or its first month or quarter (2026-04, 2026-Q2).");
        Option<string?> to = DateOption("--to", "Its last day, or its last month or quarter. A range is of whole months at least.");
        var column = new Option<string?>(
            "--column") { Description = "The column with the date, where the profile releases more than one.", HelpName = "NAME" };
        Option<string?> why = ReasonOption.Build(required: true);
        var command = new Command("reexport", """
            Build and deliver a new export: the normal difference, and unchanged records as RESEND. Those are the whole holding (--full), or the records whose
            released date lies in a range of whole months or quarters (--from and --to).

            Examples:
              datasharing reexport metropolitan --full --reason "the force rebuilt its database"
              datasharing reexport metropolitan --from 2026-04 --to 2026-06 --reason "the force lost a quarter"

            Exit codes: 0 done, 1 failed, refused or unconfirmed, 2 usage or configuration, 3 held for approval, 4 force busy,
            130 cancelled.
            """)
        {
            force, full, from, to, column, why,
        };
        var accept = new AcceptOption(command);
        command.Validators.Add(result =>
        {
            bool isFull = result.Has(full);
            bool begins = result.GetResult(from) is not null;
            bool ends = result.GetResult(to) is not null;
            if (isFull ? begins || ends : !(begins && ends))
            {
                result.AddError("Nothing was sent. Say either --full, for the whole holding, or --from and --to, for a range.");
            }
            else if (isFull && result.GetResult(column) is not null)
            {
                result.AddError("--column goes with --from and --to.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            RangeRequest? range = parsed.GetValue(full) ? null
                : new RangeRequest(
                PeriodOf(parsed.GetValue(from))!.Value.First, PeriodOf(parsed.GetValue(to))!.Value.Last, parsed.GetValue(column));
            return Run.OneAsync(
                CommandContext.From(parsed),
                time,
                (workshop, flow) => new ReexportForce(
                    workshop.Ledger, flow, parsed.GetValue(force)!, range,
                    parsed.GetValue(why)!) { Accepted = accept.Of(parsed) },
                ct);
        });
        return command;
    }

    private static Option<string?> DateOption(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DATE" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => PeriodOf(token.Value) is null))
            {
                result.AddError($"{name} takes a day (2026-04-01), a month (2026-04) or a quarter (2026-Q2).");
            }
        });
        return option;
    }

    /// <summary>The days of a day, month or quarter; null where the text is none.</summary>
    private static (DateOnly First, DateOnly Last)? PeriodOf(string? text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return (day, day);
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly month))
        {
            return (month, EndOf(month));
        }

        if (text is [_, _, _, _, '-', 'Q', >= '1' and <= '4' and var quarter]
            && DateOnly.TryParseExact(text[..4], "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly year))
        {
            DateOnly first = year.AddMonths((quarter - '1') * MonthsOfQuarter);
            return (first, EndOf(first.AddMonths(MonthsOfQuarter - 1)));
        }

        return null;
    }

    private static DateOnly EndOf(DateOnly month) => new(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month));
}
