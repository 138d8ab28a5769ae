using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Privacy;

/// <summary>Leaks that somebody plants in the source, the statement, the dictionary, the protocol or the profile: planted-leaks.json beside this file.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PlantedLeakTests
{
    private static readonly (string Column, string Value)[] Person =
    [
        ("victim_names", "Perpetua Quillfeather"), ("victim_phones", "07700900461"), ("victim_emails", "p.quill@example.org"), ("victim_dobs", "1961-03-05"),
        ("victim_addresses", "14 Larkspur Passage"), ("victim_postcodes", "NW4 9ZZ"), ("victim_handles", "pquill_84"), ("victim_vehicle_regs", "QF61 ZXW"),
        ("summary_internal", "Perpetua Quillfeather of Larkspur Passage rang."), ("case_notes", "Ring Mrs Quillfeather on 07700 900461."), ("uprn", "10023998871"),
    ];

    /// <summary>What may stand in no file, written without anything but letters and digits.</summary>
    private static readonly string[] Hers = ["perpetua", "quillfeather", "700900461", "pquill", "19610305", "05031961", "larkspur", "nw49zz", "9zz", "qf61", "10023998871"];

    [Test]
    public void The_list_has_every_kind() => Assert.That(Cases().Count(), Is.AtLeast(60));

    [TestCaseSource(nameof(Cases))]
    public async Task A_planted_leak_does_not_leave(JsonObject planted)
    {
        await using Rig rig = Rig.Make();
        Plant(rig, planted);
        ExportResult result = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        string told = $"{result.Outcome} {result.Reason}: {result.Message} {string.Join(", ", result.HeldBack)}";
        // Without the record tokens, which are random: one in some thousand has three letters of hers by chance.
        IEnumerable<string> tokens = rig.Inbox(Rig.Met).Count == 0 ? [] : rig.Replay(Rig.Met).Keys;
        string inbox = string.Concat(Directory.GetFiles(rig.InboxOf(Rig.Met)).Select(file =>
            Folded(tokens.Aggregate(File.ReadAllText(file, Encoding.UTF8), (text, token) => text.Replace(token, " ", StringComparison.Ordinal)))));
        using (Assert.EnterMultipleScope())
        {
            foreach (string hers in Hers)
            {
                Assert.That(inbox.Contains(hers, StringComparison.Ordinal) || Folded(told).Contains(hers, StringComparison.Ordinal), Is.False, $"One of her values, {hers.Length} characters long, was found in a file or in what is told.");
            }

            if (planted["leaves"]!.GetValueKind() == JsonValueKind.String)
            {
                Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Refused), told);
                Assert.That(inbox.Length, Is.Zero, "Nothing is in the inbox.");
            }
            else
            {
                Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), told);
                Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(planted["leaves"]!.GetValue<int>()), told);
            }
        }
    }

    [Test]
    public async Task Her_name_in_a_list_is_a_warning_with_its_line_and_column_and_without_the_name()
    {
        await using Rig rig = Rig.Make();
        Plant(rig, new JsonObject { ["file"] = "source/fields.json", ["at"] = "/fields/medium/values/0", ["to"] = "Quillfeather" });
        Ended check = await rig.ProgramAsync("--json", "check", Rig.Met, "--connect");
        JsonElement[] notes = [.. check.Json().GetProperty("notes").EnumerateArray()];
        JsonElement hit = check.Json().GetProperty("problems").EnumerateArray().Single(problem => problem.GetProperty("code").GetString() == "listHasDirectValue");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(check.Json().GetProperty("ok").GetBoolean(), Is.True, "A warning suspends nothing.");
            Assert.That(hit.GetProperty("severity").GetString(), Is.EqualTo("warning"));
            Assert.That(check.Code, Is.Zero);
            Assert.That(hit.GetProperty("file").GetString(), Is.EqualTo("source/fields.json"));
            Assert.That(hit.GetProperty("path").GetString(), Is.EqualTo("fields.medium.values[0]"));
            Assert.That(hit.GetProperty("line").GetInt32(), Is.GreaterThan(1));
            Assert.That(hit.GetProperty("message").GetString(), Does.Contain("in victim_names."));
            Assert.That(notes.Single(note => note.GetProperty("code").GetString() == "listsCompared").GetProperty("message").GetString(), Does.Contain("2 of 2 records, 100 %"));
            Assert.That(Hers.Where(hers => Folded(check.Output).Contains(hers, StringComparison.Ordinal)), Is.Empty);
        }

        Ended shown = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That(shown.Output, Does.Contain("warning: source/fields.json:").And.Contain("fields.medium.values[0]").And.Contain("0 errors, 1 warning."));
    }

    private static IEnumerable<TestCaseData> Cases()
    {
        string path = Path.Combine(RepositoryFolder.Root, "tests/DataSharing.EndToEnd.Tests/Privacy/planted-leaks.json");
        JsonNode list = JsonNode.Parse(File.ReadAllText(path), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
        return list.AsArray().Select(one => new TestCaseData(one!.AsObject()).SetArgDisplayNames(one["leak"]!.GetValue<string>()));
    }

    private static void Plant(Rig rig, JsonObject planted)
    {
        rig.Source.Add(1, Rig.Met);
        rig.Source.Add(2, Rig.Met);
        if (planted["summary"] is { } summary)
        {
            rig.Source.Approve(2, summary.GetValue<string>());
        }

        // A table in place of the view, so that every column can be set.
        rig.Source.Execute("CREATE TABLE planted AS SELECT * FROM sharing_incident; DROP VIEW sharing_incident; ALTER TABLE planted RENAME TO sharing_incident");
        rig.Source.Execute($"UPDATE sharing_incident SET {string.Join(", ", Person.Select(one => $"{one.Column} = '{one.Value}'"))}");
        foreach ((string column, JsonNode? value) in planted["set"] as JsonObject ?? [])
        {
            object? written = value?.GetValueKind() switch { null => null, JsonValueKind.Number => value.GetValue<long>(), _ => value.GetValue<string>() };
            rig.Source.Execute($"UPDATE sharing_incident SET {column} = @value WHERE incident_id = 2", ("@value", written));
        }

        if (planted["column"] is JsonArray alias)
        {
            string path = Path.Combine(rig.Config, "source/incidents.sql");
            string statement = File.ReadAllText(path);
            string changed = statement.Replace($"\n  {alias[0]!.GetValue<string>()},", $"\n  {alias[1]!.GetValue<string>()},", StringComparison.Ordinal);
            Assert.That(changed, Is.Not.EqualTo(statement), "The statement has the column.");
            File.WriteAllText(path, changed);
        }

        if (planted["file"] is { } file)
        {
            rig.Edit(file.GetValue<string>(), document => Change(document, planted["at"]!.GetValue<string>(), planted["to"]?.DeepClone()));
        }
    }

    /// <summary>Sets or, without a value, removes what stands at a JSON Pointer.</summary>
    private static void Change(JsonNode document, string at, JsonNode? to)
    {
        string[] parts = at.Split('/')[1..];
        JsonNode parent = parts[..^1].Aggregate(document, (node, part) => node[part] ?? throw new ArgumentException($"There is no {part} of {at}."));
        if (parent is JsonArray array)
        {
            array[int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture)] = to;
        }
        else if (to is null)
        {
            Assert.That(parent.AsObject().Remove(parts[^1]), Is.True, at);
        }
        else
        {
            parent[parts[^1]] = to;
        }
    }

    private static string Folded(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
