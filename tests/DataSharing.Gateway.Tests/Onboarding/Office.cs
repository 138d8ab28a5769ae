using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Onboarding;

/// <summary>A controller's folder in a temporary one, in which the program's commands are called in this process.</summary>
internal sealed class Office : IDisposable
{
    public const string HostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3x";

    private readonly TemporaryFolder _folder = new();

    /// <summary>With the shipped configuration, without its profiles where that is asked for.</summary>
    public Office(bool withProfiles = false)
    {
        InProcess.CopyConfiguration(Config);
        if (!withProfiles)
        {
            Directory.Delete(this["config/forces"], recursive: true);
        }
    }

    public string Config => _folder["config"];

    public string this[string name] => _folder[name];

    public static string Today => London.Today(TimeProvider.System).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string In(int days) => London.Today(TimeProvider.System).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string ProfileOf(string force) => this[$"config/forces/{force}.json"];

    public InProcess.Ended Run(params string[] arguments) => InProcess.Run(["--config", Config, .. arguments]);

    public JsonNode Json(params string[] arguments) => JsonNode.Parse(Run(["--json", .. arguments]).Output)!;

    /// <summary>What a new force's profile needs, by options; those that are given here take the place of the usual ones, and one without a value is left out.</summary>
    public InProcess.Ended NewForce(string force, params (string Option, string? Value)[] others)
    {
        Dictionary<string, string?> options = new(StringComparer.Ordinal)
        {
            ["--host"] = "sftp.force.example", ["--user"] = "cst-upload", ["--folder"] = "inbox", ["--key"] = "credential:force-key",
            ["--host-key"] = HostKey, ["--agreement"] = $"CST/{force}", ["--in-force-from"] = Today,
        };
        foreach ((string option, string? value) in others)
        {
            options[option] = value;
        }

        return Run(["force", "new", force, .. options.Where(option => option.Value is not null).SelectMany(option => (string[])[option.Key, option.Value!])]);
    }

    /// <summary>The journal's entries of some kinds, with their bodies.</summary>
    public IReadOnlyList<(string Kind, string? Force, string Actor, string Body)> Journal(params string[] kinds)
    {
        using var connection = new SqliteConnection($"Data Source={this["ledger.db"]};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "select kind, force, actor, body from journal order by entry";
        using SqliteDataReader reader = command.ExecuteReader();
        var entries = new List<(string, string?, string, string)>();
        while (reader.Read())
        {
            if (kinds.Contains(reader.GetString(0)))
            {
                entries.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2), reader.GetString(3)));
            }
        }

        return entries;
    }

    public static void RequireSshd()
    {
        if (TestSshd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
