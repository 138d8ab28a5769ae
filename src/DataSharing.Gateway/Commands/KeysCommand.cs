using System.CommandLine;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Keys;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing keys new</c>.</summary>
internal static class KeysCommand
{
    public static Command Build()
    {
        var rotate = new Option<bool>("--rotate") { Description = "Add a key to the ring that is there; the old keys stay." };
        var create = new Command("new", """
            Make the key ring that gateway.json names. Never overwrites one. Afterwards back the file up, apart from the ledger.

            Examples:
              datasharing keys new
              datasharing keys new --rotate

            Exit codes: 0 done, 1 the ring exists or cannot be written, 2 usage or configuration.
            """)
        {
            rotate,
        };
        create.SetAction((parsed, _) => Task.FromResult(Create(CommandContext.From(parsed), parsed.GetValue(rotate))));
        return new Command("keys", "The key ring, from which every token, row hash and archive key is derived.") { create };
    }

    private static int Create(CommandContext context, bool rotate)
    {
        try
        {
            SecretReference keys = context.Folder.ReadSettings().Keys;
            if (keys.Path is not { } path)
            {
                return Answer.Error(context, ExitCode.Usage, Reason.KeysMissing.Code, $"The key ring ({keys.Description}) is not set in this environment.");
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
        catch (ConfigurationException error)
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileInvalid.Code, "gateway.json has problems.", error.Problems);
        }
        catch (KeyRingException error)
        {
            return Answer.Error(context, ExitCode.Failed, Reason.KeysMissing.Code, error.Message);
        }
    }
}
