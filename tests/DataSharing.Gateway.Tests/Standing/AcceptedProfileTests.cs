using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Standing;

/// <summary>A profile that lets more leave waits until persons accept exactly it; what lets nothing more leave is used at once.</summary>
internal sealed class AcceptedProfileTests
{
    private const string Force = AcceptedForce.Force;
    private AcceptedForce _force = null!;

    [TearDown]
    public void Clean() => _force?.Dispose();

    [Test]
    public async Task A_new_force_waits_until_a_person_accepts_exactly_its_files()
    {
        _force = await AcceptedForce.MakeAsync();
        string hash = _force.Hash;
        ExportResult held = (await _force.RunAsync())!;
        Assert.That((held.Outcome, held.Reason), Is.EqualTo((RunOutcome.Held, Reason.ProfileNotAccepted)));
        Assert.That(held.Message, Does.EndWith($"datasharing profile accept {Force} {hash} --reason TEXT"));

        AcceptedProfile accepted = await _force.AcceptAsync(hash);
        Assert.That((await _force.RunAsync(), _force.WentBy, accepted.Entry is not null), Is.EqualTo(((ExportResult?)null, hash, true)));
        KnownTexts known = await _force.Ledger.Accepted.ReadAsync(Force);
        Assert.That((known.Used!.By, known.Used.Sha256, known.Accepted!.Entry), Is.EqualTo((UsedBy.Acceptance, hash, accepted.Entry!.Value)));
        Assert.That((await _force.Ledger.Accepted.TextAsync(Force, hash))!.Hash, Is.EqualTo(hash), "The text is kept.");
        RefusedException? again = await Assert.ThrowsAsync<RefusedException>(() => _force.AcceptAsync(hash));
        Assert.That(again!.Reason, Is.EqualTo(Reason.NothingWaiting));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task A_fingerprint_that_is_not_that_of_the_files_as_they_are_is_refused_with_both()
    {
        _force = await AcceptedForce.MakeUsedAsync();
        _force.Widen();
        string shown = _force.Hash;
        _force.Widen("incident_month");
        RefusedException? refused = await Assert.ThrowsAsync<RefusedException>(() => _force.AcceptAsync(shown));
        Assert.That(refused!.Reason, Is.EqualTo(Reason.ProfileChanged));
        Assert.That(refused.Message, Does.Contain(shown).And.Contain(_force.Hash));
        Assert.That((await _force.RunAsync())?.Reason, Is.EqualTo(Reason.ProfileNotAccepted));
    }

    [Test]
    public async Task What_was_narrowed_is_used_at_once_and_the_acceptance_of_before_does_not_widen_it_again()
    {
        _force = await AcceptedForce.MakeUsedAsync();
        string file = Path.Combine(_force.Config, $"forces/{Force}.json");
        (string wide, string hash) = (File.ReadAllText(file), _force.Hash);
        _force.Narrow();
        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, _force.Hash)));
        Assert.That((await _force.Ledger.Accepted.ReadAsync(Force)).Used!.By, Is.EqualTo(UsedBy.Narrower));

        File.WriteAllText(file, wide);
        Assert.That((_force.Hash, (await _force.RunAsync())?.Reason), Is.EqualTo((hash, Reason.ProfileNotAccepted)));
        await _force.AcceptAsync();
        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, hash)));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task Until_its_day_the_text_last_used_goes_on_and_one_that_was_accepted_later_takes_its_place()
    {
        _force = await AcceptedForce.MakeUsedAsync();
        string before = _force.Hash;
        _force.Widen();
        await _force.AcceptAsync(from: new DateOnly(2026, 11, 27));
        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, before)));
        WaitingProfile waiting = (await WaitingProfile.OfAsync(_force.Folder, _force.Ledger, _force.Folder.ReadForce(Force), default))!;
        Assert.That(waiting.Sentence, Does.Contain("2026-11-27").And.Contain(before));

        // The second acceptance is the only one that counts.
        await _force.AcceptAsync(from: new DateOnly(2026, 11, 28));
        _force.Time.SetUtcNow(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, before)));
        _force.Time.SetUtcNow(new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, _force.Hash)));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task Where_no_text_was_used_before_nothing_goes_before_the_day()
    {
        _force = await AcceptedForce.MakeAsync();
        await _force.AcceptAsync(from: new DateOnly(2026, 11, 26));
        ExportResult held = (await _force.RunAsync())!;
        Assert.That((held.Reason, held.Message), Is.EqualTo((Reason.ProfileNotAccepted, held.Message)));
        Assert.That(held.Message, Does.Contain("nothing new goes before that day"));
        _force.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero));
        Assert.That(await _force.RunAsync(), Is.Null);
    }

    [Test]
    public async Task Two_persons_accept_each_with_their_own_command()
    {
        _force = await AcceptedForce.MakeUsedAsync(approvers: 2);
        // What asks for fewer persons is accepted by as many as before.
        _force.Edit(profile => profile["approvers"] = 0);
        AcceptedProfile first = await _force.AcceptAsync(person: "priya (priya)");
        Assert.That((first.Entry, first.Request!.State), Is.EqualTo(((long?)null, RequestState.WaitsForSecond)));
        Assert.That((await _force.RunAsync())?.Reason, Is.EqualTo(Reason.ProfileNotAccepted));
        Assert.That(async () => await _force.AcceptAsync(person: "priya (root)"), Throws.TypeOf<RefusedException>().With.Property(nameof(RefusedException.Reason)).EqualTo(Reason.SecondPerson));
        Assert.That(async () => await _force.AcceptAsync(person: "jan (jan)", from: new DateOnly(2026, 12, 1)), Throws.TypeOf<RefusedException>().With.Message.Contain("without --from"));
        AcceptedProfile second = await _force.AcceptAsync(person: "jan (jan)");
        Assert.That((second.Entry is not null, _force.Ledger.Requests.Find(first.Request.Id)!.State), Is.EqualTo((true, RequestState.Done)));
        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, _force.Hash)));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task A_second_word_that_comes_too_late_is_a_first_one()
    {
        _force = await AcceptedForce.MakeUsedAsync(approvers: 2);
        _force.Widen();
        AcceptedProfile first = await _force.AcceptAsync(person: "priya (priya)");
        _force.Time.Advance(TimeSpan.FromDays(6));
        AcceptedProfile late = await _force.AcceptAsync(person: "jan (jan)");
        Assert.That((late.Entry, late.Request!.Person), Is.EqualTo(((long?)null, "jan (jan)")));
        Assert.That(_force.Ledger.Requests.Find(first.Request!.Id)!.State, Is.EqualTo(RequestState.Expired));
    }

    [Test]
    public async Task Without_a_file_of_people_two_persons_cannot_accept()
    {
        _force = await AcceptedForce.MakeAsync(approvers: 2);
        RefusedException? refused = await Assert.ThrowsAsync<RefusedException>(() => _force.AcceptAsync());
        Assert.That((refused!.Reason, refused.Message), Is.EqualTo((Reason.SecondPerson, refused.Message)));
        Assert.That(refused.Message, Does.Contain("people.json"));
    }

    [Test]
    public async Task A_changed_host_key_alone_is_accepted_by_one_of_two()
    {
        _force = await AcceptedForce.MakeUsedAsync(approvers: 2);
        _force.Edit(profile => profile["drop"]!["hostKeys"]!.AsArray()[0] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIICRTwJ0ztVCs8ZP0YZmKW78G+hvkPxX8CrFtG7UbUSJ");
        Assert.That((await _force.RunAsync())?.Reason, Is.EqualTo(Reason.ProfileNotAccepted));
        Assert.That((await _force.AcceptAsync(person: "jan (jan)")).Entry, Is.Not.Null);
        Assert.That(await _force.RunAsync(), Is.Null);
    }

    [Test]
    public async Task A_run_accepts_by_itself_only_where_nobody_had_to_before()
    {
        _force = await AcceptedForce.MakeUsedAsync(approvers: 0);
        _force.Widen();
        Assert.That(await _force.RunAsync(), Is.Null);
        Assert.That((await _force.Ledger.Accepted.ReadAsync(Force)).Used!.By, Is.EqualTo(UsedBy.Run));

        _force.Edit(profile => profile["approvers"] = 1);
        Assert.That(await _force.RunAsync(), Is.Null, "To ask for more is narrower.");
        _force.Edit(profile => profile["approvers"] = 0);
        Assert.That((await _force.RunAsync())?.Reason, Is.EqualTo(Reason.ProfileNotAccepted));
        Assert.That((await _force.LookAsync()).Persons, Is.EqualTo(1));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task A_ledger_from_before_takes_the_text_of_its_last_export_for_accepted()
    {
        _force = await AcceptedForce.MakeAsync();
        await _force.DeliverBeforeAsync(_force.Hash, kept: null);
        Assert.That(await _force.RunAsync(), Is.Null);
        KnownTexts known = await _force.Ledger.Accepted.ReadAsync(Force);
        Assert.That((known.Used!.By, known.Used.Sha256), Is.EqualTo((UsedBy.Migration, _force.Hash)));
        _force.Widen();
        Assert.That((await _force.RunAsync())?.Reason, Is.EqualTo(Reason.ProfileNotAccepted));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_ledger_from_before_measures_by_the_text_that_it_kept(bool wider)
    {
        _force = await AcceptedForce.MakeAsync();
        await _force.DeliverBeforeAsync(_force.Hash, _force.Text());
        string before = _force.Hash;
        if (wider)
        {
            _force.Widen();
            Assert.That((await _force.RunAsync())?.Message, Does.Contain("1 of ").And.Contain(" change(s) would let more leave"));
            await _force.AcceptAsync();
        }
        else
        {
            _force.Narrow();
        }

        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, _force.Hash)));
        Assert.That(_force.Ledger.Accepted.UsesSince(DateTimeOffset.MinValue).Select(used => (used.Sha256, used.By)),
            Is.EqualTo(new[] { (before, UsedBy.Migration), (_force.Hash, wider ? UsedBy.Acceptance : UsedBy.Narrower) }));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task Where_the_text_of_the_last_export_is_not_known_a_person_accepts_the_whole_even_where_the_profile_asks_for_nobody()
    {
        _force = await AcceptedForce.MakeAsync(approvers: 0);
        await _force.DeliverBeforeAsync(new string('e', 64), kept: null);
        Assert.That((await _force.RunAsync())?.Reason, Is.EqualTo(Reason.ProfileNotAccepted));
        await _force.AcceptAsync();
        Assert.That(await _force.RunAsync(), Is.Null);
    }

    [Test]
    public async Task Of_two_workers_that_meet_an_acceptance_one_writes_that_it_is_in_use()
    {
        _force = await AcceptedForce.MakeUsedAsync();
        _force.Widen();
        await _force.AcceptAsync();
        // What ended between the acceptance and the use has left nothing but the acceptance.
        using ExportLedger other = await _force.OpenAsync();
        Assert.That(await _force.RunAsync(other), Is.Null);
        Assert.That(await _force.RunAsync(), Is.Null);
        Assert.That(_force.Ledger.Accepted.UsesSince(DateTimeOffset.MinValue), Has.Count.EqualTo(2));

        // One that looked before the other wrote is told that the force is busy.
        await using Lease lease = (await other.Leases.TryAcquireAsync(Force))!;
        Assert.That(await other.Accepted.UseAsync(lease, new LedgerAccepted.Use(_force.Text(), UsedBy.Narrower, 0, null, "1")), Is.False);
    }

    [Test]
    public async Task A_shared_change_is_accepted_once_for_the_forces_that_wait_for_nothing_else()
    {
        _force = await AcceptedForce.MakeUsedAsync();
        await AcceptOthersAsync();
        Assert.That(await SharedAsync(), Is.Empty);
        _force.Append("reference/towns.csv", "Abbots Under,E07000102,WD5\n");
        _force.Edit("forces/nottinghamshire.json", profile => profile["agreement"]!["marking"] = "OFFICIAL");
        SharedChange change = await SharedChange.ReadAsync(_force.Folder, _force.Ledger, default);
        Assert.That((string.Join(' ', change.Forces.Select(use => use.Present.Profile.Force)), change.Others.Single().Present.Profile.Force),
            Is.EqualTo(("greater-manchester metropolitan", "nottinghamshire")), "The statistical recipient is told no town.");

        Assert.That(async () => await AcceptAllAsync(new string('a', 64)), Throws.TypeOf<RefusedException>().With.Message.Contain(change.Sha256));
        Assert.That(await AcceptAllAsync(change.Sha256), Has.Count.EqualTo(2).And.All.Property(nameof(AcceptedProfile.Entry)).Not.Null);
        Assert.That(await SharedAsync(), Is.Empty);
        Assert.That((await _force.RunAsync(), _force.WentBy), Is.EqualTo(((ExportResult?)null, _force.Hash)));
        Assert.That(await _force.ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task A_due_time_that_was_held_is_served_once_the_profile_is_accepted()
    {
        _force = await AcceptedForce.MakeUsedAsync();
        await _force.Ledger.Profiles.FirstSeenEnabledAsync(Force, AcceptedForce.Noon.AddDays(-2));
        _force.Widen();
        _force.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero));
        var due = new DueTimes(_force.Folder, _force.Ledger, _force.Time);
        DateTimeOffset night = (await due.NextAsync(Force, _force.Folder.ReadForce(Force), default))!.Due;
        await using (Lease lease = (await _force.Ledger.Leases.TryAcquireAsync(Force))!)
        {
            long run = await _force.Ledger.Runs.OpenAsync(lease, RunRequest.BySchedule(night, RunCommand.Export, _force.Folder.Sha256Behind(Force), "0.1.0"));
            await _force.Ledger.Runs.CloseAsync(lease, run, RunOutcome.Held, Reason.ProfileNotAccepted.Code, RunCounts.None, null);
        }

        Assert.That(await due.NextAsync(Force, _force.Folder.ReadForce(Force), default), Is.Null, "It waits for a person.");
        Assert.That(await Hindrance.OfAsync(_force.Folder, _force.Ledger, _force.Folder.ReadForce(Force), default), Is.EqualTo(Reason.ProfileNotAccepted));
        await _force.AcceptAsync();
        DueTry? next = await due.NextAsync(Force, _force.Folder.ReadForce(Force), default);
        Assert.That((next?.Due, next?.IsNow(_force.Time.GetUtcNow())), Is.EqualTo(((DateTimeOffset?)night, (bool?)true)));
    }

    [Test]
    public async Task What_was_withdrawn_is_told_by_the_text_last_used_while_a_profile_waits()
    {
        _force = await AcceptedForce.MakeAsync();
        _force.WriteLogin();
        await _force.UseAsync();
        string before = _force.Hash;
        var telling = new TellingProfile(_force.Folder, _force.Ledger);
        _force.Edit(profile => profile["drop"]!["host"] = "sftp.elsewhere.example");
        Assert.That((await telling.FindAsync(Force, default))?.Profile.Hash, Is.EqualTo(before));
        await _force.AcceptAsync();
        Assert.That((await telling.FindAsync(Force, default))?.Profile.Hash, Is.EqualTo(_force.Hash));
    }

    [TestCase("update profile_use set means = 'run'", "The profile in use is not the one")]
    [TestCase("update profile_acceptance set valid_from = '2026-12-01'", "The acceptance of a profile is not the one")]
    [TestCase("delete from profile_use", "is missing")]
    [TestCase("delete from profile_acceptance", "is missing")]
    [TestCase("insert into profile_use (entry, force, sha256, means) select 1, force, sha256, 'narrower' from profile_text", "that no entry tells of")]
    [TestCase("update profile_text set files = x'00'", "The files of a profile cannot be read.")]
    public async Task What_was_altered_is_found(string sql, string problem)
    {
        _force = await AcceptedForce.MakeUsedAsync();
        Assert.That(await _force.ProblemAsync(), Is.Null);
        using (var connection = new SqliteConnection($"Data Source={_force.LedgerPath};Pooling=False;Foreign Keys=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.That(command.ExecuteNonQuery(), Is.Positive);
        }

        Assert.That(await _force.ProblemAsync(), Does.Contain(problem));
    }

    private async Task AcceptOthersAsync()
    {
        foreach (string other in _force.Folder.Forces().Where(force => force != Force))
        {
            _force.Edit($"forces/{other}.json", profile => profile["approvers"] = 1);
            await new AcceptProfile(_force.Folder, _force.Ledger, null, other, _force.Folder.ReadForce(other).Profile.Hash, null, "new").RunAsync(Asker.OfAccount("ann"), default);
            ProfileInUse use = await ProfileInUse.LookAsync(_force.Folder, _force.Ledger, _force.Folder.ReadForce(other), default);
            await using Lease lease = (await _force.Ledger.Leases.TryAcquireAsync(other))!;
            Assert.That(await _force.Ledger.Accepted.UseAsync(lease, new LedgerAccepted.Use(use.Text, UsedBy.Acceptance, 0, use.Acceptance, "1")), Is.True);
        }
    }

    private async Task<IReadOnlyList<ProfileInUse>> SharedAsync() => (await SharedChange.ReadAsync(_force.Folder, _force.Ledger, default)).Forces;

    private Task<IReadOnlyList<AcceptedProfile>> AcceptAllAsync(string sha256) =>
        new AcceptSharedChange(_force.Folder, _force.Ledger, null, sha256, null, "CST-2026-001234").RunAsync(Asker.OfAccount("ann"), default);
}
