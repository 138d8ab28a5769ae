using System.CommandLine;
using DataSharing.Benchmarks;
using DataSharing.Sandbox;

if (args is [Child.Verb, .. string[] measurement])
{
    return await Child.AnswerAsync(measurement);
}

var rows = new Option<int>("--rows") { HelpName = "N", Description = "Records of the big source, 1000 or more.", DefaultValueFactory = _ => 1_000_000 };
var rounds = new Option<int>("--rounds") { HelpName = "N", Description = "How often each measurement is made, interleaved, 1 or more.", DefaultValueFactory = _ => 3 };
var megabytes = new Option<int>("--mebibytes") { HelpName = "N", Description = "Size of the large file that is delivered, 1 or more.", DefaultValueFactory = _ => 512 };
var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
rows.Validators.Add(result => Require(result, rows, 1000));
megabytes.Validators.Add(result => Require(result, megabytes, 1));
rounds.Validators.Add(result => Require(result, rounds, 1));

var root = new RootCommand("Measures DataSharing against its bounds. Exit codes: 0 all bounds hold, 1 one is missed, 2 usage.")
{
    Verb("all", "Everything.", first: true, quiet: true, counted: true, forces: true, redact: true, delivery: true, postgres: true, ledger: true),
    Verb("first", "A first export of one force against the baseline.", first: true, quiet: false, counted: false, forces: false, redact: false, delivery: false, postgres: false, ledger: false),
    Verb("quiet", "A night with nothing changed against the baseline.", first: false, quiet: true, counted: false, forces: false, redact: false, delivery: false, postgres: false, ledger: false),
    Verb("postgres", "First export and quiet night with source and ledger on PostgreSQL, against the baseline there.", first: false, quiet: false, counted: false, forces: false, redact: false, delivery: false, postgres: true, ledger: false),
    Verb("counted", "A first export under mode k against the baseline.", first: false, quiet: false, counted: true, forces: false, redact: false, delivery: false, postgres: false, ledger: false),
    Verb("forces", "A night of all forces on the sandbox's source.", first: false, quiet: false, counted: false, forces: true, redact: false, delivery: false, postgres: false, ledger: false),
    Verb("delivery", "A large file and 200 small ones against OpenSSH's sftp, at 0 and 40 ms.", first: false, quiet: false, counted: false, forces: false, redact: false, delivery: true, postgres: false, ledger: false),
    Verb("ledger", "The verification of a ledger with 200,000 journal entries.", first: false, quiet: false, counted: false, forces: false, redact: false, delivery: false, postgres: false, ledger: true),
    Verb("redact", "Redaction of free text on one thread.", first: false, quiet: false, counted: false, forces: false, redact: true, delivery: false, postgres: false, ledger: false),
};
ParseResult parsed = root.Parse(args);
int exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : exit;

Command Verb(string name, string description, bool first, bool quiet, bool counted, bool forces, bool redact, bool delivery, bool postgres, bool ledger)
{
    var command = new Command(name, description) { rows, rounds, megabytes, json };
    command.SetAction((parsed, _) => MeasureAsync(parsed.GetValue(rows), parsed.GetValue(rounds), parsed.GetValue(json), first, quiet, counted, forces, redact, delivery, postgres, ledger, parsed.GetValue(megabytes)));
    return command;
}

static async Task<int> MeasureAsync(int rows, int rounds, bool json, bool first, bool quiet, bool counted, bool forces, bool redact, bool delivery, bool postgres, bool ledger, int megabytes)
{
    string folder = Directory.CreateTempSubdirectory("datasharing-benchmarks-").FullName;
    try
    {
        var bounds = new List<Bound>();
        if (first || quiet || counted)
        {
            bounds.AddRange(Report.Of(MillionTrial.Measure(Directory.CreateDirectory(Path.Combine(folder, "million")).FullName, rows, rounds, first, quiet, counted)));
        }

        if (postgres)
        {
            await using TestPostgres server = await TestPostgres.StartAsync(CancellationToken.None);
            bounds.AddRange(Report.Of(MillionTrial.Measure(Directory.CreateDirectory(Path.Combine(folder, "postgres")).FullName, rows, rounds, first: true, quiet: true, counted: false, server)));
        }

        if (forces)
        {
            bounds.AddRange(Report.Of(await ForcesTrial.MeasureAsync(Directory.CreateDirectory(Path.Combine(folder, "forces")).FullName, rounds)));
        }

        if (redact)
        {
            bounds.AddRange(Report.Of(NarrativeTrial.Measure(rounds)));
        }

        if (ledger)
        {
            bounds.AddRange(Report.Of(await LedgerTrial.MeasureAsync(rounds)));
        }

        if (delivery)
        {
            bounds.AddRange(Report.Of(await DeliveryTrial.MeasureAsync(Directory.CreateDirectory(Path.Combine(folder, "delivery")).FullName, megabytes, rounds)));
        }

        Report.Print(bounds, rows, rounds, json);
        return bounds.All(bound => bound.Holds) ? 0 : 1;
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static void Require(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least)
{
    if (result.GetValueOrDefault<int>() < least)
    {
        result.AddError($"{option.Name} must be {least} or more.");
    }
}
