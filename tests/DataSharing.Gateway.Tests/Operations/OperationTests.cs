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
    public async Task Whoever_may_is_handed_through_and_the_gate_itself_writes_nothing()
    {
        var asked = new AddEntry(_ledger);
        Assert.That(await asked.RunAsync(As("operator", "auditor"), CancellationToken.None), Is.EqualTo("priya (root)"));
        Assert.That(_scratch.Scalar("select group_concat(kind) from journal"), Is.EqualTo("keysAdded"));
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
            Assert.That(refused.Message, Is.EqualTo("priya (root) may not: it needs the permission export.run, which has operator."));
            Assert.That(_scratch.Scalar("select group_concat(kind || ' ' || actor || ' ' || body) from journal"),
                Is.EqualTo("""operationRefused priya (root) {"operation":"AddEntry","permission":"export.run","reason":"notPermitted"}"""));
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

    /// <summary>Somebody invented, logged in as root.</summary>
    private static Asker As(params string[] roles)
    {
        string people = $$"""{ "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [0], "roles": [{{string.Join(',', roles.Select(role => $"\"{role}\""))}}], "from": "2026-11-01" }] }""";
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["loginuid"], "0");
        ConfigObject document = ConfigDocument.Parse(PeopleList.File, Encoding.UTF8.GetBytes(people), new ConfigProblems())!;
        return Asker.Of(PeopleList.Parse(document), Login.Read(folder["loginuid"], folder["none"]), new DateOnly(2026, 11, 23));
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
