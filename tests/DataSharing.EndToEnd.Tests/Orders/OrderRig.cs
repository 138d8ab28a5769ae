using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataSharing.Gateway.People;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Orders;

/// <summary>What the tests of orders about incidents ask of a rig again and again.</summary>
internal static class OrderRig
{
    /// <summary>A rig whose forces have nothing yet, with three incidents of one force.</summary>
    public static Rig Make(ServerKind server)
    {
        Rig rig = Rig.Make(server);
        foreach (long id in (long[])[1, 2, 3])
        {
            rig.Source.Add(id, Rig.Met);
        }

        return rig;
    }

    /// <summary>Runs the program and takes its JSON answer, which it must end with this code.</summary>
    public static async Task<JsonElement> AskAsync(this Rig rig, int code, params string[] arguments)
    {
        Ended ended = await rig.ProgramAsync(["--json", .. arguments]);
        Assert.That(ended.Code, Is.EqualTo(code), $"{string.Join(' ', arguments)}: {ended}");
        return ended.Json();
    }

    /// <summary>The reason code with which a command ends that is refused.</summary>
    public static async Task<string> RefusedAsync(this Rig rig, params string[] arguments) =>
        (await rig.AskAsync(1, arguments)).GetProperty("error").GetProperty("code").GetString()!;

    /// <summary>Runs the program through a shell, whose standard input is what the shell makes it.</summary>
    public static async Task<Ended> ShellAsync(this Rig rig, string shape, string arguments)
    {
        string program = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "datasharing.dll")} --config {rig.Config} {arguments}";
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(string.Format(CultureInfo.InvariantCulture, shape, program));
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process process = Process.Start(start)!;
        return await Rig.EndAsync(process);
    }

    /// <summary>Makes the account that runs the test one person; nobody else is known.</summary>
    public static void Be(this Rig rig, string id, params string[] roles) => File.WriteAllText(Path.Combine(rig.Config, PeopleList.File), $$"""
        { "people": [{ "id": "{{id}}", "name": "{{id}} Example", "osUsers": [{{Login.Current().Number}}], "roles": [{{string.Join(',', roles.Select(role => $"\"{role}\""))}}], "from": "2026-01-01" }] }
        """);

    /// <summary>One value of the ledger.</summary>
    public static string? Look(this Rig rig, string sql)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>How many rows there are that an order, or the asking for one, could leave.</summary>
    public static string? Recorded(this Rig rig) => rig.Look(
        "select (select count(*) from standing_order) + (select count(*) from order_note) + (select count(*) from request) + (select count(*) from incident_name) + (select count(*) from journal)");
}
