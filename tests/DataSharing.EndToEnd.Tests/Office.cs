using System.Text.Json.Nodes;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// What a worker looks after beside its schedule, at times that a test sets: the notices and the desk of one process, and the file into which the rig's alert command
/// writes what it was told, a line each.
/// </summary>
internal sealed class Office : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);
    private readonly Rig _rig;
    private readonly ExportLedger _ledger;

    private Office(Rig rig, ExportLedger ledger, ILogger log)
    {
        _rig = rig;
        _ledger = ledger;
        var folder = new ConfigurationFolder(rig.Config);
        Desk = new AlertDesk(folder, rig.Time, log, isPatient: true, firstDelay: TimeSpan.FromMilliseconds(20));
        Alerter = new Alerter(folder, ledger, Desk, rig.Time, log);
    }

    public AlertDesk Desk { get; }

    public Alerter Alerter { get; }

    /// <summary>A rig with an alert command.</summary>
    public static Rig Rig() => Rig(EndToEnd.Tests.Rig.Make());

    /// <summary>The rig with an alert command.</summary>
    public static Rig Rig(Rig rig)
    {
        SetCommand(rig, $"cat >> {rig.Folder}/told");
        return rig;
    }

    /// <summary>Makes the alert command a script of these lines, and writes it into gateway.json.</summary>
    public static void SetCommand(Rig rig, string script)
    {
        string program = Path.Combine(rig.Folder, "tell.sh");
        File.Delete(program);
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        rig.Edit("gateway.json", gateway =>
        {
            JsonNode alerts = gateway["alerts"] ??= new JsonObject();
            alerts["command"] = new JsonArray(program);
        });
    }

    /// <summary>What the command was told so far, oldest first.</summary>
    public static IReadOnlyList<JsonNode> Told(Rig rig)
    {
        string path = Path.Combine(rig.Folder, "told");
        return File.Exists(path) ? [.. File.ReadAllLines(path).Select(line => JsonNode.Parse(line)!)] : [];
    }

    /// <summary>The worker starts.</summary>
    public static async Task<Office> OpenAsync(Rig rig, DateTimeOffset now, ILogger? log = null)
    {
        rig.Time.Now = now;
        return new Office(rig, await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time), log ?? NullLogger.Instance);
    }

    /// <summary>Looks once, and waits until everything was told.</summary>
    /// <returns>How many forces are suspended.</returns>
    public async Task<int> LookAsync()
    {
        int suspended = await Alerter.LookAsync(default);
        Assert.That(await Desk.DrainedAsync(), Is.True, "Everything is told within a minute.");
        return suspended;
    }

    /// <summary>Looks each minute up to a moment, which is included.</summary>
    public async Task LookUntilAsync(DateTimeOffset last)
    {
        while (_rig.Time.Now < last)
        {
            _rig.Time.Now = _rig.Time.Now + BetweenLooks < last ? _rig.Time.Now + BetweenLooks : last;
            await LookAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        _ledger.Dispose();
    }
}

internal static class Drained
{
    public static Task<bool> DrainedAsync(this AlertDesk desk) => desk.DrainAsync(TimeSpan.FromMinutes(1));
}
