using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.People;

/// <summary>people.json, who is asking, and what they may. Everybody here is invented.</summary>
internal sealed partial class PeopleTests
{
    private const string Two = """
        { "people": [
          { "id": "priya", "name": "Priya Example", "osUsers": ["priya", 4242], "roles": ["operator", "auditor"], "from": "2026-11-01", "until": "2026-11-30" },
          { "id": "jan", "name": "Jan Example", "osUsers": [4243], "oidcSubjects": [{ "issuer": "https://login.example.org", "subject": "7" }],
            "roles": ["administrator"], "from": "2026-11-01" }
        ] }
        """;

    private const string Hash = "8f43";

    private static readonly DateOnly Today = new(2026, 11, 23);

    [Test]
    public void The_file_says_who_is_there_and_since_when()
    {
        PeopleList people = Read(Two);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(people.All.Select(person => person.Id), Is.EqualTo((string[])["priya", "jan"]));
            Assert.That(people.All[0].Roles, Is.EqualTo((Role[])[Role.Operator, Role.Auditor]));
            Assert.That(people.All[0].OsUsers, Is.EqualTo((string[])["priya", "4242"]));
            Assert.That(people.All[1].OidcSubjects, Is.EqualTo((OidcSubject[])[new("https://login.example.org", "7")]));
            Assert.That(people.All[0].IsThere(new DateOnly(2026, 10, 31)), Is.False);
            Assert.That(people.All[0].IsThere(new DateOnly(2026, 11, 1)), Is.True);
            Assert.That(people.All[0].IsThere(new DateOnly(2026, 11, 30)), Is.True);
            Assert.That(people.All[0].IsThere(new DateOnly(2026, 12, 1)), Is.False);
        }
    }

    [TestCase("\"id\": \"Priya\"", "\"id\": \"priya\"", 2, "does not fit here")]
    [TestCase("\"id\": \"priya\", \"id\": \"jan\"", "\"id\": \"priya\"", 2, "twice")]
    [TestCase("\"id\": \"jan\"", "\"id\": \"priya\"", 3, "The id \"jan\" is taken: see line 2.")]
    [TestCase("[4243]", "[\"priya\", 4242]", 3, "The account \"4243\" is taken: see line 2.")]
    [TestCase("[4294967295]", "[4243]", 3, "is not a user id")]
    [TestCase("[-1]", "[4243]", 3, "is not a user id")]
    [TestCase("[\"4243\"]", "[4243]", 3, "does not fit here")]
    [TestCase("[\"operator\", \"operater\"]", "[\"operator\", \"auditor\"]", 2, "\"operater\" is not a role. Did you mean \"operator\"?")]
    [TestCase("[]", "[\"operator\", \"auditor\"]", 2, "The list is empty")]
    [TestCase("\"2026-10-30\"", "\"2026-11-30\"", 2, "The last day is before the first")]
    [TestCase("\"2026-11-31\"", "\"2026-11-30\"", 2, "is not a date")]
    [TestCase("\"name\": \"Jan Example\", \"email\": \"x\"", "\"name\": \"Jan Example\"", 3, "\"email\" is not known here")]
    [TestCase("http://login", "https://login", 3, "does not fit here")]
    [TestCase("\"users\": [4243], \"subjects\"", "\"osUsers\": [4243], \"oidcSubjects\"", 3, "has no login")]
    public void What_is_wrong_is_told_with_its_line(string written, string inPlaceOf, int line, string told)
    {
        string text = Two.Replace(inPlaceOf, written, StringComparison.Ordinal);
        var problems = new ConfigProblems();
        ConfigObject? document = ConfigDocument.Parse(PeopleList.File, Encoding.UTF8.GetBytes(text), problems);
        if (document is not null)
        {
            PeopleList.Parse(document, Hash);
        }

        Assert.That(problems.All.Select(problem => problem.ToString()), Has.Some.Contains($"people.json:{line}").And.Contains(told));
    }

    [TestCase("1000\n", "Uid:\t4242\t4242\t4242\t4242", "1000", TestName = "The_login_id_counts_before_the_user_id")]
    [TestCase("4294967295", "Uid:\t4242\t0\t0\t0", "4242", TestName = "Without_a_login_id_the_real_user_id_counts")]
    [TestCase(null, "Name:\tx\nUid:\t4242\t0\t0\t0\nGid:\t1", "4242", TestName = "A_kernel_without_login_ids_has_user_ids")]
    [TestCase("0", "Uid:\t4242\t4242\t4242\t4242", "0", TestName = "Root_can_log_in")]
    public void Login_is_read_from_the_kernel(string? login, string status, string number)
    {
        using var folder = new TemporaryFolder();
        if (login is not null)
        {
            File.WriteAllText(folder["loginuid"], login);
        }

        File.WriteAllText(folder["status"], status);
        Assert.That(Login.Read(folder["loginuid"], folder["status"]).Number, Is.EqualTo(number));
    }

    [Test]
    public void A_status_without_a_user_id_is_nobodys()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["status"], "Name:\tx\n");
        Assert.That(() => Login.Read(folder["loginuid"], folder["status"]), Throws.TypeOf<IOException>());
    }

    [Test]
    public void A_login_has_the_name_that_the_machine_has_for_it_and_its_number_where_it_has_none()
    {
        Assert.That(OfUser(0).Name, Is.EqualTo("root"));
        Assert.That(OfUser(4_111_222_333).Name, Is.EqualTo("4111222333"));
    }

    [Test]
    public void A_person_is_named_by_id_and_login_and_may_what_their_roles_may()
    {
        Asker asker = Asker.Of(Read(Two), OfUser(4242), Today);
        Assert.That(asker.Name, Is.EqualTo("priya (4242)"));
        Assert.That(Permission.All.Where(permission => asker.RefusalOf(permission) is null).Select(permission => permission.Code),
            Is.EqualTo(Permission.All.Where(permission => permission.Roles.Contains(Role.Operator) || permission.Roles.Contains(Role.Auditor)).Select(permission => permission.Code)));
        Assert.That(asker.RefusalOf(Permission.LedgerKeep)!.Value.Reason, Is.EqualTo(Reason.NotPermitted));
    }

    [TestCase(4244u, 23, "The login 4244 (user id 4244) is nobody's")]
    [TestCase(4242u, 1, "is priya's, who may act from 2026-11-01 until 2026-11-30", 12)]
    public void Whoever_is_not_there_may_stop_everything_and_nothing_else(uint user, int day, string told, int month = 11)
    {
        Asker asker = Asker.Of(Read(Two), OfUser(user), new DateOnly(2026, month, day));
        Assert.That(Permission.All.Where(permission => asker.RefusalOf(permission) is null), Is.EqualTo((Permission[])[Permission.Stop]));
        (Reason reason, string message) = asker.RefusalOf(Permission.ExportRun)!.Value;
        Assert.That(reason, Is.EqualTo(Reason.PersonUnknown));
        Assert.That(message, Does.Contain(told).And.Contain("export.run"));
    }

    [Test]
    public void A_login_whose_name_and_number_are_two_persons_is_nobodys()
    {
        PeopleList people = Read(Two.Replace("4242", "\"root\"", StringComparison.Ordinal).Replace("4243", "0", StringComparison.Ordinal));
        Assert.That(people.Of(OfUser(0)), Is.Null);
        Assert.That(people.Of(OfUser(1)), Is.Null);
    }

    [Test]
    public void The_table_of_the_documents_is_the_list_in_the_program()
    {
        string[] rows = [.. Row().Matches(File.ReadAllText(RepositoryFolder.At("docs/people.md"))).Select(match => match.Groups[1].Value + ": " + match.Groups[2].Value)];
        Assert.That(rows, Is.EqualTo(Permission.All.Select(permission =>
            permission.Code + ": " + string.Join('|', Enum.GetValues<Role>().Select(role => permission.Roles.Contains(role) ? " yes " : " ")))));
    }

    private static PeopleList Read(string json)
    {
        var problems = new ConfigProblems();
        PeopleList people = PeopleList.Parse(ConfigDocument.Parse(PeopleList.File, Encoding.UTF8.GetBytes(json), problems)!, Hash);
        Assert.That(problems.All, Is.Empty);
        return people;
    }

    private static Login OfUser(uint number)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["status"], $"Uid:\t{number}\t0\t0\t0\n");
        return Login.Read(folder["none"], folder["status"]);
    }

    [GeneratedRegex(@"^\| `([a-z]+(?:\.[a-z]+)?)` \| [^|`]+ \|((?: (?:yes )?\|){4} (?:yes )?)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
