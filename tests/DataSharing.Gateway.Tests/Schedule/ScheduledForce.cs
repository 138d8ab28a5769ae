using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Tests.Ledger;
using DataSharing.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Schedule;

/// <summary>
/// The shipped configuration with one force, due each night at half past two, and a ledger of its own. The clock stands at noon of a day in winter; the profile was first
/// read enabled two days before.
/// </summary>
internal sealed class ScheduledForce : IDisposable
{
    public const string Force = "metropolitan";
    public static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Due = new(2026, 11, 25, 2, 30, 0, TimeSpan.Zero);
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("schedule-tests-");

    private ScheduledForce()
    {
        string shipped = Path.Combine(RepositoryFolder.Root, "config/cst");
        foreach (string file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_folder.FullName, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        foreach (string other in Directory.GetFiles(Path.Combine(_folder.FullName, "forces")).Where(file => Path.GetFileNameWithoutExtension(file) != Force))
        {
            File.Delete(other);
        }

        Folder = new ConfigurationFolder(_folder.FullName, Time);
        // What is due is not about who accepts.
        EditProfile(profile => profile["approvers"] = 0);
    }

    public FakeTimeProvider Time { get; } = new(Noon);

    public ConfigurationFolder Folder { get; }

    public ScratchLedger Scratch { get; } = new();

    public ExportLedger Ledger { get; private set; } = null!;

    public DueTimes DueTimes { get; private set; } = null!;

    public ForceConfiguration Configuration => Folder.ReadForce(Force);

    public static async Task<ScheduledForce> MakeAsync(LedgerOptions? options = null, bool seen = true)
    {
        var made = new ScheduledForce();
        made.Ledger = await made.Scratch.OpenAsync(made.Time, options);
        made.DueTimes = new DueTimes(made.Folder, made.Ledger, made.Time);
        if (seen)
        {
            await made.Ledger.Profiles.FirstSeenEnabledAsync(Force, Noon.AddDays(-2));
        }

        return made;
    }

    /// <summary>Changes a JSON file of the configuration.</summary>
    public void Edit(string file, Action<JsonNode> change)
    {
        string path = Path.Combine(_folder.FullName, file);
        JsonNode document = JsonNode.Parse(File.ReadAllText(path), documentOptions: Relaxed)!;
        change(document);
        File.WriteAllText(path, document.ToJsonString());
    }

    public void EditProfile(Action<JsonNode> change) => Edit($"forces/{Force}.json", change);

    public Task<DueTry?> NextAsync() => DueTimes.NextAsync(Force, Configuration, CancellationToken.None);

    /// <summary>Records a run of the schedule that starts now and ends after a second.</summary>
    public async Task RunAsync(RunOutcome? outcome, Reason? reason = null, DateTimeOffset? due = null)
    {
        await using Lease lease = (await Ledger.Leases.TryAcquireAsync(Force))!;
        await Ledger.Runs.CloseInterruptedAsync(lease);
        long run = await Ledger.Runs.OpenAsync(lease, RunRequest.BySchedule(due ?? Due, RunCommand.Export, Folder.Sha256Behind(Force), "0.1.0"));
        Time.Advance(TimeSpan.FromSeconds(1));
        if (outcome is { } ended)
        {
            await Ledger.Runs.CloseAsync(lease, run, ended, reason?.Code, RunCounts.None, null);
        }
    }

    /// <summary>The clock stands where the try is made.</summary>
    public void GoTo(DueTry? next)
    {
        Assert.That(next, Is.Not.Null);
        if (next!.At > Time.GetUtcNow())
        {
            Time.SetUtcNow(next.At);
        }
    }

    public void Dispose()
    {
        Scratch.Dispose();
        _folder.Delete(recursive: true);
    }
}
