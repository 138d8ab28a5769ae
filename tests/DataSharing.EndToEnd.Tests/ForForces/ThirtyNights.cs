using System.Collections.Concurrent;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.ForForces;

/// <summary>
/// Thirty nights of three forces, delivered once for all tests of the importer. Every force has a full file and a file under two attempts, the
/// Metropolitan Police a range, and Nottinghamshire manifests without a file.
/// </summary>
[SetUpFixture]
[Parallelizable(ParallelScope.Self)]
[Early]
internal sealed class ThirtyNights
{
    private const int Seed = 2015;
    private const int Nights = 30;
    private const int FullNight = 12;
    private const int ResentNight = 20;
    private const int RangeNight = 23;
    private static readonly DateOnly Start = new(2026, 10, 5);
    private static readonly Dictionary<string, IReadOnlyList<Delivered>> s_delivered = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, int> s_resent = new(StringComparer.Ordinal);
    private static Rig? s_rig;

    /// <summary>Every cell of every file that is long enough to be told from the words of a message.</summary>
    internal static IReadOnlySet<string> Cells { get; private set; } = new HashSet<string>();

    /// <summary>What was delivered to a force, in order.</summary>
    internal static IReadOnlyList<Delivered> Of(string force) => s_delivered[force];

    /// <summary>The sequence that came under two attempts.</summary>
    internal static int ResentTo(string force) => s_resent[force];

    /// <summary>The installation that delivered them; not to be changed, but for questions in its journal.</summary>
    internal static Rig Installation => s_rig!;

    /// <summary>The folder in which the files lie; not to be changed.</summary>
    internal static string InboxOf(string force) => s_rig!.InboxOf(force);

    [OneTimeSetUp]
    public async Task Deliver()
    {
        Importer.RequirePython();
        Rig rig = Rig.Make();
        s_rig = rig;
        File.Delete(rig.SourcePath);
        SyntheticSource.Create(rig.SourcePath, Seed, 150, Start);
        for (int night = 0; night < Nights; night++)
        {
            DateOnly today = Start.AddDays(night);
            rig.Time.Now = new DateTimeOffset(today, new TimeOnly(3, 0), TimeSpan.Zero);
            // Every fourth night there is nothing to tell.
            if (night % 4 != 3)
            {
                SyntheticSource.Change(rig.SourcePath, Seed + night, today);
            }

            await Task.WhenAll(Rig.Forces.Select(force => NightAsync(rig, force, night)));
        }

        foreach (string force in Rig.Forces)
        {
            s_delivered[force] = rig.Inbox(force);
            Assert.That(Table.Replay(Of(force)), Is.Not.Empty);
            Assert.That(Of(force).Count(file => file.IsFull), Is.EqualTo(1));
            Assert.That(Of(force).Count(file => file.Sequence == ResentTo(force)), Is.EqualTo(2));
        }

        Assert.That(Of(Rig.Met).Count(file => file.Manifest.TryGetProperty("range", out _)), Is.EqualTo(1));
        Assert.That(Of(Rig.Notts).Select(file => file.File), Has.Some.Null);
        Cells = s_delivered.Values.SelectMany(files => files).SelectMany(file => file.Records).SelectMany(row => row.Where(cell => cell.Key != "action"))
            .Select(cell => cell.Value).Where(cell => cell.Length >= 4).ToHashSet(StringComparer.Ordinal);
        Assert.That(Cells, Has.Count.GreaterThan(100));
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (s_rig is not null)
        {
            await s_rig.DisposeAsync();
        }
    }

    private static async Task NightAsync(Rig rig, string force, int night)
    {
        var request = new ExportRequest(force, ExportTask.Export, "test");
        if (night == FullNight)
        {
            request = request with { Task = ExportTask.ReexportFull, Why = "asked" };
        }
        else if (night == RangeNight && force == Rig.Met)
        {
            var months = new RangeRequest(new DateOnly(2026, 1, 1), new DateOnly(2026, 6, 30), null);
            request = request with { Task = ExportTask.ReexportRange, Range = months, Why = "asked" };
        }

        ExportResult result = await rig.RunAsync(request, connector: rig.Bare);
        Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), $"night {night} of {force}, seed {Seed}: {result.Message}");
        if (night == ResentNight)
        {
            // The last one with rows, and not the full one: with the table as it is, importing it twice would be seen.
            s_resent[force] = rig.Inbox(force).Last(file => file.Records.Count > 0 && !file.IsFull).Sequence;
            ExportResult again = await rig.RunAsync(request with { Task = ExportTask.Resend, Sequence = s_resent[force], Why = "asked" }, connector: rig.Bare);
            Assert.That(again.Outcome, Is.EqualTo(RunOutcome.Delivered), again.Message);
        }
    }
}
