using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing show</c>.</summary>
internal static class ShowCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var sequence = new Argument<int>("sequence") { Description = "The export's sequence." };
        var attempt = new Option<int?>("--attempt") { Description = "A certain attempt; otherwise the one that counts.", HelpName = "N" };
        var command = new Command("show", """
            Show one export as the ledger has it, with its manifest.

            Example:
              datasharing show metropolitan 12

            Exit codes: 0 done, 1 there is no such export or its manifest cannot be read, 2 usage or configuration, 130 cancelled.
            """)
        {
            force, sequence, attempt,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Read,
                workshop => ShowAsync(context, workshop, parsed.GetValue(force)!, parsed.GetValue(sequence), parsed.GetValue(attempt), ct),
                ct);
        });
        return command;
    }

    private static async Task<int> ShowAsync(
        CommandContext context, Workshop workshop, string force, int sequence, int? attempt, CancellationToken ct)
    {
        if (await workshop.Ledger.Exports.FindAsync(force, sequence, attempt, ct) is not { } export)
        {
            return Answer.Error(
                context, ExitCode.Failed, Reason.NoSuchExport.Code,
                $"The ledger has no export {sequence.ToString(CultureInfo.InvariantCulture)} for {force}. See: datasharing history {force}.{(context.Folder.HasForce(force) ? "" : CommandLine.DidYouMean(force, context.Folder.Forces()))}");
        }

        IReadOnlyList<RecordedAlreadySent> sent = await workshop.Ledger.Holdings.AlreadySentOfAsync(
            export.ContentOf ?? export.Id, int.MaxValue, ct);
        RecordedRun? run = await workshop.Ledger.Runs.FindAsync(export.RunId, ct);
        JsonNode? manifest = export.State == ExportState.Void ? null : JsonNode.Parse(ReadManifest(workshop, export));
        if (context.IsJson)
        {
            Answer.Json(context, Document(export, run, sent, manifest));
        }
        else
        {
            Print(context, export, run, sent, manifest);
        }

        return ExitCode.Done;
    }

    private static string ReadManifest(Workshop workshop, RecordedExport export)
    {
        GatewaySettings settings = workshop.Settings;
        var outbox = new Outbox(settings.OutboxFolder);
        outbox.Fetch(export.ManifestEntry, path => workshop.Ledger.Files.Fetch(export.ManifestEntry, path));
        KeyRing ring = KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description);
        var keys = new ForceKeys(ring, settings.Controller, export.Force);
        ExportFile file = ExportFile.Reopen(
            outbox, keys.ArchiveKey, export.ManifestEntry, export.ManifestName, export.ManifestBytes, export.ManifestSha256);
        using var reader = new StreamReader(file.OpenContent(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static object Document(RecordedExport export, RecordedRun? run, IReadOnlyList<RecordedAlreadySent> sent, JsonNode? manifest) =>
        new
    {
        force = export.Force,
        sequence = export.Number.Sequence,
        attempt = export.Number.Attempt,
        kind = export.Kind,
        command = run?.Command,
        by = run?.Person,
        requestReason = run?.RequestReason,
        state = export.State,
        reason = export.Reason,
        createdAt = export.CreatedAt,
        deliveredAt = export.DeliveredAt,
        file = export.FileName,
        sha256 = export.Sha256,
        bytes = export.Bytes,
        rows = new { @new = export.Rows.New, amend = export.Rows.Amend, withdraw = export.Rows.Withdraw, resend = export.Rows.Resend },
        alreadySent = sent.Select(row => new { recordId = row.Token, sequence = row.Sequence, reason = row.Reason, field = row.Field }),
        protocol = export.Facts.Protocol,
        profileVersion = export.Facts.ProfileVersion.ToString(CultureInfo.InvariantCulture),
        profileHash = export.Facts.ProfileHash,
        agreement = new { reference = export.Facts.AgreementReference, version = export.Facts.AgreementVersion },
        marking = export.Facts.Marking,
        keyId = export.Facts.KeyId,
        evidence = export.Evidence is { } seen
            ? new
            {
                engine = seen.Engine, hostKey = seen.HostKeyFingerprint, server = seen.ServerSoftware, remoteLength = seen.RemoteLength,
                synced = seen.Synced, notSyncedBecause = NotSyncedBecause(seen), readBack = seen.ReadBack, mode = seen.Mode,
            }
            : null,
        report = export.Report is null ? null : JsonNode.Parse(export.Report),
        manifestFile = export.ManifestName,
        manifest,
    };

    private static void Print(
        CommandContext context, RecordedExport export, RecordedRun? run, IReadOnlyList<RecordedAlreadySent> sent, JsonNode? manifest)
    {
        TextWriter output = context.Output;
        output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{export.Force}: sequence {export.Number.Sequence}, attempt {export.Number.Attempt}: {Json.Word(export.State)}{(export.Reason is null ? "" : $" ({export.Reason})")}"));
        output.WriteLine(
            $"  {Json.Word(export.Kind)}, built {London.Text(export.CreatedAt)}, delivered {(export.DeliveredAt is { } delivered ? London.Text(delivered) : "not")}");
        if (run is not null)
        {
            output.WriteLine(
                $"  {Json.Word(run.Command)} by {run.Person ?? "schedule"}{(run.RequestReason is null ? "" : $", because: {run.RequestReason}")}");
        }

        output.WriteLine(export.FileName is null
            ? $"  no data file; manifest {export.ManifestName}"
            : string.Create(
                CultureInfo.InvariantCulture,
            $"  {export.FileName}, {export.Bytes:N0} bytes, SHA-256 {export.Sha256}; manifest {export.ManifestName}"));
        output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"  rows: {export.Rows.New:N0} new, {export.Rows.Amend:N0} amended, {export.Rows.Withdraw:N0} withdrawn, {export.Rows.Resend:N0} sent again"));
        foreach (RecordedAlreadySent row in sent)
        {
            output.WriteLine($"  withdrawn as already sent: {row}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  agreement {export.Facts.AgreementReference} version {export.Facts.AgreementVersion}, protocol {export.Facts.Protocol}, profile version {export.Facts.ProfileVersion}, marking {export.Facts.Marking}"));
        GateReportAnswer.Print(output, export.Report);
        if (export.Evidence is { } seen)
        {
            output.WriteLine(
                $"  seen at the drop: host key {seen.HostKeyFingerprint}, size {seen.RemoteLength?.ToString(CultureInfo.InvariantCulture) ?? "not told"}, on disk {(seen.Synced ? "confirmed" : "not confirmed")}{(NotSyncedBecause(seen) is { } why ? $" ({why})" : "")}, read back {(seen.ReadBack ? "yes" : "no")}");
            output.WriteLine(
                $"  carried by the engine {seen.Engine ?? "openssh (from before it was recorded)"}; mode of the file: {seen.Mode switch { "set" => "set to 0640", "notSet" => "the server's own, it does not let it be set", _ => "not recorded" }}");
        }

        if (manifest is not null)
        {
            output.WriteLine("  manifest:");
            foreach (string line in manifest.ToJsonString(Json.Indented).Split('\n'))
            {
                output.WriteLine("    " + line.TrimEnd('\r'));
            }
        }
    }

    private static string? NotSyncedBecause(DeliveryEvidence seen) => seen.Synced || seen.HostKeyFingerprint is null ? null
        : (seen.Engine == SftpEngine.SshNet.Word() ? SftpEngine.SshNet : SftpEngine.OpenSsh).NotSynced();
}
