using System.CommandLine;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Servers.Sqlite;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing keys new</c>.</summary>
internal static class KeysCommand
{
    public static Command Build(TimeProvider time)
    {
        var rotate = new Option<bool>("--rotate") { Description = "Add a key to the ring that is there; the old keys stay." };
        var without = new Option<bool>(
            "--without-ledger") { Description = "Do not ask the ledger which keys it names, and make none: only where nothing was sent under another ring." };
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

    private static async Task<int> CreateAsync(
        CommandContext context, bool rotate, bool withoutLedger, TimeProvider time, CancellationToken ct)
    {
        GatewaySettings settings = context.Folder.ReadSettings();
        SecretReference keys = settings.Keys;
        if (keys.Path is not { } path)
        {
            return Answer.Error(
                context, ExitCode.Usage, Reason.KeysMissing.Code, $"The key ring ({keys.Description}) is not set in this environment.");
        }

        var make = new MakeKey(settings, path, rotate, withoutLedger, time);
        string id;
        try
        {
            id = await make.RunAsync(context.WhoAsks(time), ct);
        }
        finally
        {
            // A refusal is not written either.
            if (make.IsUnwritten)
            {
                context.Error.WriteLine("The ledger cannot be opened: its journal does not have who may act, or that somebody was refused.");
            }
        }

        if (context.IsJson)
        {
            Answer.Json(context, new { keyId = id });
        }
        else
        {
            context.Output.WriteLine(
                $"Key {id} is in {path}. Back this file up now, apart from the ledger: without it nothing that was sent can be compared again.");
        }

        return ExitCode.Done;
    }
}
