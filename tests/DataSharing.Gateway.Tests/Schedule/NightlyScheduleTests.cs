using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Schedule;
using DataSharing.Gateway.Standing;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;

namespace DataSharing.Gateway.Tests.Schedule;

/// <summary>What a look of the worker plans, in a real scheduler that fires nothing: all that would fire stays to be seen.</summary>
internal sealed class NightlyScheduleTests
{
    private const string Force = ScheduledForce.Force;
    private static readonly DateTimeOffset Noon = ScheduledForce.Noon;
    private static readonly DateTimeOffset Due = ScheduledForce.Due;
    private static readonly TriggerKey Again = new($"{Force}-retry", "export");

    private ScheduledForce _force = null!;
    private IScheduler _scheduler = null!;
    private NightlySchedule _schedule = null!;

    [SetUp]
    public async Task Prepare()
    {
        _force = await ScheduledForce.MakeAsync();
        _scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(options => options.InstanceName = TestContext.CurrentContext.Test.ID);
            quartz.UseTimeProvider(_force.Time);
        }).BuildScheduler();
        _schedule = new NightlySchedule(_force.Folder, _force.DueTimes, _scheduler, _force.Time, NullLogger.Instance);
    }

    [TearDown]
    public async Task Clean()
    {
        await _scheduler.Shutdown(false);
        _force.Dispose();
    }

    [Test]
    public async Task A_due_time_that_was_missed_is_caught_up_at_the_first_look() => Assert.That(await LookAsync(), Is.EqualTo(Noon));

    [Test]
    public async Task A_due_time_that_nobody_served_is_caught_up_at_any_look()
    {
        await _force.RunAsync(RunOutcome.NothingToSend);
        Assert.That(await LookAsync(), Is.Null);

        // The trigger fired into a ledger that was not there; nothing has remembered it.
        DateTimeOffset due = Due.AddDays(1);
        _force.Time.SetUtcNow(due.AddSeconds(10));
        Assert.That(await LookAsync(), Is.Null, "In the first half minute the nightly trigger is there for it.");
        _force.Time.SetUtcNow(due.AddSeconds(40));
        Assert.That(await LookAsync(), Is.EqualTo(due.AddSeconds(40)));
    }

    [Test]
    public async Task A_try_that_is_planned_is_not_planned_twice_and_brought_forward_when_it_may_go_now()
    {
        await _force.RunAsync(RunOutcome.Failed, Reason.DropFull);
        DateTimeOffset? planned = await LookAsync();
        Assert.That(planned, Is.EqualTo((await _force.NextAsync())!.At));
        Assert.That(planned, Is.GreaterThan(_force.Time.GetUtcNow().AddMinutes(29)));
        for (int look = 0; look < 5; look++)
        {
            _force.Time.Advance(Worker.Interval);
            Assert.That(await LookAsync(), Is.EqualTo(planned));
        }

        _force.EditProfile(profile => profile["drop"]!["folder"] = "another");
        Assert.That(await LookAsync(), Is.EqualTo(_force.Time.GetUtcNow()));
        Assert.That((await _scheduler.QueryTriggers(new TriggerQuery { Job = new JobKey(Force, "export") })).Items, Has.Count.EqualTo(2), "The nightly one and the next try.");
    }

    [Test]
    public async Task A_night_that_stopAll_refused_goes_at_the_look_after_it_is_false_again_and_not_before()
    {
        _force.Edit("gateway.json", gateway => gateway["stopAll"] = true);
        await _force.RunAsync(RunOutcome.Refused, Reason.StopAll);
        for (int look = 0; look < 3; look++)
        {
            Assert.That(await LookAsync(), Is.Null);
            _force.Time.Advance(Worker.Interval);
        }

        _force.Edit("gateway.json", gateway => gateway["stopAll"] = false);
        Assert.That(await LookAsync(), Is.EqualTo(_force.Time.GetUtcNow()));
    }

    [Test]
    public async Task A_schedule_that_is_changed_to_an_hour_that_is_past_is_not_due_at_once()
    {
        await _force.RunAsync(RunOutcome.NothingToSend);
        await LookAsync();
        _force.EditProfile(profile => profile["schedule"]!["cron"] = "0 0 4 * * ?");
        for (int look = 0; look < 3; look++)
        {
            Assert.That(await LookAsync(), Is.Null);
            _force.Time.Advance(Worker.Interval);
        }

        _force.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 4, 1, 0, TimeSpan.Zero));
        Assert.That(await LookAsync(), Is.Not.Null, "The next one counts.");
    }

    [Test]
    public async Task A_night_that_is_owed_is_owed_under_a_changed_schedule_too()
    {
        await _force.RunAsync(RunOutcome.Failed, Reason.DropLogin);
        Assert.That(await LookAsync(), Is.Null);
        _force.EditProfile(profile => profile["schedule"]!["cron"] = "0 0 4 * * ?");
        Assert.That(await LookAsync(), Is.EqualTo(_force.Time.GetUtcNow()));
    }

    [Test]
    public async Task Two_workers_on_one_store_plan_one_try()
    {
        var other = new NightlySchedule(_force.Folder, new DueTimes(_force.Folder, await _force.Scratch.OpenAsync(_force.Time), _force.Time), _scheduler, _force.Time, NullLogger.Instance);
        await LookAsync();
        await other.AlignAsync(CancellationToken.None);
        await LookAsync();
        Assert.That((await _scheduler.QueryTriggers(new TriggerQuery { Job = new JobKey(Force, "export") })).Items, Has.Count.LessThanOrEqualTo(2));
        Assert.That((await _scheduler.GetTrigger(Again))?.NextFireTimeUtc, Is.EqualTo(Noon));
    }

    /// <summary>Looks; gives when the next try is planned beside the nightly trigger.</summary>
    private async Task<DateTimeOffset?> LookAsync()
    {
        await _schedule.AlignAsync(CancellationToken.None);
        Assert.That(_schedule.Scheduled, Is.EqualTo([Force]));
        return (await _scheduler.GetTrigger(Again))?.NextFireTimeUtc;
    }
}
