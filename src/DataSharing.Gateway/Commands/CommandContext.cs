using System.CommandLine;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Commands;

/// <summary>What every command gets: the configuration folder, whether to answer in JSON, and where to write.</summary>
internal sealed class CommandContext
{
    private CommandContext(ConfigurationFolder folder, bool json, TextWriter output, TextWriter error)
    {
        Folder = folder;
        IsJson = json;
        Output = output;
        Error = error;
    }

    public ConfigurationFolder Folder { get; }

    public bool IsJson { get; }

    /// <summary>The answer: one JSON document and nothing else under <c>--json</c>.</summary>
    public TextWriter Output { get; }

    /// <summary>Log, progress and messages.</summary>
    public TextWriter Error { get; }

    /// <summary>Who asks: the person whose login it is, or where no file says who is who the account that runs the command.</summary>
    /// <exception cref="ConfigurationException">The file has problems.</exception>
    /// <exception cref="IOException">The kernel does not say whose login it is.</exception>
    public Asker WhoAsks(TimeProvider time) =>
        Folder.ReadPeople() is { } people ? Asker.Of(people, Login.Current(), London.Today(time))
        : Asker.OfAccount(AccountName ?? Login.Current().Name);

    /// <summary>
    /// Who stops everything, which everybody may: as <see cref="WhoAsks"/>, and where that cannot be said the account that runs the command.
    /// </summary>
    public Asker WhoStops(TimeProvider time)
    {
        try
        {
            return WhoAsks(time);
        }
        catch (Exception error) when (error is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            return Asker.OfAccount(AccountName ?? LoginName);
        }
    }

    /// <summary>The name of the account that runs the command; null where the machine has none for its user id.</summary>
    private static string? AccountName => Environment.UserName is { Length: > 0 } name ? name : null;

    // Nobody is kept from stopping because nobody knows who they are.
    private static string LoginName
    {
        get
        {
            try
            {
                return Login.Current().Name;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return "unknown";
            }
        }
    }

    /// <summary>What the answer is shown on.</summary>
    public static ShownOn ShownOn => Console.IsOutputRedirected ? ShownOn.File : ShownOn.Terminal;

    /// <summary>Says that a force has no profile, with the one that may be meant.</summary>
    public string NoProfile(string force) =>
        $"There is no profile forces/{force}.json in {Folder.Path}.{CommandLine.DidYouMean(force, Folder.Forces())}";

    public static CommandContext From(ParseResult parsed)
    {
        // Not GetValue, which throws where the option stands twice or without its folder; a context is needed then too, to say so.
        string folder = parsed.GetResult(GlobalOptions.Config) is { Tokens: [{ Value: { Length: > 0 } named }] } ? named : "config";
        return new CommandContext(
            new ConfigurationFolder(folder), parsed.CommandResult.Has(GlobalOptions.Json), Console.Out, Console.Error);
    }
}
