using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Orders;
using DataSharing.EndToEnd.Tests.Upgrade;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.People;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Contracts;

/// <summary>What a program that reads our JSON may count on: see docs/json.md. The golden documents are never edited, only added to.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class JsonContractTests
{
    private static readonly string Golden = RepositoryFolder.At("tests/DataSharing.EndToEnd.Tests/Contracts/golden");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Every command that has <c>--json</c>, in an order in which each has something to tell: the golden document, the exit code, the command.</summary>
    private static readonly (string Name, int Code, string Command)[] Commands =
    [
        ("check", 0, "check"),
        ("reasons", 0, "reasons"),
        ("version", 0, "version"),
        ("ledger-verify", 0, "ledger verify"),
        ("profile-diff", 3, "profile diff nottinghamshire --against {folder}/other.json"),
        ("profile-accept", 0, "profile accept nottinghamshire {hash} --reason asked"),
        ("plan", 0, "plan nottinghamshire"),
        ("plan-all", 0, "plan --all"),
        ("plan-rows", 0, "plan nottinghamshire --rows"),
        ("export-dry-run", 0, "export nottinghamshire --dry-run --out {folder}/dry.csv"),
        ("export", 0, "export nottinghamshire"),
        ("export-all", 0, "export --all"),
        ("status", 0, "status"),
        ("history", 0, "history nottinghamshire"),
        ("show-1", 0, "show nottinghamshire 30"),
        ("show", 0, "show nottinghamshire 32"),
        ("ledger-anchor", 0, "ledger anchor"),
        ("ledger-verify-against", 0, "ledger verify --against {folder}/inbox/nottinghamshire/nottinghamshire-000032-1.json"),
        ("resend", 0, "resend nottinghamshire 32 --reason asked"),
        ("reexport", 0, "reexport nottinghamshire --full --reason asked"),
        ("confirm", 1, "confirm nottinghamshire 32"),
        ("force-test", 0, "force test nottinghamshire"),
        ("force-new", 0, "force new essex --host sftp.essex.example --user cst --folder inbox --key credential:essex-key --host-key {folder}/host.pub --agreement CST/ESSEX --in-force-from 2026-11-01"),
        ("force-list", 0, "force list --all"),
        ("force-enable", 0, "force enable essex --from 2028-01-01"),
        ("force-disable", 0, "force disable essex"),
        ("export-test-file", 0, "export nottinghamshire --test-file"),
        ("init", 0, "init {folder}/new --controller cst --title Charity"),
        ("schema", 0, "schema"),
        ("completion", 0, "completion bash"),
        ("completion-candidates", 0, "completion candidates -- datasharing for"),
        ("force-explain", 0, "force explain nottinghamshire"),
        ("force-explain-measure", 0, "force explain nottinghamshire --measure"),
        ("text-list", 0, "text list metropolitan"),
        ("text-show", 0, "text show metropolitan 700"),
        ("text-approve", 0, "text approve metropolitan 700 --text {text}"),
        ("text-reject", 0, "text reject metropolitan 700 --text {text} --reason asked"),
        ("redact", 0, "redact {folder}/text.txt"),
        ("withdraw", 0, "withdraw 700 --reason objection --yes-forces 1"),
        ("withdraw-again", 0, "withdraw 700 --reason objection"),
        ("withdraw-other", 0, "withdraw 600 --reason other --yes-forces 1"),
        ("hold", 0, "hold 101 --until 2099-12-18 --reason asked"),
        ("withdrawals", 0, "withdrawals"),
        ("who-holds", 0, "who-holds 101"),
        ("who-holds-values", 0, "who-holds 102 --values --reason asked"),
        ("trace", 0, "trace nottinghamshire {record}"),
        ("restore", 0, "restore 600 --reason asked"),
        ("restore-waits", 0, "restore 700 --reason asked"),
        ("requests", 0, "requests"),
        ("requests-confirm", 0, "requests confirm 1"),
        ("ledger-accept-restored", 0, "ledger accept-restored nottinghamshire --next 60 --reason asked"),
        ("ledger-backup", 0, "ledger backup {folder}/backup.db"),
        ("keys-new", 0, "keys new --rotate"),
        ("stop-all", 0, "stop-all --reason asked"),
        ("stop-all-again", 0, "stop-all --reason asked"),
        ("status-stopped", 0, "status"),
        ("resume-all", 0, "resume-all --reason asked"),
        ("error", 2, "plan nowhere"),
    ];

    [Test]
    public async Task Every_member_of_todays_documents_stays_and_is_described()
    {
        await using Rig rig = ThirtyNights.Installed();
        rig.Source.Add(600, Rig.Notts);
        rig.Source.Add(700, Rig.Met, ("summary_shareable", "Abuse was shouted near 020 7946 0123."));
        rig.RedactSummaries();
        await File.WriteAllTextAsync(Path.Combine(rig.Folder, "host.pub"), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3x");
        await File.WriteAllTextAsync(Path.Combine(rig.Folder, "text.txt"), "Call 07700 900123.");
        JsonNode other = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(rig.Config, $"forces/{Rig.Notts}.json")), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
        other["columns"]!.AsArray().RemoveAt(8);
        await File.WriteAllTextAsync(Path.Combine(rig.Folder, "other.json"), other.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(rig.Config, PeopleList.File), $$"""
            { "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [{{Login.Current().Number}}], "from": "2026-01-01",
              "roles": ["caseworker", "operator", "approver", "auditor", "administrator"] }] }
            """);
        // The manifest that show has in it is described on a page of its own.
        string reference = await File.ReadAllTextAsync(RepositoryFolder.At("docs/json.md")) + await File.ReadAllTextAsync(RepositoryFolder.At("docs/manifest.md"));
        string text = "";
        string hash = new ConfigurationFolder(rig.Config).ReadForce(Rig.Notts).Profile.Hash;
        rig.Be("priya", "caseworker", "operator", "approver", "auditor", "administrator");
        using (Assert.EnterMultipleScope())
        {
            foreach ((string name, int code, string command) in Commands)
            {
                if (name == "requests-confirm")
                {
                    rig.Be("sam", "approver", "administrator");
                }

                string record = command.Contains("{record}", StringComparison.Ordinal) ? rig.Look("select min(token) from exported_row")! : "";
                string[] arguments = command.Replace("{record}", record, StringComparison.Ordinal).Replace("{folder}", rig.Folder, StringComparison.Ordinal)
                    .Replace("{text}", text, StringComparison.Ordinal).Replace("{hash}", hash, StringComparison.Ordinal).Split(' ');
                Ended ended = await rig.ProgramAsync(["--json", .. arguments]);
                Assert.That(ended.Code, Is.EqualTo(code), $"{command}: {ended}");
                JsonElement today = ended.Json();
                Assert.That(JsonContract.Broken(Earlier(name, ended.Output), today), Is.Empty, command);
                Assert.That(JsonContract.Names(Earlier(name, ended.Output)).Distinct().Where(member => !IsKey(member) && !reference.Contains($"`{member}`", StringComparison.Ordinal)), Is.Empty, $"{command}: docs/json.md");
                text = name == "text-show" ? today.GetProperty("texts")[0].GetProperty("text").GetString()! : text;
            }
        }
    }

    [Test]
    public async Task The_reference_has_a_section_for_every_command()
    {
        string[] sections = [.. (await File.ReadAllLinesAsync(RepositoryFolder.At("docs/json.md"))).Where(line => line.StartsWith("## ", StringComparison.Ordinal))];
        foreach (string command in Commands.Select(one => one.Command.Split(' ')[0]).Distinct())
        {
            Assert.That(sections.Count(section => section.Contains($"`{command}", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(1), command);
        }
    }

    /// <summary>What stands in the place of a name: a reason code, a heading of the force, or a member of its manifest, which docs/manifest.md describes.</summary>
    private static bool IsKey(string member) => DataSharing.Disclosure.Reason.All.Any(reason => reason.Code == member) || !member.Any(char.IsAsciiLetterLower);

    private static JsonElement Earlier(string name, string today)
    {
        string file = Path.Combine(Golden, name + ".json");
        if (!File.Exists(file))
        {
            JsonNode template = JsonNode.Parse(today)!;
            Shorten(template);
            File.WriteAllText(file, template.ToJsonString(Indented) + "\n");
            Assert.Fail($"{file} is new. Read it, and commit it.");
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }

    /// <summary>Leaves one element of every array: the template that each element must fit.</summary>
    private static void Shorten(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach ((_, JsonNode? value) in members)
            {
                Shorten(value);
            }
        }
        else if (node is JsonArray elements)
        {
            while (elements.Count > 1)
            {
                elements.RemoveAt(1);
            }

            Shorten(elements.Count == 1 ? elements[0] : null);
        }
    }
}
