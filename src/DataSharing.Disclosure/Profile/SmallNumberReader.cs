using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Profile;

/// <summary>What a profile claims about small numbers: a purpose in mode <c>match</c>, a rule in mode <c>k</c>.</summary>
internal sealed record SmallNumberTerms(string? Purpose, SmallNumberRule? Rule);

/// <summary>Reads the <c>smallNumbers</c> block. Without one a profile does not parse. Source: design, section 6.</summary>
internal sealed class SmallNumberReader
{
    private const int LeastK = 2;
    private const int MostK = 10_000;
    private const int MostSteps = 32;

    private static readonly IReadOnlyDictionary<string, bool> Modes = new Dictionary<string, bool> { ["match"] = false, ["k"] = true };
    private static readonly IReadOnlyDictionary<string, bool> Releases = new Dictionary<string, bool> { ["atPeriodEnd"] = true };
    private static readonly IReadOnlyDictionary<string, ReleasePeriod> Periods = new Dictionary<string, ReleasePeriod>
    {
        ["month"] = ReleasePeriod.Month,
        ["quarter"] = ReleasePeriod.Quarter,
        ["year"] = ReleasePeriod.Year,
    };

    private readonly ConfigObject? _block;
    private readonly bool? _counts;
    private readonly string? _purpose;

    /// <summary>Reads what does not rest on the columns.</summary>
    public SmallNumberReader(ConfigObject profile, ConfigObject protocol)
    {
        if (profile.Has("smallNumbers") && protocol.Has("smallNumbers"))
        {
            profile.Report("smallNumbers", "The protocol says already what is claimed about small numbers.", "Remove the block here.");
            profile.Find("smallNumbers");
        }

        _block = protocol.OptionalObject("smallNumbers") ?? profile.OptionalObject("smallNumbers");
        if (_block is null)
        {
            profile.Report("smallNumbers", "Neither the profile nor its protocol says what is claimed about small numbers.",
                "Add \"smallNumbers\": { \"mode\": \"match\", \"purpose\": \"why date, area and category are kept\" } to the protocol.");
            return;
        }

        _counts = _block.Choice("mode", Modes);
        if (_counts is not true)
        {
            _purpose = _block.Text("purpose", "Finding the same incident in the force's own records, so that nothing is counted twice.");
            _block.Done();
        }
    }

    /// <summary>The terms, or null with every problem reported.</summary>
    public SmallNumberTerms? Read(DataDictionary dictionary, IReadOnlyList<ReleasedColumn> columns, ColumnReader reader)
    {
        if (_counts is not true)
        {
            return _counts is null || _purpose is null ? null : new SmallNumberTerms(_purpose, null);
        }

        SmallNumberRule? rule = ReadRule(_block!, dictionary, columns, reader);
        _block!.Done();
        return rule is null ? null : new SmallNumberTerms(null, rule);
    }

    private static SmallNumberRule? ReadRule(
        ConfigObject block, DataDictionary dictionary, IReadOnlyList<ReleasedColumn> columns, ColumnReader reader)
    {
        int before = block.Problems.Reported;
        int? k = block.Integer("k", LeastK, MostK);
        block.Choice("release", Releases);
        ReleasePeriod? period = block.Choice("period", Periods);
        bool refine = block.OptionalBoolean("refine", false);
        DictionaryField? periodOf = ReadPeriodOf(block, dictionary);
        List<Treatment[]> steps = ReadSteps(block, columns, reader);
        List<CountedSet> sets = ReadSets(block, columns);
        if (dictionary.Roles.Units is null)
        {
            block.Report("k", "The data dictionary does not say whom an incident is about, so nothing can be counted.",
                "Add \"units\": { \"persons\": \"person_consents\", \"premises\": \"premises_id\" } to \"roles\" in source/fields.json.");
        }

        if (refine && sets.Count > 1)
        {
            block.Report(
                "refine", "Rows cannot be made finer where offenders are counted apart.",
                "Write \"refine\": false, or remove \"offenders\".");
        }

        foreach (ReleasedColumn column in columns.Where(column => column.IsOpen || column.Treatment is Pseudonym))
        {
            block.Problems.Add(
                column.Written, $"The column \"{column.Name}\" tells every row from every other, which mode \"k\" forbids.",
                "Leave the column out, or use mode \"match\".");
        }

        // A counted value is not amended after it was sent, so it could not be taken back.
        foreach (ReleasedColumn column in columns.Where(column => column.Gates.OfType<ConsentGate>().Any()))
        {
            block.Problems.Add(
                column.Written,
                $"The column \"{column.Name}\" needs consent, and in mode \"k\" a value that was sent cannot be taken back when consent ends.", "Leave the column out, or use mode \"match\".");
        }

        // A constant that a gate can empty is not the same in every row.
        foreach (ReleasedColumn column in columns.Where(
            column => !column.IsCounted && (column.Treatment is not Constant || column.Gates.Length > 0)))
        {
            block.Problems.Add(
                column.Written,
                $"The column \"{column.Name}\" is exempt and not the same in every row. In mode \"k\" everything that is released is counted.",
                "Write \"counted\": true in place of \"exempt\", and \"drop\" it at a later step where it makes classes too small; or leave the column out. Only a constant may be exempt.");
        }

        if (period is { } span)
        {
            CheckDates(block, columns, steps, span, dictionary.Roles.Precision);
        }

        return block.Problems.Reported > before || k is null || period is null || periodOf is null
            ? null
            : new SmallNumberRule(k.Value, period.Value, periodOf, refine, columns, [.. steps], sets);
    }

    private static DictionaryField? ReadPeriodOf(ConfigObject block, DataDictionary dictionary)
    {
        if (block.Text("periodOf", "occurred_from") is not { } name)
        {
            return null;
        }

        if (dictionary.Find(name) is not { Type: FieldType.Date or FieldType.DateTime } field)
        {
            block.Report(
                "periodOf", $"\"{name}\" is not a date of the data dictionary.",
                "Name the field whose date says in which period a record falls.");
            return null;
        }

        return field;
    }

    /// <summary>The treatments of every column at every step: what a step does not name stays as at the step before.</summary>
    private static List<Treatment[]> ReadSteps(ConfigObject block, IReadOnlyList<ReleasedColumn> columns, ColumnReader reader)
    {
        var steps = new List<Treatment[]>();
        Treatment[] last = [.. columns.Select(column => column.Treatment)];
        IReadOnlyList<ConfigNode> written = block.List("steps");
        if (written.Count > MostSteps)
        {
            block.Report("steps", "There are too many steps.", $"Write at most {MostSteps}.");
        }

        foreach (ConfigNode node in written)
        {
            if (block.CheckObject(node) is not { } step)
            {
                continue;
            }

            Treatment[] treatments = [.. last];
            foreach (string name in step.Names)
            {
                int place = columns.Index().Where(column => column.Item.Name == name).Select(column => column.Index).Append(-1).First();
                if (place < 0 || !columns[place].IsCounted)
                {
                    step.Report(name,
                        place < 0 ? $"\"{name}\" is not among the columns." : $"\"{name}\" is not counted, so no step changes it.",
                        $"Counted columns: {string.Join(", ", columns.Where(column => column.IsCounted).Select(column => column.Name))}.");
                    step.Find(name);
                    continue;
                }

                if (reader.ReadStep(step, columns[place]) is not { } coarser)
                {
                    continue;
                }

                if (!coarser.Coarsens(last[place]))
                {
                    step.Report(name, $"This is not a coarsening of what \"{name}\" has at the step before ({last[place].Word}).",
                        "Order the steps from fine to coarse; bands and codes must only be put together, and \"drop\" withholds.");
                }

                treatments[place] = coarser;
            }

            step.Done();
            steps.Add(last = treatments);
        }

        return steps;
    }

    private static List<CountedSet> ReadSets(ConfigObject block, IReadOnlyList<ReleasedColumn> columns)
    {
        int[] counted = [.. columns.Index().Where(column => column.Item.IsCounted).Select(column => column.Index)];
        if (counted.Length == 0)
        {
            block.Report("k", "No column is counted.", "Write \"counted\": true at the columns that others could know of an incident.");
        }

        var sets = new List<CountedSet> { new(counted, CountedUnit.PersonsAndPremises, []) };
        if (block.OptionalObject("offenders") is { } offenders)
        {
            var members = new List<int>();
            foreach (string name in offenders.Texts("columns", "offender_gender"))
            {
                int place = Array.FindIndex(counted, column => columns[column].Name == name);
                if (place < 0)
                {
                    offenders.Report("columns", $"\"{name}\" is not a counted column.", "Name counted columns.");
                }
                else
                {
                    members.Add(counted[place]);
                }
            }

            int[] subjects = [.. members.Where(column => columns[column].Field.IsAboutOffender)];
            if (members.Count > 0 && subjects.Length == 0)
            {
                offenders.Report(
                    "columns", "None of these columns tells of an offender.",
                    "Name one whose field has \"about\": \"offender\" in source/fields.json, or remove \"offenders\".");
            }

            offenders.Done();
            sets.Add(new CountedSet(members, CountedUnit.Offenders, subjects));
        }

        return sets;
    }

    /// <summary>No date may be coarser than the period, or the arrival would tell more than the date.</summary>
    private static void CheckDates(
        ConfigObject block, IReadOnlyList<ReleasedColumn> columns, List<Treatment[]> steps, ReleasePeriod period, PrecisionRoles? precision)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (precision?.Dates.Contains(columns[i].Field) == true
                && steps.Exists(step => step[i] is Keep or DatePrecision { Level: DateLevel.Day or DateLevel.Week }))
            {
                block.Report(
                    "mode", $"The column \"{columns[i].Name}\" is released by day or week, and of some of its dates only the month is known (roles.datePrecision): no class would hold both.", "Release the month, the quarter or the year.");
            }

            foreach (DatePrecision date in steps.Select(step => step[i]).OfType<DatePrecision>()
                .Where(date => !SmallNumberRule.Covers(period, date.Level)).Take(1))
            {
                block.Report(
                    "period", $"The column \"{columns[i].Name}\" is released as a {date.Level.ToString().ToLowerInvariant()}, and rows that arrive every {period.ToString().ToLowerInvariant()} tell more than that.",
                    "Make the period as long as the coarsest date, or the date finer.");
            }
        }
    }
}
