using System.CommandLine;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing keys new</c>.</summary>
internal static class KeysCommand
{
    public static Command Build(TimeProvider time)
    {
        var rotate = new Option<bool>("--rotate") { Description = "Add a key to the ring that is there; the old keys stay." };
        var create = new Command("new", """
            Make the key ring that gateway.json names, and the ledger where there is none. Never overwrites either. Afterwards back the ring up, apart from the ledger.

            Examples:
              datasharing keys new
              datasharing keys new --rotate

            Exit codes: 0 done, 1 the ring exists, or the ring or the ledger cannot be written, 2 usage or configuration, 130 cancelled.
            """)
        {
            rotate,
        };
        create.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.GuardedAsync(context, () => CreateAsync(context, parsed.GetValue(rotate), time, ct));
        });
        return new Command("keys", "The key ring, from which every token, row hash and archive key is derived.") { create };
    }

    private static async Task<int> CreateAsync(CommandContext context, bool rotate, TimeProvider time, CancellationToken ct)
    {
        GatewaySettings settings = context.Folder.ReadSettings();
        SecretReference keys = settings.Keys;
        if (keys.Path is not { } path)
        {
            return Answer.Error(context, ExitCode.Usage, Reason.KeysMissing.Code, $"The key ring ({keys.Description}) is not set in this environment.");
        }

        if (!rotate && !File.Exists(path))
        {
            await LedgerAge.RequireLedgerAsync(settings, ct).ConfigureAwait(false);
            // Before the ring: without a ring it is an empty ledger, and the command can be given again.
            (await ExportLedger.OpenAsync(settings.Ledger, applySchema: true, time, ct).ConfigureAwait(false)).Dispose();
        }

        string id = rotate ? KeyRingFile.Rotate(path, keys.Description) : KeyRingFile.Create(path);
        if (context.IsJson)
        {
            Answer.Json(context, new { keyId = id });
        }
        else
        {
            context.Output.WriteLine($"Key {id} is in {path}. Back this file up now, apart from the ledger: without it nothing that was sent can be compared again.");
        }

        return ExitCode.Done;
    }
}
