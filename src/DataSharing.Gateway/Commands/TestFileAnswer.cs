using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing export FORCE --test-file</c>.</summary>
internal static class TestFileAnswer
{
    public static Task<int> SendAsync(CommandContext context, TimeProvider time, string force, CancellationToken ct)
    {
        if (Directory.Exists(context.Folder.Path) && !context.Folder.HasForce(force))
        {
            return Task.FromResult(Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(force)));
        }

        return Run.WithWorkshopAsync(context, time, LedgerUse.Write, async workshop =>
        {
            var delivery = new TestDelivery(context.Folder, workshop.Ledger, Drops.Connector(time), time);
            SentTestFile sent = await new SendTestFile(workshop.Ledger, delivery, force).RunAsync(context.WhoAsks(time), ct);
            if (context.IsJson)
            {
                Answer.Json(context, new
                {
                    force = sent.Force, test = true, file = sent.File, manifest = sent.Manifest, sha256 = sent.Sha256, bytes = sent.Bytes,
                        rows = sent.Rows,
                });
            }
            else
            {
                context.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sent.Force}: a test file is at the drop: {sent.File}, {sent.Bytes:N0} bytes, {sent.Rows} invented rows, and {sent.Manifest}."));
                context.Output.WriteLine("  It has no sequence, and nothing of an incident. Ask the force whether its import read it, and to delete it.");
            }

            return ExitCode.Done;
        }, ct);
    }
}
