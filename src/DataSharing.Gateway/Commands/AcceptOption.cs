using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Guards;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// The option <c>--accept</c>, with which a person lets an export pass guards that hold it: of each guard exactly what it counted. The older
/// <c>--accept-withdrawals N</c> says the same as <c>--accept massWithdrawal=N</c>.
/// </summary>
internal sealed class AcceptOption
{
    private static readonly Dictionary<string, Guard> Guards = Enum.GetValues<Guard>()
        .ToDictionary(guard => Json.Word(guard), guard => guard, StringComparer.Ordinal);

    private readonly Option<string[]> _accept = new("--accept")
    {
        Description = "Let the export pass a guard that holds it, where it counts exactly VALUE. Needs --reason; once for each guard.",
        HelpName = "GUARD=VALUE",
    };

    private readonly Option<int?> _withdrawals = new("--accept-withdrawals")
    {
        Description = "The same as --accept massWithdrawal=N.", HelpName = "N",
    };

    /// <summary>The option for a command, with its checks.</summary>
    /// <param name="command">The command.</param>
    public AcceptOption(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        _accept.Validators.Add(static result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (Read(text) is null)
                {
                    result.AddError(WhyNot(text));
                }
            }
        });
        _withdrawals.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] or "0" }])
            {
                result.AddError("--accept-withdrawals takes the number of withdrawals, from 1.");
            }
        });
        command.Add(_accept);
        command.Add(_withdrawals);
        command.Validators.Add(result =>
        {
            if (Twice(result) is { } guard)
            {
                result.AddError($"{Json.Word(guard)} is accepted twice. Say each guard once.");
            }
        });
    }

    /// <summary>Whether anything is accepted.</summary>
    public bool IsGiven(CommandResult result) => result.GetResult(_accept) is not null || result.GetResult(_withdrawals) is not null;

    /// <summary>What is accepted, by guard.</summary>
    public IReadOnlyDictionary<Guard, int> Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var accepted = (parsed.GetValue(_accept) ?? []).ToDictionary(text => Read(text)!.Value.Guard, text => Read(text)!.Value.Value);
        if (parsed.GetValue(_withdrawals) is { } number)
        {
            accepted.Add(Guard.MassWithdrawal, number);
        }

        return accepted;
    }

    private Guard? Twice(CommandResult result)
    {
        var seen = new HashSet<Guard>();
        if (result.GetResult(_withdrawals) is not null)
        {
            seen.Add(Guard.MassWithdrawal);
        }

        foreach (Token token in result.GetResult(_accept)?.Tokens ?? [])
        {
            if (Read(token.Value) is { } read && !seen.Add(read.Guard))
            {
                return read.Guard;
            }
        }

        return null;
    }

    private static (Guard Guard, int Value)? Read(string text) =>
        text.Split('=') is [var name, var number] && Guards.TryGetValue(name, out Guard guard)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? (guard, value) : null;

    private static string WhyNot(string text)
    {
        string name = text.Split('=')[0];
        string meant = !Guards.ContainsKey(name) && ConfigObject.Nearest(name, Guards.Keys) is { } nearest
            ? $" Did you mean \"{nearest}\"?" : "";
        return $"--accept takes the name of a guard and what it counted, for example volume=120.{meant} The guards: {string.Join(", ", Guards.Keys)}.";
    }
}
