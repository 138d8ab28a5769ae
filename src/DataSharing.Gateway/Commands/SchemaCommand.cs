using System.CommandLine;
using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Build()
    {
        var file = new Argument<string?>("file")
        {
            Description = "The file, for example forces/essex.json; or a schema's name. Without one, they are listed.",
                Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("schema", $"""
            Print the JSON Schema of a configuration file, for an editor: what the program's own readers ask of it. config/schemas has all
            of them. Put
            "$schema" into the file, with the path of its schema. What goes beyond a member and its form, only datasharing check can say.

            Schemas: {string.Join(", ", ConfigurationSchemas.All.Select(schema => $"{schema.Name} ({schema.Files})"))}.

            Examples:
              datasharing schema
              datasharing schema forces/essex.json > force.schema.json

            Exit codes: 0 done, 2 usage, or there is no such schema.
            """)
        {
            file,
        };
        command.SetAction(parsed => Show(CommandContext.From(parsed), parsed.GetValue(file)));
        return command;
    }

    private static int Show(CommandContext context, string? file)
    {
        if (file is null)
        {
            if (context.IsJson)
            {
                Answer.Json(context, new { schemas = ConfigurationSchemas.All.Select(schema => new { name = schema.Name,
                    files = schema.Files }) });
                return ExitCode.Done;
            }

            foreach ((string name, string files) in ConfigurationSchemas.All)
            {
                context.Output.WriteLine($"{name,-10}{files}");
            }

            return ExitCode.Done;
        }

        if (ConfigurationSchemas.NameOf(file) is not { } found)
        {
            return Answer.Error(
                context, ExitCode.Usage, "usage",
                $"There is no schema for \"{file}\".{CommandLine.DidYouMean(file, ConfigurationSchemas.All.Select(schema => schema.Name))}");
        }

        Answer.Begin();
        context.Output.Write(ConfigurationSchemas.TextOf(found));
        return ExitCode.Done;
    }
}
