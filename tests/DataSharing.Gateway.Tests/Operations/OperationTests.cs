using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Rows;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Gateway.Tests.Ledger;

namespace DataSharing.Gateway.Tests.Operations;

/// <summary>The gate that every act of a person goes through, on a real ledger.</summary>
internal sealed class OperationTests
{
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger();
        _ledger = await _scratch.OpenAsync();
    }

    [TearDown]
    public void Clean() => _scratch.Dispose();

    [Test]
    public async Task Whoever_may_is_handed_through_and_the_gate_itself_writes_only_who_may_act()
    {
        var asked = new AddEntry(_ledger);
        Assert.That(await asked.RunAsync(As("operator", "auditor"), CancellationToken.None), Is.EqualTo("priya (root)"));
        Assert.That(_scratch.Scalar("select group_concat(kind) from journal"), Is.EqualTo("peopleChanged,keysAdded"));
    }

    [Test]
    public async Task An_account_may_everything_where_no_file_says_who_is_who()
    {
        Assert.That(await new AddEntry(_ledger).RunAsync(Asker.OfAccount("office"), CancellationToken.None), Is.EqualTo("office"));
    }

    [Test]
    public async Task Whoever_may_not_is_refused_nothing_is_done_and_the_journal_says_who_asked()
    {
        RefusedException refused = await Refused(() => new AddEntry(_ledger).RunAsync(As("caseworker"), CancellationToken.None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Reason, Is.EqualTo(Reason.NotPermitted));
            Assert.That(refused.Message, Is.EqualTo("priya (root) may not: it needs the permission export.run. Roles that have it: operator."));
            Assert.That(_scratch.Scalar("select group_concat(kind || ' ' || actor || ' ' || body) from journal where kind <> 'peopleChanged'"),
                Is.EqualTo("""operationRefused priya (root) {"operation":"AddEntry","permission":"export.run","reason":"notPermitted","times":1}"""));
        }

        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.True, verdict.Problem);
    }

    [Test]
    public async Task A_refusal_needs_no_ledger()
    {
        using ExportLedger none = await ExportLedger.OpenToLookAsync(SqliteServer.File(_scratch.Path + ".none"), SqliteServer.StandIn, applySchema: false, TimeProvider.System, null);
        await Refused(() => new AddEntry(none).RunAsync(As("auditor"), CancellationToken.None));
        Assert.That(File.Exists(_scratch.Path + ".none"), Is.False, "None was made.");
    }

    [Test]
    public async Task A_changed_file_is_in_the_journal_before_the_act_and_once()
    {
        for (int i = 0; i < 2; i++)
        {
            await new AddEntry(_ledger).RunAsync(As("operator"), CancellationToken.None);
        }

        await new AddEntry(_ledger).RunAsync(With("another", "operator", "auditor"), CancellationToken.None);
        await new AddEntry(_ledger).RunAsync(Asker.OfAccount("office"), CancellationToken.None);
        Assert.That(_scratch.Scalar("select group_concat(kind || coalesce(' ' || json_extract(body, '$.said'), ''), char(10)) from journal"), Is.EqualTo("""
            peopleChanged people.json is read for the first time: from now on only the people in it may act.
            priya is added, as operator, from 2026-11-01. Logins: 0.
            keysAdded
            keysAdded
            peopleChanged priya gains the role auditor.
            keysAdded
            peopleChanged people.json is gone: from now on whoever can run the program may do everything.
            keysAdded
            """.ReplaceLineEndings("\n").Trim()));
        Assert.That(_scratch.Scalar("select distinct actor from journal where kind = 'peopleChanged'"), Is.EqualTo("system"), "Who meets a change has not made it.");
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.True, verdict.Problem);
    }

    [Test]
    public async Task A_file_that_cannot_be_noted_lets_nobody_act()
    {
        _scratch.Execute("create trigger full before insert on journal when new.kind = 'peopleChanged' begin select raise(abort, 'full'); end");
        Assert.That(async () => await new AddEntry(_ledger).RunAsync(As("operator"), CancellationToken.None), Throws.TypeOf<LedgerException>());
        Assert.That(_scratch.Scalar("select count(*) from journal"), Is.EqualTo(0L));
    }

    private static Asker As(params string[] roles) => With("first", roles);

    /// <summary>Somebody invented, logged in as root.</summary>
    private static Asker With(string hash, params string[] roles)
    {
        string people = $$"""{ "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [0], "roles": [{{string.Join(',', roles.Select(role => $"\"{role}\""))}}], "from": "2026-11-01" }] }""";
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["loginuid"], "0");
        ConfigObject document = ConfigDocument.Parse(PeopleList.File, Encoding.UTF8.GetBytes(people), new ConfigProblems())!;
        return Asker.Of(PeopleList.Parse(document, hash), Login.Read(folder["loginuid"], folder["none"]), new DateOnly(2026, 11, 23));
    }

    private static async Task<RefusedException> Refused(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (RefusedException refused)
        {
            return refused;
        }

        throw new AssertionException("It was not refused.");
    }

    private sealed class AddEntry(ExportLedger ledger) : Operation<string>(ledger)
    {
        private readonly ExportLedger _ledger = ledger;

        public override Permission Permission => Permission.ExportRun;

        protected override async Task<string> ActAsync(string person, CancellationToken ct)
        {
            await _ledger.Journal.AppendAsync(JournalKind.KeysAdded, null, person, new JournalBody(), ct);
            return person;
        }
    }
}
