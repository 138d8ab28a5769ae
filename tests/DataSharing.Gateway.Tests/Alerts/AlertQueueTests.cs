using System.Collections.Concurrent;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Rows;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Alerts;

/// <summary>What goes out goes in order, apart from whoever asked for it, and again when it failed.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AlertQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<string> _done = new();
    private readonly FakeTimeProvider _time = new();

    [Test]
    public async Task What_failed_is_tried_again_later_each_time_and_what_came_after_it_waits()
    {
        var delays = new List<TimeSpan?>();
        int failures = 3;
        await using var queue = new AlertQueue(TimeProvider.System, 10, isPatient: true) { FirstDelay = TimeSpan.FromMilliseconds(5) };
        Add(queue, "a", _ => failures-- > 0 ? throw new AlertException("not now") : Task.CompletedTask, delays, "force");
        Add(queue, "b", subject: "force");
        Assert.That(await queue.DrainAsync(Patience), Is.True);
        Assert.That(_done, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(delays, Is.EqualTo(new TimeSpan?[] { TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20) }));
        Assert.That((queue.Told("a"), queue.Waits("a"), queue.Knows("a"), queue.Knows("c")), Is.EqualTo((true, false, true, false)));
    }

    [Test]
    public async Task What_the_command_does_not_take_holds_up_its_own_subject_alone()
    {
        bool takes = false;
        var refused = new TaskCompletionSource();
        await using var queue = new AlertQueue(_time, 10, isPatient: true);
        Add(queue, "a1", _ => takes ? Task.CompletedTask : throw new AlertException("not that"), subject: "a", failed: () => refused.TrySetResult());
        Add(queue, "a2", subject: "a");
        await refused.Task.WaitAsync(Patience);
        var gone = new TaskCompletionSource();
        Add(queue, "b1", subject: "b");
        Add(queue, "b2", subject: "b", told: () => gone.TrySetResult());
        await gone.Task.WaitAsync(Patience);
        Assert.That(_done, Is.EqualTo(new[] { "b1", "b2" }), "No time has passed, and nothing waits for the first.");
        Assert.That((queue.Waits("a1"), queue.Waits("a2")), Is.EqualTo((true, true)));
        takes = true;
        Assert.That(() => Elapse(queue), Is.True.After((int)Patience.TotalMilliseconds, 5));
        Assert.That(_done, Is.EqualTo(new[] { "b1", "b2", "a1", "a2" }), "Those of a subject keep their order.");
    }

    [Test]
    public async Task Of_two_that_are_not_taken_neither_keeps_the_other_from_its_turn()
    {
        var tries = new ConcurrentQueue<string>();
        await using var queue = new AlertQueue(_time, 10, isPatient: true);
        foreach (string name in (string[])["a", "b"])
        {
            Add(queue, name, _ =>
            {
                tries.Enqueue(name);
                throw new AlertException("not that");
            });
        }

        Assert.That(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                return tries.Count >= 8;
            },
            Is.True.After((int)Patience.TotalMilliseconds, 5));
        Assert.That(tries.Take(8).Chunk(2).Select(pair => string.Concat(pair.Order(StringComparer.Ordinal))), Is.All.EqualTo("ab"));
    }

    [Test]
    public async Task An_error_that_nobody_foresaw_does_not_end_the_queue()
    {
        int failures = 2;
        await using var queue = new AlertQueue(TimeProvider.System, 10, isPatient: true) { FirstDelay = TimeSpan.FromMilliseconds(5) };
        Add(queue, "a", _ => failures-- switch
        {
            2 => throw new InvalidOperationException(),
            1 => throw new TaskCanceledException(),
            _ => Task.CompletedTask,
        }, subject: "force");
        Add(queue, "b", subject: "force");
        Assert.That(await queue.DrainAsync(Patience), Is.True);
        Assert.That(_done, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_command_tries_once()
    {
        var delays = new List<TimeSpan?>();
        await using var queue = new AlertQueue(TimeProvider.System, 10, isPatient: false);
        Add(queue, "a", _ => throw new AlertException("no"), delays);
        Add(queue, "b");
        Assert.That(await queue.DrainAsync(Patience), Is.True);
        Assert.That(_done, Is.EqualTo(new[] { "b" }));
        Assert.That(delays, Is.EqualTo(new TimeSpan?[] { null }));
        Assert.That(queue.Knows("a"), Is.False, "It was not told, and does not wait.");
    }

    [Test]
    public async Task It_takes_no_more_than_it_has_room_for_and_ends_at_once_what_is_under_way()
    {
        var begun = new TaskCompletionSource();
        var queue = new AlertQueue(TimeProvider.System, 2, isPatient: true);
        bool ended = false;
        Add(queue, "a", async ct =>
        {
            begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }
            catch (OperationCanceledException)
            {
                ended = true;
                throw;
            }
        });
        Assert.That(Add(queue, "b"), Is.True);
        Assert.That(Add(queue, "c"), Is.False);
        await begun.Task.WaitAsync(Patience);
        Assert.That(await queue.DrainAsync(TimeSpan.Zero), Is.False);
        await queue.DisposeAsync();
        Assert.That((ended, _done.IsEmpty), Is.EqualTo((true, true)));
        Assert.That(Add(queue, "d"), Is.False, "It is closed.");
    }

    private bool Elapse(AlertQueue queue)
    {
        _time.Advance(TimeSpan.FromSeconds(30));
        return !queue.Waits("a2");
    }

    private bool Add(AlertQueue queue, string name, Func<CancellationToken, Task>? send = null, List<TimeSpan?>? delays = null, string? subject = null, Action? failed = null, Action? told = null) => queue.Add(
        subject ?? name,
        [name],
        send ?? (_ => Task.CompletedTask),
        () =>
        {
            _done.Enqueue(name);
            told?.Invoke();
            return Task.CompletedTask;
        },
        (_, again) =>
        {
            delays?.Add(again);
            failed?.Invoke();
        });
}
