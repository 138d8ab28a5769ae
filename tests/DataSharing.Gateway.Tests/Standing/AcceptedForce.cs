using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Gateway.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Standing;

/// <summary>
/// The shipped configuration with a ledger and a key ring of its own: what a run asks before it goes, without a source and a drop. The clock stands at noon of a day in winter.
/// </summary>
internal sealed class AcceptedForce : IDisposable
{
    public const string Force = "metropolitan";
    public static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("accepted-tests-");
    private readonly List<ExportLedger> _open = [];

    private AcceptedForce(string slug)
    {
        Slug = slug;
        InProcess.CopyConfiguration(Config);
        KeyRingFile.Create(Path.Combine(_folder.FullName, "master.keys"));
        Folder = new ConfigurationFolder(Config, Time);
    }

    /// <summary>The force that is looked at.</summary>
    public string Slug { get; }

    public string Config => Path.Combine(_folder.FullName, "config");

    public string LedgerPath => Path.Combine(_folder.FullName, "ledger.db");

    public FakeTimeProvider Time { get; } = new(Noon);

    public ConfigurationFolder Folder { get; }

    public ExportLedger Ledger { get; private set; } = null!;

    /// <summary>The fingerprint of the force's files as they are.</summary>
    public string Hash => Folder.ReadForce(Slug).Profile.Hash;

    /// <summary>The fingerprint of the rules by which the last run went.</summary>
    public string? WentBy { get; private set; }

    /// <summary>How the files stood to what was accepted, when the last run looked.</summary>
    public ProfileInUse Looked { get; private set; } = null!;

    public static async Task<AcceptedForce> MakeAsync(int? approvers = null, string slug = Force)
    {
        var made = new AcceptedForce(slug);
        if (approvers is { } number)
        {
            made.Edit(profile => profile["approvers"] = number);
        }

        made.Ledger = await made.OpenAsync();
        return made;
    }

    /// <summary>As <see cref="MakeAsync"/>, with the files as they are accepted and used.</summary>
    public static async Task<AcceptedForce> MakeUsedAsync(int? approvers = null, string slug = Force)
    {
        AcceptedForce made = await MakeAsync(approvers, slug);
        if (approvers == 2)
        {
            made.WritePeople();
            await made.AcceptAsync(person: "priya (priya)");
            await made.AcceptAsync(person: "jan (jan)");
        }
        else if (approvers != 0)
        {
            await made.AcceptAsync();
        }

        Assert.That(await made.RunAsync(), Is.Null);
        return made;
    }

    /// <summary>The same ledger as another process has it.</summary>
    public async Task<ExportLedger> OpenAsync()
    {
        ExportLedger ledger = await ExportLedger.OpenAsync(Folder.ReadSettings().Ledger, applySchema: true, Time);
        _open.Add(ledger);
        return ledger;
    }

    /// <summary>Changes the force's profile.</summary>
    public void Edit(Action<JsonNode> change) => Edit($"forces/{Slug}.json", change);

    /// <summary>Changes a JSON file of the configuration.</summary>
    public void Edit(string file, Action<JsonNode> change)
    {
        JsonNode document = JsonNode.Parse(File.ReadAllText(Path.Combine(Config, file)), documentOptions: Relaxed)!;
        change(document);
        File.WriteAllText(Path.Combine(Config, file), document.ToJsonString());
    }

    /// <summary>Lets the force have a column that it did not have.</summary>
    public void Widen(string column = "strand") => Edit(profile => profile["columns"]!.AsArray().Add(column));

    /// <summary>Takes a column away.</summary>
    public void Narrow() => Edit(profile => profile["columns"]!.AsArray().RemoveAll(column => column!.ToString() == "typology"));

    public void Append(string file, string line) => File.AppendAllText(Path.Combine(Config, file), line);

    /// <summary>Three persons who may accept.</summary>
    public void WritePeople() => File.WriteAllText(Path.Combine(Config, "people.json"), """
        { "people": [
          { "id": "priya", "name": "Priya Example", "osUsers": ["priya"], "roles": ["approver"], "from": "2026-01-01" },
          { "id": "jan", "name": "Jan Example", "osUsers": ["jan"], "roles": ["approver"], "from": "2026-01-01" } ] }
        """);

    /// <summary>What a run of the schedule asks before it goes.</summary>
    /// <returns>Why it may not; null where it goes.</returns>
    public async Task<ExportResult?> RunAsync(ExportLedger? by = null)
    {
        ExportLedger ledger = by ?? Ledger;
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Slug))!;
        DateTimeOffset due = Time.GetUtcNow();
        long run = await ledger.Runs.OpenAsync(lease, RunRequest.BySchedule(due, RunCommand.Export, Folder.Sha256Behind(Slug), "0.1.0"));
        RunWork work = await RunWork.PrepareAsync(Folder, ledger, Time, new ExportRequest(Slug, ExportTask.Export, "schedule") { DueAt = due }, lease, run, default);
        Looked = work.InUse!;
        ExportResult? refusal = await new StandingCheck(Folder, ledger, Time, NullLogger.Instance).RefusalOfRunAsync(work, default);
        WentBy = refusal is null ? work.Profile.Hash : null;
        await ledger.Runs.CloseAsync(lease, run, refusal?.Outcome ?? RunOutcome.NothingToSend, refusal?.Reason?.Code, RunCounts.None, null);
        Time.Advance(TimeSpan.FromMinutes(1));
        return refusal;
    }

    public Task<AcceptedProfile> AcceptAsync(string? sha256 = null, DateOnly? from = null, string person = "ann") =>
        new AcceptProfile(Folder, Ledger, Folder.ReadPeople(), Slug, sha256 ?? Hash, from, "CST-2026-001234").RunAsync(Asker.OfAccount(person), default);

    /// <summary>Lets runs go by the files as they are.</summary>
    public async Task UseAsync()
    {
        if ((await LookAsync()).Waits)
        {
            await AcceptAsync();
        }

        Assert.That(await RunAsync(), Is.Null);
    }

    /// <summary>Gives the force a login that can be read.</summary>
    public void WriteLogin()
    {
        string login = Path.Combine(_folder.FullName, "login.key");
        File.WriteAllText(login, "invented");
        File.SetUnixFileMode(login, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Edit(profile => profile["drop"]!["login"] = new JsonObject { ["key"] = new JsonObject { ["file"] = login } });
    }

    public Task<ProfileInUse> LookAsync() => ProfileInUse.LookAsync(Folder, Ledger, Folder.ReadForce(Slug), default);

    /// <summary>Something was delivered by a text, before the ledger knew of acceptances.</summary>
    public async Task DeliverBeforeAsync(string hash, DeliveredProfile? kept)
    {
        using var scratch = new ScratchLedger();
        await using Lease lease = (await Ledger.Leases.TryAcquireAsync(Slug))!;
        GatewaySettings settings = Folder.ReadSettings();
        string keyId = new ForceKeys(KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description), settings.Controller, Slug).ActiveKeyId;
        long run = await Ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        RecordedExport export = await Ledger.Exports.RecordBuiltAsync(
            lease, scratch.Export(run, await Ledger.Exports.NextSequenceAsync(Slug), profileHash: hash, keyId: keyId), []);
        if (kept is not null)
        {
            await Ledger.Delivered.KeepAsync(lease, export.Id, kept);
        }

        await ScratchLedger.DeliverAsync(Ledger, lease, export);
    }

    public DeliveredProfile Text() => new(Folder.ReadForce(Slug).Files);

    public async Task<string?> ProblemAsync() => (await Ledger.Journal.VerifyAsync()).Problem;

    public void Dispose()
    {
        foreach (ExportLedger ledger in _open)
        {
            ledger.Dispose();
        }

        _folder.Delete(recursive: true);
    }
}
