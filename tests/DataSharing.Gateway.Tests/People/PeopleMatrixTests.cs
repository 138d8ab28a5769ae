using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.People;

/// <summary>Who may do what: every operation with every role, as the documents say; and whose login it is, with the real program.</summary>
[NonParallelizable]
internal sealed partial class PeopleMatrixTests
{
    private const uint Number = 4_000_000_123;

    private static IEnumerable<Type> Operations => typeof(ExportRun).Assembly.GetTypes().Where(
        type => type is { IsAbstract: false, BaseType.IsGenericType: true } && type.BaseType.GetGenericTypeDefinition() == typeof(Operation<>));

    [Test]
    public void Every_role_may_ask_for_the_operations_that_the_documents_say_and_for_no_other()
    {
        string page = File.ReadAllText(RepositoryFolder.At("docs/people.md"));
        var roles = PermissionRow().Matches(page).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value.Split('|').Select(cell => cell.Trim() == "yes").ToArray());
        var needed = OperationRow().Matches(page).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
        var matrix = new List<string>();
        foreach (Type operation in Operations)
        {
            var permission = (Permission)operation.GetProperty("Permission")!.GetValue(RuntimeHelpers.GetUninitializedObject(operation))!;
            foreach (Role role in Enum.GetValues<Role>())
            {
                bool may = Of(role).RefusalOf(permission) is null;
                matrix.Add($"{operation.Name} {role} {may}");
                Assert.That(may, Is.EqualTo(roles[needed[operation.Name]][(int)role]), matrix[^1]);
            }
        }

        Assert.That(matrix, Has.Count.EqualTo(needed.Count * 5));
        Assert.That(matrix.Any(cell => cell.EndsWith("True", StringComparison.Ordinal)) && matrix.Any(cell => cell.EndsWith("False", StringComparison.Ordinal)), Is.True);
    }

    [TestCase("\"osUsers\": [\"anna\"]", "$.people[1].osUsers[0]", "The account \"anna\" is taken: see line 2.")]
    [TestCase("\"osUsers\": [4242]", "$.people[1].osUsers[0]", "The account \"4242\" is taken: see line 2.")]
    [TestCase("\"oidcSubjects\": [{ \"issuer\": \"https://login.example.org\", \"subject\": \"7\" }]", "$.people[1].oidcSubjects[0]", "is taken: see line 2.")]
    public void A_login_of_two_persons_is_refused_with_the_file_and_the_place(string login, string path, string told)
    {
        string people = $$"""
            { "people": [
              { "id": "anna", "name": "Anna Example", "osUsers": ["anna", 4242], "oidcSubjects": [{ "issuer": "https://login.example.org", "subject": "7" }], "roles": ["operator"], "from": "2026-01-01" },
              { "id": "jan", "name": "Jan Example", {{login}}, "roles": ["auditor"], "from": "2026-01-01" } ] }
            """;
        var problems = new ConfigProblems();
        PeopleList.Parse(ConfigDocument.Parse(PeopleList.File, Encoding.UTF8.GetBytes(people), problems)!, "8f43");
        ConfigProblem problem = problems.All.Single();
        Assert.That((problem.File, problem.Line), Is.EqualTo((PeopleList.File, 3)));
        Assert.That("$." + problem.Path.TrimStart('$', '.'), Does.StartWith(path));
        Assert.That(problem.Message, Does.Contain(told));
    }

    [Test]
    public void An_account_is_a_persons_by_its_name_or_its_number()
    {
        foreach (string user in (string[])["\"root\"", "0"])
        {
            Assert.That(Asker.Of(Read(user, "operator"), OfUser(0), new DateOnly(2026, 11, 23)).Name, Is.EqualTo("priya (root)"));
        }
    }

    [Test]
    [CancelAfter(120_000)]
    public void A_user_id_without_a_name_acts_and_what_the_environment_says_is_not_believed()
    {
        if (Environment.UserName != "root" || Login.Current().Number != "0" || !File.Exists("/usr/bin/setpriv"))
        {
            Assert.Ignore("Needs root without another login id, and setpriv.");
        }

        using var folder = new TemporaryFolder();
        string config = folder["config"];
        InProcess.CopyConfiguration(config);
        // Root's entry is what SUDO_USER names; the number is nobody's yet.
        File.WriteAllText(Path.Combine(config, PeopleList.File), Entry("\"root\"", "administrator"));
        Assert.That(Do("chown", "-R", $"{Number}:{Number}", folder[""]).Code, Is.Zero);
        (int code, string said) = AsNumber("--config", config, "keys", "new");
        Assert.That((code, said), Is.EqualTo((1, said)).And.Matches<(int, string Said)>(ended => ended.Said.Contains($"The login {Number} (user id {Number}) is nobody's", StringComparison.Ordinal)), said);
        Assert.That(File.Exists(folder["master.keys"]), Is.False);

        File.WriteAllText(Path.Combine(config, PeopleList.File), Entry($"{Number}", "administrator"));
        (code, said) = AsNumber("--config", config, "keys", "new");
        Assert.That(code, Is.Zero, said);
        (code, said) = AsNumber("--config", config, "ledger", "accept-restored", "metropolitan", "--next", "7", "--reason", "x");
        Assert.That(code, Is.Zero, said);
        using var connection = new SqliteConnection($"Data Source={folder["ledger.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "select actor from journal where kind = 'restoredAccepted'";
        Assert.That(command.ExecuteScalar(), Is.EqualTo($"priya ({Number})"));

        // While the file has an error nobody is known, and the machine has no name for this account either.
        File.WriteAllText(Path.Combine(config, PeopleList.File), "{");
        (code, said) = AsNumber("--config", config, "stop-all", "--reason", "asked");
        Assert.That(code, Is.Zero, said);
        command.CommandText = "select actor from journal where kind = 'allStopped'";
        Assert.That(command.ExecuteScalar(), Is.EqualTo($"{Number}"));
    }

    private static (int Code, string Said) AsNumber(params string[] arguments) => Do(
        "setpriv",
        ["--reuid", $"{Number}", "--regid", $"{Number}", "--clear-groups", "env", "SUDO_USER=root", "SUDO_UID=0", "LOGNAME=root", "USER=root", "dotnet", typeof(ExportRun).Assembly.Location, .. arguments]);

    private static (int Code, string Said) Do(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string said = process.StandardError.ReadToEnd() + output.Result;
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    private static Asker Of(Role role) => Asker.Of(Read("0", Json.Word(role)), OfUser(0), new DateOnly(2026, 11, 23));

    private static string Entry(string user, string role) =>
        $$"""{ "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [{{user}}], "roles": ["{{role}}"], "from": "2026-01-01" }] }""";

    private static PeopleList Read(string user, string role) =>
        PeopleList.Parse(ConfigDocument.Parse(PeopleList.File, Encoding.UTF8.GetBytes(Entry(user, role)), new ConfigProblems())!, "8f43");

    private static Login OfUser(uint number)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["status"], $"Uid:\t{number}\t0\t0\t0\n");
        return Login.Read(folder["none"], folder["status"]);
    }

    [GeneratedRegex(@"^\| `([a-z]+(?:\.[a-z]+)?)` \| [^|`]+ \|((?: (?:yes )?\|){4} (?:yes )?)\|$", RegexOptions.Multiline)]
    private static partial Regex PermissionRow();

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z]+)` \| .+ \| `([a-z.]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex OperationRow();
}
