using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Documents;

[Parallelizable(ParallelScope.All)]
internal sealed partial class DocumentTests
{
    private static readonly string[] Titles = ["Why a force must not have a record", "Why a record is held back", "Why a run ended as it did"];

    [Test]
    public void The_table_of_reasons_is_the_list_in_the_program()
    {
        string document = Read("docs/reasons.md");
        string[] parts = document.Split("\n## ")[1..];
        Assert.That(parts.Select(part => part.Split('\n')[0]), Is.EqualTo(Titles));
        foreach ((int kind, string part) in parts.Index())
        {
            IEnumerable<string> rows = ReasonRow().Matches(part).Select(match => $"{match.Groups[1].Value}: {match.Groups[2].Value.Replace("\\<", "<", StringComparison.Ordinal)}");
            Assert.That(rows, Is.EqualTo(Reason.All.Where(reason => (int)reason.Kind == kind).Select(reason => $"{reason.Code}: {reason.Meaning}")), Titles[kind]);
        }
    }

    [Test]
    public void The_example_of_an_approval_has_the_hash_that_the_program_computes()
    {
        string document = Read("docs/approved-summary.md");
        string hash = SummaryApproval.Hash(IncidentKey.FromNumber(1042), "Abuse was shouted from a passing car.", "b.reader", new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc), "police-sharing");
        Assert.That(document, Does.Contain("incident `1042`, text `Abuse was shouted from a passing car.`, approver `b.reader`, time `2026-05-01T10:00:00Z`, purpose `police-sharing`"));
        Assert.That(document, Does.Contain($"\n{hash}\n"));
    }

    [TestCase("gateway.json")]
    [TestCase("source/fields.json")]
    [TestCase("protocols/national-2015.json")]
    [TestCase("forces/metropolitan.json")]
    [TestCase("forces/greater-manchester.json")]
    [TestCase("protocols/statistics-2026.json")]
    [TestCase("forces/nottinghamshire.json")]
    [TestCase("forces/national-statistics.json")]
    public void Every_member_of_the_sample_configuration_is_in_the_reference(string file)
    {
        string reference = Read("docs/configuration.md");
        string[] named = [.. Member().Matches(WithoutNames(Read("config/cst/" + file))).Select(match => match.Groups[1].Value).Distinct()];
        Assert.That(named, Has.Length.GreaterThan(4));
        Assert.That(named.Where(member => !Regex.IsMatch(reference, $@"[`.""]{member}[`.""]|\b{member}\b")), Is.Empty);
    }

    [Test]
    public void The_smallest_profile_of_the_reference_has_no_problem()
    {
        string folder = Directory.CreateTempSubdirectory("datasharing-reference-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(RepositoryFolder.At("config/cst"), "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(folder, Path.GetRelativePath(RepositoryFolder.At("config/cst"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            File.WriteAllText(Path.Combine(folder, "forces", "essex.json"), Block().Match(Read("docs/configuration.md")).Groups[1].Value);
            Assert.That(new ConfigurationFolder(folder).Check(null).Select(problem => problem.ToString()), Is.Empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Every_link_between_the_documents_leads_somewhere()
    {
        var broken = new List<string>();
        int links = 0;
        foreach (string file in Directory.EnumerateFiles(RepositoryFolder.At("docs"), "*.md", SearchOption.AllDirectories).Concat(["README.md", "deploy/RUNBOOK.md", "CHANGELOG.md"]).Select(file => RepositoryFolder.At(file)))
        {
            foreach (Match match in Link().Matches(File.ReadAllText(file)))
            {
                links++;
                string target = Path.Combine(Path.GetDirectoryName(file)!, match.Groups[1].Value);
                if (!File.Exists(target) && !Directory.Exists(target))
                {
                    broken.Add($"{Path.GetFileName(file)}: {match.Groups[1].Value}");
                }
            }
        }

        Assert.That(links, Is.GreaterThan(5));
        Assert.That(broken, Is.Empty);
    }

    [TestCase("deploy/demo.sh")]
    [TestCase("deploy/test.sh")]
    [TestCase("tests/DataSharing.EndToEnd.Tests/Trial/empty-machine.sh")]
    [TestCase("tests/compile-ahead.sh")]
    [TestCase(".ci/run")]
    public void A_script_can_be_run(string script)
    {
        Assert.That(File.GetUnixFileMode(RepositoryFolder.At(script)) & UnixFileMode.UserExecute, Is.EqualTo(UnixFileMode.UserExecute));
        Assert.That(Read(script), Does.StartWith("#!/usr/bin/env bash\n").And.Not.Contain('\r'));
    }

    [Test]
    public void The_readme_begins_with_the_two_commands() =>
        Assert.That(Read("README.md"), Does.Match(@"```\ndeploy/demo\.sh .*\ndeploy/test\.sh .*\n```"));

    [Test]
    public async Task The_service_is_hardened_as_far_as_the_program_allows()
    {
        const double Most = 2.0;
        string unit = RepositoryFolder.At("deploy/datasharing.service");
        Assert.That(File.ReadAllText(unit), Does.Not.Match("(?m)^MemoryDenyWriteExecute"), "The program would die at its start.");
        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            Assert.Ignore("systemd-analyze is not installed; the package systemd has it.");
        }

        var start = new System.Diagnostics.ProcessStartInfo("systemd-analyze", ["security", "--offline=true", "--no-pager", unit]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var analysis = System.Diagnostics.Process.Start(start)!;
        Task<string> errors = analysis.StandardError.ReadToEndAsync();
        string output = await analysis.StandardOutput.ReadToEndAsync();
        await analysis.WaitForExitAsync();
        Match exposure = Exposure().Match(output);
        Assert.That(exposure.Success, Is.True, output + await errors);
        Assert.That(double.Parse(exposure.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), Is.LessThan(Most), output);
    }

    [Test]
    public async Task The_unit_with_this_installations_part_is_well_formed()
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            Assert.Ignore("systemd-analyze is not installed; the package systemd has it.");
        }

        // Where the program is not installed, and no account of its name, the check says so; it is the words of the unit that are looked at here.
        string folder = Directory.CreateTempSubdirectory("datasharing-unit-").FullName;
        string unit = Path.Combine(folder, "datasharing-under-test.service");
        Directory.CreateDirectory(unit + ".d");
        File.WriteAllText(unit, Read("deploy/datasharing.service").Replace("/opt/datasharing/datasharing", "/bin/true", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(unit + ".d", "site.conf"), SiteLine().Replace(Read("deploy/site.conf"), "$1"));
        var start = new System.Diagnostics.ProcessStartInfo("systemd-analyze", ["verify", "--man=no", unit]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var analysis = System.Diagnostics.Process.Start(start)!;
        Task<string> output = analysis.StandardOutput.ReadToEndAsync();
        string errors = await analysis.StandardError.ReadToEndAsync();
        await analysis.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
        Assert.That((errors + await output).Split('\n').Where(line => line.Contains("datasharing-under-test", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void A_credential_has_one_name_in_the_unit_the_profiles_and_the_documents()
    {
        Match[] lines = CredentialLine().Matches(Read("deploy/site.conf")).ToArray();
        foreach (Match line in lines)
        {
            Assert.That(line.Groups[2].Value, Is.EqualTo($"/etc/datasharing-keys/{line.Groups[1].Value}"), "A credential's file has its name.");
        }

        string[] loaded = [.. lines.Select(line => line.Groups[1].Value).Distinct()];
        string[] configured = [.. Directory.EnumerateFiles(RepositoryFolder.At("config/cst"), "*.json", SearchOption.AllDirectories)
            .SelectMany(file => Credential().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)];
        Assert.That(configured, Has.Length.EqualTo(5));
        Assert.That(loaded, Is.EquivalentTo(configured.Concat(["cst-source", "cst-ledger"])));
        foreach (string force in Directory.EnumerateFiles(RepositoryFolder.At("config/cst/forces"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)))
        {
            Assert.That(configured, Does.Contain($"{force}-key"));
        }

        // Documents may name a force of their own.
        foreach (string document in new[] { "docs/install.md", "docs/configuration.md", "docs/operations.md", "deploy/RUNBOOK.md", "deploy/datasharing.service", "deploy/site.conf", "src/DataSharing.Gateway/Configuration/SecretReference.cs" })
        {
            string text = Read(document);
            IEnumerable<string> named = Credential().Matches(text).Concat(CredentialLine().Matches(text)).Concat(KeysFile().Matches(text)).Select(match => match.Groups[1].Value);
            Assert.That(named.Except(loaded).Except(["essex-key"]), Is.Empty, document);
        }
    }

    [Test]
    public void What_the_documents_name_under_the_programs_folder_is_published_there()
    {
        string[] documents = [.. Directory.EnumerateFiles(RepositoryFolder.At("docs"), "*.md"), .. Directory.EnumerateFiles(RepositoryFolder.At("deploy"), "*", SearchOption.AllDirectories), .. Directory.EnumerateFiles(RepositoryFolder.At("config"), "*.json", SearchOption.AllDirectories)];
        (string Document, string Named)[] named = [.. documents.SelectMany(file => Installed().Matches(File.ReadAllText(file)).Select(match => (Path.GetRelativePath(RepositoryFolder.Root, file), match.Groups[1].Value)))];
        Assert.That(named, Has.Length.GreaterThan(5));
        Assert.That(named.Where(one => one.Named != "datasharing" && !Path.Exists(RepositoryFolder.At(one.Named))), Is.Empty);
    }

    [Test]
    public void Nothing_is_run_in_a_unit_of_its_own_or_under_a_passing_account()
    {
        Assert.That(Read("deploy/datasharing.service"), Does.Not.Match("(?m)^DynamicUser").And.Match("(?m)^User=datasharing$"));
        foreach (string file in Directory.EnumerateFiles(RepositoryFolder.At("docs"), "*.md").Append(RepositoryFolder.At("deploy/RUNBOOK.md")))
        {
            Assert.That(File.ReadAllText(file), Does.Not.Contain("systemd-run"), "It loses the login id of who asked.");
        }
    }

    [Test]
    public void The_runbook_has_a_page_for_what_an_administrator_meets()
    {
        string book = Read("deploy/RUNBOOK.md");
        foreach (Match link in PageLink().Matches(book))
        {
            Assert.That(book, Does.Contain($"\n## {link.Groups[1].Value}\n"), "The list of pages leads to each.");
        }

        Assert.That(PageLink().Count(book), Is.EqualTo(14));
    }

    private static string Read(string file) => File.ReadAllText(RepositoryFolder.At(file));

    /// <summary>Without what is named by whoever writes the file: columns, fields, the codes of maps, broader codes and the forces of patterns.</summary>
    private static string WithoutNames(string json) => Named().Replace(Codes().Replace(Comment().Replace(json, ""), ""), "");

    [GeneratedRegex(@"^\| `([A-Za-z]+)` \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex ReasonRow();

    [GeneratedRegex(@"""([a-zA-Z]+)"": ")]
    private static partial Regex Member();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<=""(?:codeMaps|referencePatterns|broader|labels)"": )\{(?>[^{}""]|""[^""]*""|\{(?>[^{}""]|""[^""]*""|\{[^{}]*\})*\})*\}")]
    private static partial Regex Codes();

    [GeneratedRegex(@"""[a-z_]+"": (?=\{ ?""(?:type|field)""|\{\s*""(?:field|meaning)"")")]
    private static partial Regex Named();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?m)^#?LoadCredential(?:Encrypted)?=([a-z-]+):(/[a-z/-]+?)(?:\.cred)?$")]
    private static partial Regex CredentialLine();

    [GeneratedRegex(@"(?m)^#((?:LoadCredential|LoadCredentialEncrypted|IPAddressAllow)=.*)$")]
    private static partial Regex SiteLine();

    [GeneratedRegex(@"""credential"": ""([a-z-]+)""")]
    private static partial Regex Credential();

    [GeneratedRegex(@"/opt/datasharing(?:\.new)?/([A-Za-z0-9/._-]*[A-Za-z0-9])")]
    private static partial Regex Installed();

    [GeneratedRegex(@"/etc/datasharing-keys/([a-z]+(?:-[a-z]+)*)")]
    private static partial Regex KeysFile();

    [GeneratedRegex(@"exposure level for \S+ ([0-9.]+)")]
    private static partial Regex Exposure();

    [GeneratedRegex(@"(?m)^- \[([^\]]+)\]\(#")]
    private static partial Regex PageLink();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
