using System.Reflection;
using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using DataSharing.Sandbox;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>Rules of the code that no compiler keeps.</summary>
internal sealed partial class ConventionTests
{
    private static readonly Type[] Loggable =
        [typeof(ForceSlug), typeof(Reason), typeof(DataSharing.Gateway.Alerts.AlertKind), typeof(RunOutcome), typeof(FailureNote), typeof(DataSharing.Gateway.Alerts.AlertFault), typeof(int), typeof(long), typeof(TimeSpan), typeof(DateTimeOffset), typeof(DateTimeOffset?)];

    /// <summary>Which folder is the only user of a package.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["CsvHelper"] = ["Files"],
        ["Dapper"] = ["Incidents", "Ledger", "Servers"],
        ["Microsoft.Data.Sqlite"] = ["Servers"],
        ["SQLitePCL"] = ["Servers"],
        ["Microsoft.Data.SqlClient"] = ["Servers"],
        ["Npgsql"] = ["Servers"],
        ["Quartz"] = ["Configuration", "Schedule", "Servers", "Commands"],
        ["System.CommandLine"] = ["Commands", ""],
        ["Spectre.Console"] = ["Commands"],
        ["Microsoft.AspNetCore"] = ["Health"],
        ["Microsoft.Extensions.Hosting.Systemd"] = ["Health", "Commands"],
        ["OpenTelemetry"] = ["Telemetry"],
        ["System.Net.Http"] = ["Alerts"],
    };

    private static IEnumerable<(string Folder, string File, string Text)> Sources
    {
        get
        {
            string root = Path.Combine(RepositoryFolder.Root, "src/DataSharing.Gateway");
            foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(root, file);
                if (!path.StartsWith("obj", StringComparison.Ordinal) && !path.StartsWith("bin", StringComparison.Ordinal))
                {
                    yield return (Path.GetDirectoryName(path)!.Split('/')[0], path, File.ReadAllText(file));
                }
            }
        }
    }

    [Test]
    public void A_command_asks_once_who_is_who()
    {
        // Between two looks the file may be replaced: one would say who asks, and the other whether they are the second person.
        Assert.That(Sources.Where(source => source.Folder == "Commands" && source.Text.Contains("ReadPeople(", StringComparison.Ordinal)).Select(source => source.File), Is.EqualTo(new[] { "Commands/CommandContext.cs" }));
    }

    [Test]
    public void Only_values_that_cannot_be_of_an_incident_are_logged()
    {
        MethodInfo[] lines = [.. typeof(ExportRun).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null)];
        Assert.That(lines, Has.Length.GreaterThan(10));
        foreach (ParameterInfo parameter in lines.SelectMany(line => line.GetParameters()).Where(parameter => parameter.ParameterType != typeof(ILogger)))
        {
            Assert.That(Loggable, Does.Contain(parameter.ParameterType), $"{parameter.Member.Name} logs {parameter.Name}");
        }
    }

    [Test]
    public void Nothing_is_logged_but_through_the_lines_of_the_gateways_log()
    {
        string[] calls = [.. Sources.Where(source => LogCall().IsMatch(source.Text)).Select(source => source.File)];
        Assert.That(calls, Is.Empty);
    }

    [Test]
    public void Every_logger_comes_from_the_one_factory_that_reduces_what_packages_log()
    {
        string[] factories = [.. Sources.Where(source => source.Text.Contains("LoggerFactory.Create(", StringComparison.Ordinal)).Select(source => source.File)];
        Assert.That(factories, Is.EqualTo((string[])["Commands/Workshop.cs"]));
        Assert.That(Sources.Single(source => source.File == "Commands/Workshop.cs").Text, Does.Contain("ReducedLogs LogsOf(GatewaySettings settings) => new(LoggerFactory.Create("));
    }

    [Test]
    public void A_slug_in_the_log_can_only_have_the_letters_of_a_slug() =>
        Assert.That(new ForceSlug("Rachel Green, 07700 900123\n").ToString(), Does.Not.Contain("Rachel").And.Not.Contain("900123").And.Not.Contain("\n"));

    [Test]
    public void Only_a_visit_to_a_drop_makes_a_receipt()
    {
        string[] makers = [.. Sources.Where(source => source.Text.Contains("new DeliveryReceipt(", StringComparison.Ordinal)).Select(source => source.File)];
        Assert.That(makers, Is.EqualTo((string[])["Delivery/DropVisit.cs"]));
        Assert.That(typeof(DeliveryReceipt).GetConstructors(), Is.Empty, "No other assembly can make one.");
    }

    /// <summary>The operations that show values of incidents: a new one is added here, and gets them from nowhere but <see cref="Withheld{T}"/>.</summary>
    [Test]
    public void Values_are_shown_by_these_operations_alone_and_through_the_one_that_leaves_a_trace()
    {
        string[] shows = [.. Sources.Where(source => source.Text.Contains("withheld.ShowAsync(", StringComparison.Ordinal)).Select(source => source.File).Order(StringComparer.Ordinal)];
        Assert.That(shows, Is.EqualTo((string[])["Operations/SeePlannedRows.cs", "Operations/SeeText.cs", "Operations/WriteDryRun.cs"]));
        string[] makers = [.. Sources.Where(source => source.Text.Contains("new Withheld<", StringComparison.Ordinal)).Select(source => source.File).Order(StringComparer.Ordinal)];
        Assert.That(makers, Is.EqualTo((string[])["Exports/ExportPlan.cs", "Exports/TextReview.cs"]));
        string[] around = [.. Sources.Where(source => source.Folder == "Commands" && ValuesInHand().IsMatch(source.Text)).Select(source => source.File)];
        Assert.That(around, Is.Empty, "A command takes no rows, reads no incidents and opens no file of data by itself.");
    }

    [Test]
    public void Nobody_is_handed_values_but_as_withheld_ones()
    {
        Type[] values = [typeof(PlannedRow), typeof(DataSharing.Disclosure.Narrative.ProposedText), typeof(IncidentRecord), typeof(DataSharing.Gateway.Files.Rows.SortedRows),
            typeof(ShownPlan), typeof(ShownRow), typeof(ChangedCell), typeof(ExplainedRecord), typeof(PlanExplanations)];
        string[] open = [.. new[] { typeof(ExportRun), typeof(ExportPlan), typeof(DryRun), typeof(TextReview), typeof(ExportPreview) }.SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType).Any(type => Unwrapped(type).Any(values.Contains)))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")];
        Assert.That(open, Is.Empty);
    }

    [Test]
    public void What_a_person_types_for_the_ledger_is_typed_through_one_option()
    {
        string[] others = [.. Sources.Where(source => source.File != "Commands/ReasonOption.cs" && FreeTextOption().IsMatch(source.Text)).Select(source => source.File)];
        Assert.That(others, Is.Empty, "ReasonOption refuses what could name somebody.");
        string[] past = [.. Sources.Where(source => source.Folder == "Commands" && source.Text.Contains("Why = ", StringComparison.Ordinal) && !source.Text.Contains("ReasonOption.Build(", StringComparison.Ordinal)).Select(source => source.File)];
        Assert.That(past, Is.Empty);
    }

    [Test]
    public void Every_program_that_is_started_gets_an_environment_of_its_own()
    {
        string[] starts = [.. Sources.Where(source => source.Text.Contains("ProcessStartInfo(", StringComparison.Ordinal) || source.Text.Contains("ProcessStartInfo start = new(", StringComparison.Ordinal)).Select(source => source.File).Order(StringComparer.Ordinal)];
        Assert.That(starts, Is.EqualTo((string[])["Alerts/AlertProgram.cs", "Delivery/OpenSsh/KeyPair.cs", "Delivery/OpenSsh/Passphrase.cs", "Delivery/OpenSsh/SshCommandLine.cs"]));
        string[] whole = [.. Sources.Where(source => starts.Contains(source.File) && !source.Text.Contains("ChildEnvironment.Clear(start", StringComparison.Ordinal) && !source.Text.Contains("SshCommandLine.ClearEnvironment(start", StringComparison.Ordinal)).Select(source => source.File)];
        Assert.That(whole, Is.Empty);
    }

    [Test]
    public void A_package_is_used_in_its_folder_alone()
    {
        string[] wrong = [.. Packages.SelectMany(package => Sources
            .Where(source => Regex.IsMatch(source.Text, $@"^using (static )?{Regex.Escape(package.Key)}\b", RegexOptions.Multiline) && !package.Value.Contains(source.Folder))
            .Select(source => $"{source.File} uses {package.Key}"))];
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Classes_are_sealed()
    {
        Type[] open = [.. typeof(ExportRun).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && type.Namespace?.StartsWith("DataSharing", StringComparison.Ordinal) == true
                && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
                && !typeof(ExportRun).Assembly.GetTypes().Any(other => other.BaseType == type))];
        Assert.That(open.Select(type => type.FullName), Is.Empty);
    }

    [Test]
    public void The_only_texts_of_the_top_level_are_those_that_a_reader_begins_with()
    {
        string[] texts = [.. new[] { "*.md", "*.txt" }.SelectMany(form => Directory.EnumerateFiles(RepositoryFolder.Root, form)).Select(file => Path.GetFileName(file)!)];
        Assert.That(texts, Is.EquivalentTo((string[])["CHANGELOG.md", "CONTRIBUTING.md", "README.md"]));
    }

    [Test]
    public void No_name_says_nothing()
    {
        string[] vague = [.. typeof(ExportRun).Assembly.GetTypes().Concat(typeof(ForceProfile).Assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("DataSharing", StringComparison.Ordinal) == true && VagueName().IsMatch(type.Name)).Select(type => type.FullName!)];
        Assert.That(vague, Is.Empty);
    }

    /// <summary>A type and what it is made of, but not what a withheld one holds back.</summary>
    private static IEnumerable<Type> Unwrapped(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Withheld<>)
        ? []
        : type.GetGenericArguments().SelectMany(Unwrapped).Append(type.HasElementType ? type.GetElementType()! : type);

    [GeneratedRegex(@"\bSortedRows\b|\bSourceSnapshot\b|\bPlanner\b|DataEntry|FileEntry", RegexOptions.CultureInvariant)]
    private static partial Regex ValuesInHand();

    [GeneratedRegex(@"""--(reason|why|note|comment|remark|because|message|described?)""", RegexOptions.CultureInvariant)]
    private static partial Regex FreeTextOption();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(", RegexOptions.CultureInvariant)]
    private static partial Regex LogCall();

    [GeneratedRegex(@"(Helper|Helpers|Util|Utils|Manager|Common)$", RegexOptions.CultureInvariant)]
    private static partial Regex VagueName();
}
