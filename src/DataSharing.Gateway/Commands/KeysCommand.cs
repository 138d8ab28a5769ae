using System.CommandLine;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing keys new</c>.</summary>
internal static class KeysCommand
{
    public static Command Build(TimeProvider time)
    {
        var rotate = new Option<bool>("--rotate") { Description = "Add a key to the ring that is there; the old keys stay." };
        var without = new Option<bool>("--without-ledger") { Description = "Do not ask the ledger which keys it names, and make none: only where nothing was sent under another ring." };
        var create = new Command("new", """
            Make the key ring that gateway.json names, and the ledger where there is none. Never overwrites either. Afterwards back the ring up, apart from the ledger.
            Refused beside a ledger or an outbox that names a key which the ring does not have: then the ring is lost, or is another one, and belongs back from its backup.

            Examples:
              datasharing keys new
              datasharing keys new --rotate

            Exit codes: 0 done, 1 the ring exists, a key is missing in it, or the ring or the ledger cannot be read or written, 2 usage or configuration, 130 cancelled.
            """)
        {
            rotate, without,
        };
        create.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.GuardedAsync(context, () => CreateAsync(context, parsed.GetValue(rotate), parsed.GetValue(without), time, ct));
        });
        return new Command("keys", "The key ring, from which every token, row hash and archive key is derived.") { create };
    }

    private static async Task<int> CreateAsync(CommandContext context, bool rotate, bool withoutLedger, TimeProvider time, CancellationToken ct)
    {
        GatewaySettings settings = context.Folder.ReadSettings();
        SecretReference keys = settings.Keys;
        if (keys.Path is not { } path)
        {
            return Answer.Error(context, ExitCode.Usage, Reason.KeysMissing.Code, $"The key ring ({keys.Description}) is not set in this environment.");
        }

        KeyRing? ring = null;
        if (rotate)
        {
            ring = KeyRingFile.Read(path, keys.Description);
        }
        else
        {
            KeyRingFile.RequireFree(path);
        }

        try
        {
            if (await MissingAsync(settings, ring, withoutLedger, time, ct) is [var missing, ..])
            {
                string consequence = rotate ? "This is another ring than the one under which it was sent." : "A new ring would give every record a second token, and could not open the archive.";
                return Answer.Error(context, ExitCode.Failed, Reason.KeysMissing.Code, $"No key was made. {missing} {consequence} {NeededKeys.Remedy}");
            }

            if (!withoutLedger)
            {
                await LedgerAge.RequireLedgerAsync(settings, ct);
            }

            if (!rotate && !withoutLedger)
            {
                // Before the ring: without a ring it is an empty ledger, and the command can be given again.
                (await ExportLedger.OpenAsync(settings.Ledger, applySchema: true, time, ct)).Dispose();
            }
        }
        catch (LedgerException error)
        {
            string command = rotate ? "datasharing keys new --rotate --without-ledger" : "datasharing keys new --without-ledger";
            return Answer.Error(context, ExitCode.Failed, Failures.ReasonOf(error)!.Code,
                $"{error.Message} No key was made: the ledger has to say first which keys it names. Only where you know that nothing was sent under another ring: {command}.");
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

    private static async Task<IReadOnlyList<string>> MissingAsync(GatewaySettings settings, KeyRing? ring, bool withoutLedger, TimeProvider time, CancellationToken ct)
    {
        if (withoutLedger)
        {
            return await NeededKeys.MissingAsync(null, settings.OutboxFolder, ring, ct);
        }

        using ExportLedger ledger = await ExportLedger.OpenToLookAsync(settings.Ledger, applySchema: false, time, null, ct);
        return await NeededKeys.MissingAsync(ledger, settings.OutboxFolder, ring, ct);
    }
}
