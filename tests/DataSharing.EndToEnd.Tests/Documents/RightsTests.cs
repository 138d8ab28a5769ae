using System.Text.RegularExpressions;
using DataSharing.EndToEnd.Tests.Orders;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Documents;

/// <summary>docs/rights.md, command by command: each prints what stands below it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed partial class RightsTests
{
    private const string RecordId = "7K2M9QX0D4TB1HZN";
    private const string IncidentId = "5d1e8c07b2a94f3681c4e02d7a9b6f10";

    [Test]
    public async Task Every_command_prints_what_the_page_says()
    {
        await using Rig rig = Rig.Make();
        foreach (long id in (long[])[10234, 10235, 10236])
        {
            rig.Source.Add(id, Rig.Met);
        }

        Assert.That((await rig.ProgramAsync("export", Rig.Met)).Code, Is.Zero);
        string token = rig.Look("select token from exported_row order by incident_key limit 1 offset 1")!;
        string page = await File.ReadAllTextAsync(RepositoryFolder.At("docs/rights.md"));
        string[] parts = Block().Split(page);
        for (int i = 1; i < parts.Length; i += 2)
        {
            string command = parts[i].Split('\n')[0];
            if (parts[i - 1].Contains("## Somebody asks for a correction", StringComparison.Ordinal))
            {
                rig.Source.Set(10235, ("category_code", "Threats"));
            }

            string[] arguments = [.. Words().Matches(command).Skip(1).Select(word => word.Value.Trim('"').Replace(RecordId, token, StringComparison.Ordinal))];
            Ended ended = await rig.ProgramAsync(arguments);
            Assert.That(ended.Code, Is.Zero, $"{command}: {ended}");
            parts[i] = $"{command}\n{Example(ended.Output)}";
        }

        Assert.That(parts, Has.Length.GreaterThan(20));
        string now = string.Concat(parts.Select((part, index) => index % 2 == 0 ? part : $"```\n{part}```\n"));
        Assert.That(now, Is.EqualTo(page));
    }

    /// <summary>What a command printed, with the ids, days, times and the person of the page.</summary>
    private static string Example(string output)
    {
        string known = Entry().Replace(Hex().Replace(Crockford().Replace(output, RecordId), IncidentId), "journal entry 38");
        return Day().Replace(Time().Replace(known, "2026-11-20T03:00:00Z (03:00 GMT)"), "20 November 2026")
            .Replace($"by {Environment.UserName} on", "by priya on", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"journal entry \d+")]
    private static partial Regex Entry();

    [GeneratedRegex(@"```\n(datasharing .*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\b[0-9A-HJKMNP-TV-Z]{16}\b")]
    private static partial Regex Crockford();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex Hex();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d(T[\d:]+Z)? ?\([\d :-]+(GMT|BST)\)|\d{4}-\d\d-\d\d \d\d:\d\d (GMT|BST)")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b")]
    private static partial Regex Day();
}
