using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Configuration;

/// <summary>
/// One wrong edit of a sound folder for each line: what is told, how much it matters, and where. A mistake is located in the file that has it, and nothing else is told because of it.
/// </summary>
internal sealed class WrongEditTests
{
    private const string Met = "forces/metropolitan.json";
    private const string Protocol = "protocols/national-2015.json";
    private const string Fields = "source/fields.json";
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3x";

    private static readonly DateTimeOffset Today = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private string _folder = null!;

    /// <summary>The file that is edited, what is replaced by what; the severity, the file and path that are told, and a piece of the message.</summary>
    private static IEnumerable<TestCaseData> Edits()
    {
        TestCaseData Error(string file, string from, string to, string path, string message, string? told = null) => new(file, from, to, ConfigSeverity.Error, told ?? file, path, message);
        TestCaseData Warning(string file, string from, string to, string path, string message, string? told = null) => new(file, from, to, ConfigSeverity.Warning, told ?? file, path, message);
        TestCaseData[] edits =
        [
            Error(Met, "0 30 2 * * ?", "0 0 2 31 2 ?", "schedule.cron", "never fires"),
            Error(Met, "0 30 2 * * ?", "0 0 2 30 2 ? 2020", "schedule.cron", "never fires"),
            Error(Met, "0 30 2 * * ?", "0 0 2 * * ? 2025", "schedule.cron", "never fires"),
            Error(Met, "\"0 30 2 * * ?\"", "\"0 0 2 24 12 ? 2026\", \"notOn\": [\"2026-12-24\"]", "schedule.cron", "on a day that notOn lets through"),
            Warning(Met, "0 30 2 * * ?", "0 0/10 * * * ?", "schedule.cron", "more than once an hour"),
            Warning(Met, "0 30 2 * * ?", "0 0,30 2 1 * ?", "schedule.cron", "more than once an hour"),
            Error(Met, "Europe/London\"", "GMT Standard Time\"", "schedule.timeZone", "Write \"Europe/London\""),
            Error(Met, "Europe/London\"", "Eastern Standard Time\"", "schedule.timeZone", "Write \"America/New_York\""),
            Error(Met, "Europe/London\"", "Europe/Londn\"", "schedule.timeZone", "Did you mean \"Europe/London\"?"),
            Error(Met, "\"emptyNight\"", "\"codeMaps\": { \"categry\": { \"Assault\": \"Attack\" } }, \"emptyNight\"", "codeMaps.categry", "Did you mean \"category\"?"),
            Error(Met, "\"national-2015\"", "\"natonal-2015\"", "protocol", "Did you mean \"national-2015\"?"),
            Error(Met, "sftp.metropolitan.example", "sftp.metropolitan.example:2222", "drop.host", "without port"),
            Error(Met, "sftp.metropolitan.example", "a..b", "drop.host", "cannot be used here"),
            Error(Met, "\"user\": \"cst-upload\"", "\"user\": \"cst upload\"", "drop.user", "cannot be used here"),
            Error(Met, "\"folder\": \"inbox\",", "\"folder\": \"inbox\", \"port\": 0,", "drop.port", "No server has the port 0"),
            Error(Met, "\"folder\": \"inbox\",", "\"folder\": \"inbox\", \"port\": 65536,", "drop.port", "Write a number of this range"),
            Error(Met, "\"folder\": \"inbox\",", "\"folder\": \"inbox\", \"port\": \"22\",", "drop.port", "without quotes"),
            Error(Met, Key, "SHA256:0123456789abcdef0123456789abcdef0123456789a", "drop.hostKeys[0]", "This is a fingerprint"),
            Error(Met, Key, "256 SHA256:0123456789abcdef0123456789abcdef0123456789a sftp.metropolitan.example (ED25519)", "drop.hostKeys[0]", "This is a fingerprint"),
            Error(Met, Key, "MD5:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", "drop.hostKeys[0]", "This is a fingerprint"),
            Error(Met, Key, "sftp.metropolitan.example " + Key, "drop.hostKeys[0]", "a line of ssh-keyscan"),
            Error(Met, Key, "[sftp.metropolitan.example]:2222 " + Key, "drop.hostKeys[0]", "a line of ssh-keyscan"),
            Error(Met, Key, "# sftp.metropolitan.example:22 SSH-2.0-OpenSSH_9.6", "drop.hostKeys[0]", "a comment of ssh-keyscan"),
            Error(Met, Key, Key[..60], "drop.hostKeys[0]", "it is cut"),
            Error(Met, Key, Key[..^4], "drop.hostKeys[0]", "it is cut"),
            Error(Met, Key, Key[..40] + "…", "drop.hostKeys[0]", "it is cut"),
            Error(Met, Key, Key.Replace("ssh-ed25519", "ssh-rsa", StringComparison.Ordinal), "drop.hostKeys[0]", "a key of another kind"),
            Error(Met, Key, "-----BEGIN OPENSSH PRIVATE KEY-----", "drop.hostKeys[0]", "This is a private key"),
            Error(Met, Key, "the key of the server", "drop.hostKeys[0]", "is no host key"),
            Warning(Met, "2028-02-29", "2026-11-27", "agreement.lastDay", "The last day of the agreement was 2026-11-27"),
            Warning(Met, "2027-03-01", "2026-11-27", "agreement.reviewDue", "reviewed by 2026-11-27"),
            Warning(Met, "\"folder\": \"inbox\",", "\"folder\": \"inbox\", \"loginExpires\": \"2026-11-27\",", "drop.loginExpires", "take the login until 2026-11-27"),
            Error(Met, "\"version\": 1,", "\"version\": 1", "$", "missing comma"),
            Error(Met, "\"version\"", "\u201Cversion\u201D", "$", "a quote of a word processor"),
            Error(Met, "\"cst-upload\"", "\"cst\tupload\"", "$", "There is a tab inside a text"),
            Error(Protocol, "\"Assault\": \"Assault\"", "\"Assault\": \"Assault\", \"Asault\": \"Assault\"", "codeMaps.category.Asault", "which \"category_code\" never holds"),
            Warning(Protocol, "      \"Home\": \"Home\",\n", "", "codeMaps.location_type", "no code for \"Home\", which \"location_type\" may hold"),
            Warning(Protocol, "\"true\": { \"output\": \"Y\", \"label\": \"Yes\" }, ", "", "codeMaps.yes_no", "no code for \"true\""),
            Error(Protocol, "\"status\": [\"", "\"status\": [\"Draft\", \"", "selection.status[0]", "The status \"Draft\""),
            Error(Fields, "\"doNotShare\": \"do_not_share\"", "\"doNotShare\": \"status\"", "roles.doNotShare", "wrong type for this role"),
            Error(Fields, "\"status\": \"status\"", "\"status\": \"legal_hold\"", "roles.status", "wrong type for this role"),
            Error(Fields, "\"embargoUntil\": \"embargo_until\"", "\"embargoUntil\": \"created_at\"", "roles.embargoUntil", "wrong type for this role"),
            Error(Fields, "\"sourceForce\": \"source_force\"", "\"sourceForce\": \"legal_hold\"", "roles.sourceForce", "wrong type for this role"),
            Error(Fields, "\"sourceForce\": \"source_force\"", "\"sourceForce\": \"force_slug\"", "roles.sourceForce", "has the role \"force\" already"),
            Error("reference/keep.txt", "\n", "\ntwo words\n", "$", "not one word"),
        ];
        return edits.Select((edit, i) => edit.SetArgDisplayNames(string.Create(CultureInfo.InvariantCulture, $"{i + 1} {edit.Arguments[5]} {edit.Arguments[6]}")));
    }

    [SetUp]
    public void Copy()
    {
        _folder = Directory.CreateTempSubdirectory("datasharing-edit-").FullName;
        string from = RepositoryFolder.At("config", "cst");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(_folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Edits))]
    public void Is_told_where_it_was_made(string file, string from, string to, ConfigSeverity severity, string told, string path, string message)
    {
        Edit(file, from, to);
        ConfigProblems found = Look();
        ConfigProblem[] all = [.. found.All, .. found.Warnings];
        Assert.That(all.Select(problem => (problem.Severity, problem.File, problem.Path)).Distinct(), Is.EqualTo(new[] { (severity, told, path) }), string.Join('\n', all.Select(problem => problem.ToString())));
        Assert.That(all[0].ToString(), Does.Contain(message));
        Assert.That(all[0].Line, Is.GreaterThan(0));
        Assert.That(all.Where(problem => problem.Severity == ConfigSeverity.Warning).Select(problem => problem.Code), Has.None.Null);
        Assert.That(all.Select(problem => problem.ToString()), Has.None.Contains(":0:").And.None.Contains("$:"));
    }

    [Test]
    public void The_shipped_folders_have_nothing_to_tell()
    {
        foreach (string controller in Directory.EnumerateDirectories(RepositoryFolder.At("config")).Where(folder => File.Exists(Path.Combine(folder, "gateway.json"))).Select(folder => Path.GetFileName(folder)))
        {
            ConfigProblems found = new ConfigurationFolder(RepositoryFolder.At("config", controller), new At(Today)).Look(null);
            Assert.That(found.All.Concat(found.Warnings).Select(problem => problem.ToString()), Is.Empty);
        }
    }

    [Test]
    public void A_wrong_code_in_the_map_of_a_profile_is_told_there_and_suspends_no_other_force()
    {
        Edit(Met, "\"emptyNight\"", "\"codeMaps\": { \"category\": { \"Assault\": \"Attack\", \"Asault\": \"Attack\" } }, \"emptyNight\"");
        ConfigProblems found = Look();
        Assert.That(found.All.Select(problem => (problem.File, problem.Path)), Is.EqualTo(new[] { (Met, "codeMaps.category.Asault") }));
        Assert.That(found.Warnings.Select(problem => (problem.File, problem.Path, problem.Code)), Is.EqualTo(new[] { (Met, "codeMaps.category", "codesMissing") }));
        Assert.That(() => Folder().ReadForce("greater-manchester"), Throws.Nothing);
    }

    [Test]
    public void A_disabled_profile_is_not_warned_of_its_days_and_has_its_next_times()
    {
        Edit(Met, "2028-02-29", "2026-11-27");
        Edit(Met, "\"enabled\": true", "\"enabled\": false");
        Assert.That(Look().Warnings, Is.Empty);
        Assert.That(Folder().ReadForce("metropolitan").Schedule.Next(Today, 5), Has.Count.EqualTo(5));
    }

    [Test]
    public void A_schedule_of_one_night_stays_in_force_while_that_night_is_at_work()
    {
        Edit(Met, "0 30 2 * * ?", "0 30 2 28 11 ? 2026");
        Assert.That(Look().All, Is.Empty);
        Assert.That(new ConfigurationFolder(_folder, new At(Today.AddDays(8))).Look("metropolitan").All.Select(problem => problem.Code), Is.EqualTo(new[] { "neverFires" }));
    }

    [TestCase("reference/towns.csv", "\"town\" is compared with reference/towns.csv")]
    [TestCase("reference/outward-codes.csv", "\"postcode\" is compared with reference/outward-codes.csv")]
    [TestCase("reference/local-authorities.csv", "\"local_authority\" is compared with reference/local-authorities.csv")]
    public void A_reference_list_is_demanded_by_what_uses_it(string list, string message)
    {
        File.Delete(Path.Combine(_folder, list));
        ConfigProblems found = Look();
        Assert.That(found.All.Where(problem => problem.Message.StartsWith(message, StringComparison.Ordinal)).Select(problem => problem.File), Is.Not.Empty.And.None.StartsWith("reference/"));
    }

    [Test]
    public void A_reference_list_that_nothing_uses_need_not_exist()
    {
        foreach (string list in new[] { "towns", "outward-codes", "local-authorities", "premises" })
        {
            File.Delete(Path.Combine(_folder, $"reference/{list}.csv"));
        }

        File.Delete(Path.Combine(_folder, "protocols/statistics-2026.json"));
        foreach (string force in new[] { "greater-manchester", "nottinghamshire", "national-statistics" })
        {
            File.Delete(Path.Combine(_folder, $"forces/{force}.json"));
        }

        string path = Path.Combine(_folder, Met);
        string text = File.ReadAllText(path);
        int rare = text.IndexOf("  // The only synagogue", StringComparison.Ordinal);
        text = text.Remove(rare, text.IndexOf("  \"file\":", StringComparison.Ordinal) - rare).Replace("\"local_authority\", \"town\", \"postcode_district\",", "", StringComparison.Ordinal);
        int places = text.IndexOf("  // Town and postcode", StringComparison.Ordinal);
        File.WriteAllText(path, text.Remove(places, text.IndexOf("  \"file\":", StringComparison.Ordinal) - places));
        Assert.That(Look().All.Select(problem => problem.ToString()), Is.Empty);
        Assert.That(Folder().ReadForce("metropolitan").Profile.Hash, Has.Length.EqualTo(64));
    }

    [TestCase("source/incidents.sql")]
    [TestCase("source/fields.json")]
    [TestCase(Met)]
    [TestCase("reference/towns.csv")]
    [TestCase("reference/keep.txt")]
    [TestCase("reference/narrative-keep.txt")]
    public void A_byte_order_mark_is_taken(string file)
    {
        string path = Path.Combine(_folder, file);
        File.WriteAllBytes(path, [.. Encoding.UTF8.Preamble, .. File.ReadAllBytes(path)]);
        ConfigProblems found = Look();
        Assert.That(found.All.Concat(found.Warnings).Select(problem => problem.ToString()), Is.Empty);
        Assert.That(Folder().ReadController().SourceSql[0], Is.EqualTo('-'));
    }

    [TestCase("source/incidents.sql")]
    [TestCase("source/fields.json")]
    [TestCase("reference/towns.csv")]
    [TestCase("reference/keep.txt")]
    public void UTF_16_and_an_empty_file_are_called_so(string file)
    {
        string path = Path.Combine(_folder, file);
        string text = File.ReadAllText(path);
        foreach ((byte[] bytes, string message) in new (byte[], string)[]
        {
            ([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], $"{file}: The file is UTF-16"), ([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)], $"{file}: The file is UTF-16"),
            (Encoding.Unicode.GetBytes(text), $"{file}: The file is UTF-16"), ([], $"{file}: The file is empty."), (Encoding.UTF8.GetBytes(" \r\n\t"), $"{file}: The file is empty."),
        })
        {
            File.WriteAllBytes(path, bytes);
            Assert.That(Look().All.Select(problem => problem.ToString()), Is.Not.Empty.And.All.StartsWith(message));
        }
    }

    [Test]
    public void A_folder_that_is_not_there_is_told_without_a_line_or_sign() =>
        Assert.That(new ConfigurationFolder("/nowhere").Look(null).All[0].ToString(), Does.StartWith("/nowhere: The configuration folder does not exist."));

    private ConfigurationFolder Folder() => new(_folder, new At(Today));

    private ConfigProblems Look() => Folder().Look(null);

    /// <summary>Replaces the first place.</summary>
    private void Edit(string file, string from, string to)
    {
        string path = Path.Combine(_folder, file);
        string text = File.ReadAllText(path);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), $"{file} has no {from}.");
        File.WriteAllText(path, text[..at] + to + text[(at + from.Length)..]);
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
