using System.CommandLine;
using System.CommandLine.Completions;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing completion</c>: what a shell may complete, told by the tree of commands itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion of datasharing for bash: source it, or put it into /etc/bash_completion.d/datasharing.
        _datasharing() {
          local line="${COMP_LINE:0:COMP_POINT}" candidate
          COMPREPLY=()
          while IFS= read -r candidate; do
            COMPREPLY+=("$candidate")
          done < <(datasharing completion candidates -- "$line" 2>/dev/null)
        }
        complete -o default -F _datasharing datasharing
        """;

    private const string Zsh = """
        #compdef datasharing
        # Completion of datasharing for zsh: put it as _datasharing into a folder of $fpath.
        _datasharing() {
          local -a found
          found=(${(f)"$(datasharing completion candidates -- "${BUFFER[1,CURSOR]}" 2>/dev/null)"})
          compadd -a found
        }
        compdef _datasharing datasharing
        """;

    private const string Fish = """
        # Completion of datasharing for fish: put it into ~/.config/fish/completions/datasharing.fish.
        complete -c datasharing -f -a '(datasharing completion candidates -- (commandline -cp) 2>/dev/null)'
        """;

    private static readonly Dictionary<string, string> Shells = new(StringComparer.Ordinal) { ["bash"] = Bash, ["zsh"] = Zsh,
        ["fish"] = Fish };

    public static Command Build(RootCommand root)
    {
        var command = new Command("completion", """
            Print what a shell needs to complete commands, options, the slugs of the forces in the configuration folder, and reason codes.
            """);
        foreach ((string shell, string script) in Shells)
        {
            var one = new Command(shell, $"""
                Print the completion for {shell}.

                Example:
                  datasharing completion {shell}

                Exit codes: 0 done, 2 usage.
                """);
            one.SetAction(parsed => Show(CommandContext.From(parsed), shell, script));
            command.Add(one);
        }

        command.Add(BuildCandidates(root));
        AddSources(root);
        return command;
    }

    private static Command BuildCandidates(RootCommand root)
    {
        var line = new Argument<string[]>("line") { Description = "What was typed, from the program's name on.",
            Arity = ArgumentArity.ZeroOrMore };
        var candidates = new Command("candidates", """
            For the scripts of the shells: what can stand at the end of what was typed, one a line.

            Example:
              datasharing completion candidates -- "datasharing force ena"

            Exit codes: 0 done, 2 usage.
            """)
        {
            line,
        };
        // It is the scripts that ask it.
        candidates.Hidden = true;
        candidates.SetAction(parsed =>
        {
            CommandContext context = CommandContext.From(parsed);
            string[] found = [.. Candidates(root, string.Join(' ', parsed.GetValue(line) ?? []))];
            if (context.IsJson)
            {
                Answer.Json(context, new { candidates = found });
                return ExitCode.Done;
            }

            foreach (string one in found)
            {
                context.Output.WriteLine(one);
            }

            return ExitCode.Done;
        });
        return candidates;
    }

    private static int Show(CommandContext context, string shell, string script)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new { shell, script });
        }
        else
        {
            context.Output.WriteLine(script);
        }

        return ExitCode.Done;
    }

    /// <summary>What can stand at the end of a line; of what begins otherwise than the last word nothing.</summary>
    private static IEnumerable<string> Candidates(RootCommand root, string typed)
    {
        // Without the name by which the program was called.
        string line = typed[(typed.IndexOf(' ') + 1)..];
        string word = line[(line.LastIndexOf(' ') + 1)..];
        ParseResult parsed = root.Parse(line, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.GetCompletions(line.Length).Select(item => item.InsertText ?? item.Label)
            .Where(found => found.StartsWith(word, StringComparison.Ordinal) && !(found.StartsWith('-') && word.Length == 0))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>Gives every argument and option whose values are known its values.</summary>
    private static void AddSources(Command command)
    {
        foreach (Argument argument in command.Arguments.Where(argument => argument.Name == "force"))
        {
            argument.CompletionSources.Add(context => Slugs(context, known: command.Name != "new"));
        }

        foreach (Argument argument in command.Arguments.Where(argument => argument.Name == "code"))
        {
            argument.CompletionSources.Add(_ => Reason.All.Select(reason => new CompletionItem(reason.Code)));
        }

        foreach (Option option in command.Options.Where(option => command.Name == "withdraw" && option.Name == ReasonOption.Name))
        {
            option.CompletionSources.Add(_ => WithdrawalReason.All.Select(reason => new CompletionItem(reason.Code)));
        }

        foreach (Command below in command.Subcommands)
        {
            AddSources(below);
        }
    }

    /// <summary>The forces of the folder; for a new one those of the list that it does not have yet.</summary>
    private static IEnumerable<CompletionItem> Slugs(CompletionContext context, bool known)
    {
        ConfigurationFolder folder = CommandContext.From(context.ParseResult).Folder;
        IReadOnlyList<string> forces = folder.Forces();
        try
        {
            return (known ? forces : folder.ReadForceList().All.Select(force => force.Slug).Except(forces, StringComparer.Ordinal))
                .Select(slug => new CompletionItem(slug));
        }
        catch (Disclosure.Configuration.ConfigurationException)
        {
            // A list with problems completes nothing; check says what is wrong.
            return [];
        }
    }
}
