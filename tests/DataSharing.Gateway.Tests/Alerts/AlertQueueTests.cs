using System.Collections.Concurrent;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Tests.Alerts;

/// <summary>What goes out goes in order, apart from whoever asked for it, and again when it failed.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AlertQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<string> _done = new();

    [Test]
    public async Task What_failed_is_tried_again_later_each_time_and_what_came_after_it_waits()
    {
        var delays = new List<TimeSpan?>();
        int failures = 3;
        await using var queue = new AlertQueue(TimeProvider.System, 10, isPatient: true) { FirstDelay = TimeSpan.FromMilliseconds(5) };
        Add(queue, "a", _ => failures-- > 0 ? throw new AlertException("not now") : Task.CompletedTask, delays);
        Add(queue, "b");
        Assert.That(await queue.DrainAsync(Patience), Is.True);
        Assert.That(_done, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(delays, Is.EqualTo(new TimeSpan?[] { TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20) }));
        Assert.That((queue.Told("a"), queue.Waits("a"), queue.Knows("a"), queue.Knows("c")), Is.EqualTo((true, false, true, false)));
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
        });
        Add(queue, "b");
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

    private bool Add(AlertQueue queue, string name, Func<CancellationToken, Task>? send = null, List<TimeSpan?>? delays = null) => queue.Add(
        [name],
        send ?? (_ => Task.CompletedTask),
        () =>
        {
            _done.Enqueue(name);
            return Task.CompletedTask;
        },
        (_, again) => delays?.Add(again));
}
