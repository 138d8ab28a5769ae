using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>The journal calls an incident by its random id. Entries of earlier programs have its key, and are verified as they were.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class IncidentNameTests(ServerKind server)
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _ledger = await _scratch.OpenAsync(new FakeTimeProvider(ScratchLedger.Night));
        _lease = (await _ledger.Leases.TryAcquireAsync(Force))!;
        await DecideAsync(1, 'a');
        await DecideAsync(1, 'b');
        await DecideAsync(2, 'a');
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(3));
        await ScratchLedger.FindAlreadySentAsync(_ledger, _lease, 1, 3);
        await _ledger.Holdings.AcknowledgeAlreadySentAsync(Force, "administrator", "asked");
    }

    [TearDown]
    public async Task Clean()
    {
        await (_lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        _scratch?.Dispose();
    }

    [Test]
    public async Task No_entry_has_a_key_or_a_digest_that_a_key_could_be_tried_against()
    {
        Assert.That(Number("select count(*) from journal where body like '%n8000000000000%'"), Is.Zero);
        Assert.That(Number("select count(*) from incident_name"), Is.EqualTo(3));
        var digest = new AlreadySentDigest();
        foreach (long key in (long[])[1, 3])
        {
            digest.Add(IncidentKey.FromNumber(key).Stored, 1, ScratchLedger.Token(key), 1, "ownRecord", "summary", Number("select max(run_id) from already_sent"));
        }

        Assert.That(Number($"select count(*) from journal where body like '%{digest.Finish()}%'"), Is.Zero);
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That((verdict.Problem, verdict.NotNamed), Is.EqualTo(((string?)null, 0L)));
    }

    [Test]
    public async Task Entries_of_an_earlier_program_have_the_key_and_are_verified()
    {
        AsBefore();
        Assert.That(Number("select count(*) from journal where body like '%n8000000000000%'"), Is.EqualTo(3));
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That((verdict.Problem, verdict.NotNamed), Is.EqualTo(((string?)null, 0L)));
        _scratch.Execute("delete from incident_name");
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null, "They need no id.");
        await DecideAsync(1, 'c');
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null, "The later entry counts, whatever it calls the incident.");
        _scratch.Execute("update text_decision set proposal = 'x' where key_id = 'c'");
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.EqualTo("The decision about a text is not the one that the entry tells of."));
    }

    [TestCase("update text_decision set source_hash = 'x' where key_id = 'b'", "The decision about a text is not the one that the entry tells of.")]
    [TestCase("delete from text_decision where key_id = 'b'", "The decision about a text that the entry tells of is missing.")]
    [TestCase("update already_sent set token = 'x' where incident_key like '%3'", "The records already sent are not those that the entry tells of.")]
    [TestCase("update already_sent set incident_key = 'n8000000000000009' where incident_key like '%3'", "")]
    public async Task What_was_altered_is_found_in_old_and_in_new_entries(string sql, string problem)
    {
        foreach (bool old in (bool[])[false, true])
        {
            if (old)
            {
                AsBefore();
            }
            else
            {
                _scratch.Execute(sql);
            }

            LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
            Assert.That(problem.Length > 0 ? verdict.Problem : verdict.Problem ?? (verdict.NotNamed > 0 ? "not named" : null), problem.Length > 0 ? Is.EqualTo(problem) : Is.Not.Null, $"old: {old}");
        }
    }

    [Test]
    public async Task What_the_entries_say_of_an_incident_whose_name_was_erased_is_not_covered_and_that_is_said()
    {
        _scratch.Execute("delete from incident_name where incident_key like '%1'");
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That((verdict.Problem, verdict.NotNamed), Is.EqualTo(((string?)null, 3L)), "One decision, what was found, and the word about it.");
        _scratch.Execute("update text_decision set proposal = 'x' where key_id = 'b'");
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.EqualTo("There is a decision about a text that no entry tells of."), "What was decided is covered all the same.");
        _scratch.Execute("delete from text_decision where key_id = 'b'");
        verdict = await _ledger.Journal.VerifyAsync();
        Assert.That((verdict.Problem, verdict.NotNamed), Is.EqualTo(((string?)null, 3L)), "An erased incident has no decision.");
    }

    private Task DecideAsync(long key, char which) => _ledger.Texts.DecideAsync(
        new DecidedText(Force, IncidentKey.FromNumber(key), "summary", new string(which, 32), new string(which, 16), which.ToString(), Encoding.UTF8.GetBytes("sealed")), "approver", null);

    /// <summary>Makes the entries what the programs before this one wrote.</summary>
    private void AsBefore()
    {
        _scratch.RewriteJournal(body =>
        {
            foreach (long key in (long[])[1, 2])
            {
                string stored = IncidentKey.FromNumber(key).Stored;
                string? name = (string?)_scratch.Scalar($"select incident from incident_name where incident_key = '{stored}'");
                body = name is not null && body.Contains("\"proposal\"", StringComparison.Ordinal) ? body.Replace($"\"{name}\"", $"\"{stored}\"", StringComparison.Ordinal) : body;
            }

            if (!body.Contains("\"incidents\":\"byId\",", StringComparison.Ordinal))
            {
                return body;
            }

            using var digest = new AlreadySentDigest();
            foreach (long key in (long[])[1, 3])
            {
                digest.Add(IncidentKey.FromNumber(key).Stored, 1, ScratchLedger.Token(key), 1, "ownRecord", "summary", Number("select max(run_id) from already_sent"));
            }

            int at = body.IndexOf("\"digest\":\"", StringComparison.Ordinal) + 10;
            return (body[..at] + digest.Finish() + body[(at + 64)..]).Replace("\"incidents\":\"byId\",", "", StringComparison.Ordinal);
        });
    }

    private long Number(string sql) => Convert.ToInt64(_scratch.Scalar(sql), CultureInfo.InvariantCulture);
}
