using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Schedule;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Gateway.Tests.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.People;

/// <summary>What a worker makes of a people.json that somebody writes while it runs.</summary>
internal sealed class PeopleWatchTests
{
    private const string Good = """{ "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [4242], "roles": ["ROLE"], "from": "2026-11-01" }] }""";

    private readonly FakeTimeProvider _time = new(ScratchLedger.Night);
    private ScratchLedger _scratch = null!;
    private TemporaryFolder _folder = null!;
    private ExportLedger _ledger = null!;
    private ConfigurationFolder _config = null!;
    private AlertDesk _desk = null!;
    private PeopleWatch _watch = null!;

    private string People => _folder[PeopleList.File];

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger();
        _folder = new TemporaryFolder();
        _ledger = await _scratch.OpenAsync(_time, new LedgerOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
        _config = new ConfigurationFolder(_folder[""]);
        _desk = new AlertDesk(_config, _time, NullLogger.Instance, isPatient: true);
        _watch = NewWatch();
    }

    [TearDown]
    public async Task Clean()
    {
        await _desk.DisposeAsync();
        _scratch.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_file_that_changes_and_changes_back_has_an_entry_each_time_and_none_when_it_stays()
    {
        foreach (string role in (string[])["operator", "operator", "auditor", "operator", "operator"])
        {
            Write(role);
            await LookAsync();
        }

        Assert.That(await SaidAsync(), Is.EqualTo((string[])
        [
            "people.json is read for the first time: from now on only the people in it may act.",
            "priya is added, as operator, from 2026-11-01. Logins: 4242.",
            "priya gains the role auditor.", "priya loses the role operator.",
            "priya gains the role operator.", "priya loses the role auditor.",
        ]));
    }

    [Test]
    public async Task Whoever_acts_by_a_file_that_is_there_between_two_looks_leaves_both_changes_in_the_journal()
    {
        Write("operator");
        await LookAsync();
        Write("administrator");
        await PeopleNote.WriteAsync(_ledger, _config.ReadPeople(), "priya (4242)", CancellationToken.None);
        Write("operator");
        await LookAsync();
        await LookAsync();
        Assert.That((await _ledger.People.SinceAsync(DateTimeOffset.UnixEpoch)).Select(one => (one.FoundBy, one.Sha256)), Is.EqualTo(
            new[] { ("worker", HashOf("operator")), ("priya (4242)", HashOf("administrator")), ("worker", HashOf("operator")) }));
    }

    [Test]
    public async Task Two_workers_with_two_files_do_not_write_in_turn_for_ever()
    {
        Write("operator");
        PeopleWatch other = NewWatch();
        await LookAsync();
        Write("auditor");
        await other.LookAsync(CancellationToken.None);
        for (int i = 0; i < 5; i++)
        {
            Write("operator");
            await LookAsync();
            Write("auditor");
            await other.LookAsync(CancellationToken.None);
        }

        Assert.That(await _ledger.People.SinceAsync(DateTimeOffset.UnixEpoch), Has.Count.EqualTo(2));
    }

    [TestCase("folder")]
    [TestCase("link to nowhere")]
    [TestCase("link to itself")]
    [TestCase("empty")]
    [TestCase("zeros")]
    [TestCase("not JSON")]
    [TestCase("member twice")]
    [TestCase("member in capitals")]
    [TestCase("name in capitals")]
    public async Task A_file_that_cannot_be_taken_lets_nobody_act_is_told_once_a_day_and_writes_no_entry(string what)
    {
        Write("operator");
        await LookAsync();
        File.Delete(People);
        Spoil(what);
        Assert.That(() => _config.ReadPeople(), Throws.TypeOf<ConfigurationException>());
        await LookAsync();
        await LookAsync();
        Assert.That(await _ledger.People.SinceAsync(DateTimeOffset.UnixEpoch), Has.Count.EqualTo(1), "It is not gone.");
        Assert.That(_desk.Knows("peopleChanged problems 2026-11-23"), Is.True);
    }

    [Test]
    public void A_mark_at_the_beginning_and_many_people_are_no_error()
    {
        File.WriteAllBytes(People, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good.Replace("ROLE", "operator", StringComparison.Ordinal))]);
        Assert.That(_config.CheckPeople(), Is.Empty);
        IEnumerable<string> many = Enumerable.Range(0, 8_000).Select(i => $$"""{ "id": "p{{i}}", "name": "P Example", "osUsers": [{{i}}], "roles": ["operator"], "from": "2026-11-01" }""");
        File.WriteAllText(People, $$"""{ "people": [{{string.Join(',', many)}}] }""");
        Assert.That(_config.ReadPeople()!.All, Has.Count.EqualTo(8_000));
    }

    [Test]
    public async Task A_link_has_the_hash_of_what_it_leads_to()
    {
        await File.WriteAllTextAsync(_folder["elsewhere"], Good.Replace("ROLE", "operator", StringComparison.Ordinal));
        File.CreateSymbolicLink(People, _folder["elsewhere"]);
        await LookAsync();
        Assert.That((await _ledger.People.LastAsync())!.Sha256, Is.EqualTo(_config.ReadPeople()!.Sha256));
    }

    [Test]
    public async Task A_ledger_that_is_locked_while_a_change_is_noted_gets_the_entry_at_the_next_look()
    {
        Write("operator");
        using (var connection = new SqliteConnection($"Data Source={_scratch.Path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "begin immediate";
            command.ExecuteNonQuery();
            Assert.That(async () => await LookAsync(), Throws.TypeOf<LedgerException>().With.Property("Kind").EqualTo(LedgerFault.Locked));
        }

        Assert.That(await _ledger.People.LastAsync(), Is.Null);
        await LookAsync();
        Assert.That(await _ledger.People.LastAsync(), Is.Not.Null);
    }

    [TestCase(400)]
    [TestCase(-400)]
    public async Task A_clock_that_jumps_writes_no_entry_twice_and_hides_no_change(int days)
    {
        Write("operator");
        await LookAsync();
        // Another process on the same ledger, whose clock is another.
        var jumped = new FakeTimeProvider(ScratchLedger.Night.AddDays(days));
        ExportLedger ledger = await _scratch.OpenAsync(jumped);
        await using var desk = new AlertDesk(_config, jumped, NullLogger.Instance, isPatient: true);
        var watch = new PeopleWatch(_config, ledger, new PeopleAlerts(ledger, new ToldMarks(ledger, desk), jumped));
        await watch.LookAsync(CancellationToken.None);
        Assert.That(await _ledger.People.SinceAsync(DateTimeOffset.UnixEpoch), Has.Count.EqualTo(1));
        Write("auditor");
        await watch.LookAsync(CancellationToken.None);
        Assert.That((await ledger.People.SinceAsync(jumped.GetUtcNow() - PeopleNote.Shown)).Any(one => one.Entry == 2), Is.True);
        Assert.That(desk.Knows("peopleChanged 2"), Is.True, "It is told.");
    }

    private static string HashOf(string role) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Good.Replace("ROLE", role, StringComparison.Ordinal))));

    private PeopleWatch NewWatch() => new(_config, _ledger, new PeopleAlerts(_ledger, new ToldMarks(_ledger, _desk), _time));

    private Task LookAsync() => _watch.LookAsync(CancellationToken.None);

    private void Write(string role) => File.WriteAllText(People, Good.Replace("ROLE", role, StringComparison.Ordinal));

    private void Spoil(string what)
    {
        string good = Good.Replace("ROLE", "operator", StringComparison.Ordinal);
        switch (what)
        {
            case "folder": Directory.CreateDirectory(People); break;
            case "link to nowhere": File.CreateSymbolicLink(People, _folder["nowhere"]); break;
            case "link to itself": File.CreateSymbolicLink(People, People); break;
            case "empty": File.WriteAllText(People, ""); break;
            case "zeros": File.WriteAllBytes(People, new byte[1_000_000]); break;
            case "not JSON": File.WriteAllText(People, "people: []"); break;
            case "member twice": File.WriteAllText(People, good.Replace("\"id\"", "\"id\": \"jan\", \"id\"", StringComparison.Ordinal)); break;
            case "member in capitals": File.WriteAllText(People, good.Replace("\"people\"", "\"People\"", StringComparison.Ordinal)); break;
            default: File.WriteAllText(_folder["People.JSON"], good); break;
        }
    }

    private async Task<string[]> SaidAsync() => [.. (await _ledger.People.SinceAsync(DateTimeOffset.UnixEpoch)).SelectMany(one => one.Said)];
}
