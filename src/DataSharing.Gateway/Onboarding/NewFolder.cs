using System.Text;
using System.Text.Json;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Onboarding;

/// <summary>
/// An empty controller's folder: everything that a first force needs, with the sample's dictionary, protocol and lists of places, and a
/// skeleton of the statement over the incident system.
/// </summary>
internal static class NewFolder
{
    private const string Dictionary = "source/fields.json";

    /// <summary>The files that it has, with their content.</summary>
    /// <param name="controller">The controller's slug.</param>
    /// <param name="title">Its name.</param>
    public static IReadOnlyList<(string File, byte[] Bytes)> FilesOf(string controller, string title) =>
    [
        (ConfigurationFolder.GatewayFile, Encoding.UTF8.GetBytes(Gateway(controller, title))),
        ("source/incidents.sql", Encoding.UTF8.GetBytes(Statement())),
        // The sample's counts are invented: a type of premises of which nobody knows how many there are is withheld.
        ("reference/premises.csv", "area,type,count\n"u8.ToArray()),
        .. ShippedFiles.Paths.Select(path => (path, ShippedFiles.Bytes(path))),
    ];

    /// <summary>Writes it. Nothing is overwritten.</summary>
    /// <param name="folder">The folder, as a full path: it is not there, or is empty, and its own folder is there.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="IOException">It cannot be written; what was written stays.</exception>
    public static void Write(string folder, IReadOnlyList<(string File, byte[] Bytes)> files)
    {
        Directory.CreateDirectory(Path.Combine(folder, "forces"));
        foreach ((string file, byte[] bytes) in files)
        {
            string path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.Write(path, bytes, replace: false);
        }
    }

    private static string Gateway(string controller, string title) => $$"""
        // Where this installation finds its source, ledger and keys. Relative paths are relative to this folder. docs/configuration.md
        // has every member.
        {
          // Part of every key: changing it makes every token another one.
          "controller": {{Quoted(controller)}},
          "title": {{Quoted(title)}},

          // The incident system. "server" is sqlite, postgresql or sqlserver; on a server write "connection": { "file": "…" } in place of
          // "database".
          "source": { "server": "sqlite", "database": "../incidents.db" },
          // What was sent, to whom and when: a database of the gateway's own.
          "ledger": { "server": "sqlite", "database": "../ledger.db" },

          // The key ring, which datasharing keys new makes. Never the key itself. Under systemd: { "credential": "{{controller}}-keys" }.
          "keys": { "file": "../keys/{{controller}}-keys" },

          // true stops every delivery at once, for every force.
          "stopAll": false,

          "deliveriesAtOnce": 4,
        }

        """;

    /// <summary>One SELECT with every column of the dictionary, each with what the dictionary says of it.</summary>
    private static string Statement()
    {
        var text = new StringBuilder("""
            -- What is read from the incident system: one SELECT, every column of source/fields.json by name, one row for each incident.
            -- Put the name of your view in the place of sharing_incident, and NULL AS name in the place of a column that you do not have.
            -- It is wrapped: there is no WHERE, no ORDER BY and no semicolon here. The key is a whole number, or ASCII text ordered by bytes.
            SELECT

            """);
        (string Name, string Said)[] columns = [.. Columns()];
        foreach ((int index, (string name, string said)) in columns.Index())
        {
            text.Append("  ").Append(name).Append(index == columns.Length - 1 ? "" : ",").Append("  -- ").Append(said).Append('\n');
        }

        return text.Append("FROM sharing_incident\n").ToString();
    }

    private static IEnumerable<(string Name, string Said)> Columns()
    {
        ConfigObject fields = ConfigDocument.Parse(Dictionary, ShippedFiles.Bytes(Dictionary),
            new ConfigProblems())!.OptionalObject("fields")!;
        foreach (string name in fields.Names)
        {
            ConfigObject field = fields.OptionalObject(name)!;
            yield return (name, $"{field.Find("type")?.Literal}, {field.Find("class")?.Literal}");
        }
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Json.Compact);
}
