using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Exports;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>The program's own entry, called in this process: not for two tests at once, because the console is one.</summary>
internal static class InProcess
{
    public sealed record Ended(int Code, string Output, string Error);

    public static Ended Run(params string[] arguments)
    {
        (TextWriter output, TextWriter error, TextReader input) = (Console.Out, Console.Error, Console.In);
        using var said = new StringWriter();
        using var told = new StringWriter();
        try
        {
            typeof(ExportRun).Assembly.GetType("DataSharing.Gateway.Commands.Answer")!.GetProperty("IsBegun")!.SetValue(null, false);
            Console.SetOut(said);
            Console.SetError(told);
            Console.SetIn(TextReader.Null);
            int code = (int)typeof(ExportRun).Assembly.EntryPoint!.Invoke(null, [arguments])!;
            return new Ended(code, said.ToString(), told.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Console.SetIn(input);
        }
    }

    /// <summary>Copies the shipped configuration, with a ledger and a key ring of its own beside it and no source.</summary>
    public static void CopyConfiguration(string config)
    {
        string from = RepositoryFolder.At("config/cst");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(config, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        string gateway = Path.Combine(config, "gateway.json");
        JsonNode settings = JsonNode.Parse(File.ReadAllText(gateway), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
        settings["source"] = new JsonObject { ["server"] = "sqlite", ["database"] = "../no-source.db" };
        settings["ledger"] = new JsonObject { ["server"] = "sqlite", ["database"] = "../ledger.db" };
        settings["keys"] = new JsonObject { ["file"] = "../master.keys" };
        File.WriteAllText(gateway, settings.ToJsonString());
    }
}
