using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Onboarding;

/// <summary>The schemas of the configuration files, and what a shell completes.</summary>
[NonParallelizable]
internal sealed class SchemaTests
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static IEnumerable<string> Names => ConfigurationSchemas.All.Select(schema => schema.Name);

    [TestCaseSource(nameof(Names))]
    public void A_shipped_schema_is_what_the_readers_ask(string name)
    {
        string shipped = RepositoryFolder.At("config/schemas", $"{name}.schema.json");
        Assert.That(InProcess.Run("schema", name).Output, Is.EqualTo(File.ReadAllText(shipped)), $"datasharing schema {name} > config/schemas/{name}.schema.json");
    }

    [TestCase("gateway", "config/cst/gateway.json")]
    [TestCase("fields", "config/cst/source/fields.json")]
    [TestCase("protocol", "config/cst/protocols/national-2015.json")]
    [TestCase("protocol", "config/cst/protocols/statistics-2026.json")]
    [TestCase("force", "config/cst/forces/metropolitan.json")]
    [TestCase("force", "config/cst/forces/greater-manchester.json")]
    [TestCase("force", "config/cst/forces/nottinghamshire.json")]
    [TestCase("force", "config/cst/forces/national-statistics.json")]
    public void A_shipped_file_fits_its_schema_and_one_with_a_slip_does_not(string name, string file)
    {
        Assert.That(ConfigurationSchemas.NameOf(file), Is.EqualTo(name));
        using JsonDocument schema = JsonDocument.Parse(ConfigurationSchemas.TextOf(name));
        string text = File.ReadAllText(RepositoryFolder.At(file));
        Assert.That(Faults(schema.RootElement, text), Is.Empty);
        Assert.That(Faults(schema.RootElement, text[..text.IndexOf('{')] + "{ \"$schema\": \"x\", " + text[(text.IndexOf('{') + 1)..]), Is.Empty);
        Assert.That(Faults(schema.RootElement, text[..text.IndexOf('{')] + "{ \"verison\": 1, " + text[(text.IndexOf('{') + 1)..]), Is.EqualTo(new[] { "$.verison is not known" }));
    }

    [TestCase("\"enabled\": true", "\"enabled\": \"yes\"", "$.enabled")]
    [TestCase("\"emptyNight\": \"none\"", "\"emptyNight\": \"nothing\"", "$.emptyNight")]
    [TestCase("\"lastDay\": \"2027-12-31\"", "\"lastDay\": \"31/12/2027\"", "$.agreement.lastDay")]
    [TestCase("\"host\": ", "\"hots\": ", "$.drop.hots is not known")]
    [TestCase("\"encoding\": \"utf-8-bom\"", "\"encoding\": \"utf8\"", "$.file.encoding")]
    public void A_wrong_value_of_a_profile_does_not_fit(string from, string to, string told)
    {
        using JsonDocument schema = JsonDocument.Parse(ConfigurationSchemas.TextOf("force"));
        string text = File.ReadAllText(RepositoryFolder.At("config/cst/forces/greater-manchester.json"));
        Assert.That(text, Does.Contain(from));
        Assert.That(Faults(schema.RootElement, text.Replace(from, to, StringComparison.Ordinal)), Has.Some.StartsWith(told));
    }

    [Test]
    public void The_member_for_editors_stands_in_every_file_and_changes_nothing_that_leaves()
    {
        using var office = new Office(withProfiles: true);
        string before = new ConfigurationFolder(office.Config).ReadForce("metropolitan").ReleaseHash;
        File.WriteAllText(office["config/people.json"], """{ "people": [{ "id": "jan", "name": "Jan Example", "osUsers": ["jan"], "roles": ["auditor"], "from": "2026-01-01" }] }""");
        foreach (string file in Directory.EnumerateFiles(office.Config, "*.json", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            int at = text.IndexOf('{');
            File.WriteAllText(file, text[..(at + 1)] + " \"$schema\": \"../schemas/x.schema.json\"," + text[(at + 1)..]);
        }

        var folder = new ConfigurationFolder(office.Config);
        Assert.That(folder.Check(null).Concat(folder.CheckPeople()).Select(problem => problem.ToString()), Is.Empty);
        Assert.That(folder.ReadForce("metropolitan").ReleaseHash, Is.EqualTo(before));
    }

    [Test]
    public void Bash_completes_commands_options_forces_and_reason_codes()
    {
        using var office = new Office(withProfiles: true);
        string program = office["datasharing"];
        File.WriteAllText(program, $"#!/bin/sh\nexec '{Environment.ProcessPath}' '{Path.Combine(AppContext.BaseDirectory, "datasharing.dll")}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(office["completion.bash"], InProcess.Run("completion", "bash").Output);
        string config = $"--config {office.Config} ";
        string[] lines = ["force ena", config + "export met", config + "force new ess", "reasons massW", "withdraw 5 --reason obj", "export --dry", "completion f"];
        File.WriteAllText(office["ask.bash"], $$"""
            set -eu
            PATH="{{Path.GetDirectoryName(program)}}:$PATH"
            source {{office["completion.bash"]}}
            complete -p datasharing
            for line in {{string.Join(' ', lines.Select(line => $"'{line}'"))}}; do
              COMP_LINE="datasharing $line"; COMP_POINT=${#COMP_LINE}
              _datasharing datasharing
              echo "${COMPREPLY[*]}"
            done
            """);
        using System.Diagnostics.Process bash = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", [office["ask.bash"]]) { RedirectStandardOutput = true })!;
        string[] said = bash.StandardOutput.ReadToEnd().TrimEnd().Split('\n');
        bash.WaitForExit();
        Assert.That(said, Is.EqualTo(new[]
        {
            "complete -o default -F _datasharing datasharing", "enable", "metropolitan", "essex", "massWithdrawal", "objection", "--dry-run", "fish",
        }));
    }

    [TestCase("bash")]
    [TestCase("zsh")]
    [TestCase("fish")]
    public void A_script_asks_the_program_and_names_no_command_itself(string shell)
    {
        string script = InProcess.Run("completion", shell).Output;
        Assert.That(script, Does.Contain("completion candidates --").And.Not.Contain("metropolitan").And.Not.Contain("reexport"));
    }

    private static List<string> Faults(JsonElement schema, string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, Relaxed);
        var faults = new List<string>();
        Look(schema, document.RootElement, "$", faults);
        return faults;
    }

    /// <summary>The words of JSON Schema that the schemas use.</summary>
    private static void Look(JsonElement schema, JsonElement value, string path, List<string> faults)
    {
        if (schema.TryGetProperty("anyOf", out JsonElement forms))
        {
            if (!forms.EnumerateArray().Any(form => Fits(form, value)))
            {
                faults.Add($"{path} is none of the forms");
            }

            return;
        }

        bool fits = (!schema.TryGetProperty("enum", out JsonElement words) || words.EnumerateArray().Any(word => word.ToString() == value.ToString()))
            && (!schema.TryGetProperty("type", out JsonElement type) || type.GetString() == TypeOf(value, type.GetString()!))
            && (!schema.TryGetProperty("pattern", out JsonElement pattern) || Regex.IsMatch(value.ToString(), pattern.GetString()!))
            && (!schema.TryGetProperty("minimum", out JsonElement least) || value.GetInt32() >= least.GetInt32())
            && (!schema.TryGetProperty("maximum", out JsonElement most) || value.GetInt32() <= most.GetInt32())
            && (!schema.TryGetProperty("minLength", out JsonElement length) || value.ToString().Length >= length.GetInt32());
        if (!fits)
        {
            faults.Add($"{path} does not fit");
            return;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            LookAtMembers(schema, value, path, faults);
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out JsonElement items))
        {
            foreach ((int index, JsonElement item) in value.EnumerateArray().Index())
            {
                Look(items, item, $"{path}[{index}]", faults);
            }
        }
    }

    private static void LookAtMembers(JsonElement schema, JsonElement value, string path, List<string> faults)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            faults.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing"));
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(member.Name, out JsonElement known))
            {
                Look(known, member.Value, $"{path}.{member.Name}", faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out JsonElement others))
            {
                if (others.ValueKind == JsonValueKind.False)
                {
                    faults.Add($"{path}.{member.Name} is not known");
                }
                else
                {
                    Look(others, member.Value, $"{path}.{member.Name}", faults);
                }
            }
        }
    }

    private static bool Fits(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        Look(schema, value, "", faults);
        return faults.Count == 0;
    }

    private static string TypeOf(JsonElement value, string asked) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => asked is "integer" or "number" ? asked : "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
