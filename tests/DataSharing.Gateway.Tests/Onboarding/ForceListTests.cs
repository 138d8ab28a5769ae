using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Onboarding;

/// <summary>The list of forces, and the folder of a new controller.</summary>
[NonParallelizable]
internal sealed class ForceListTests
{
    private const string Header = "slug,name,nation,reference,bank_holidays\n";

    [Test]
    public void The_shipped_list_has_the_46_forces_that_the_incident_system_knows()
    {
        ForceList list = new ConfigurationFolder(RepositoryFolder.At("config/cst")).ReadForceList();
        Assert.That(list.All, Has.Count.EqualTo(46));
        Assert.That(list.All.Select(force => force.Slug), Is.EquivalentTo(DataSharing.Sandbox.Source.Force.All.Select(force => force.Slug)));
        Assert.That(list.All.GroupBy(force => force.Nation).ToDictionary(group => group.Key, group => group.Count()), Is.EquivalentTo(new Dictionary<string, int>
        {
            ["England"] = 39, ["Wales"] = 4, ["Scotland"] = 1, ["Northern Ireland"] = 1, ["Great Britain"] = 1,
        }));
        Assert.That((list.Find("scotland")!.BankHolidays, list.Find("northern-ireland")!.BankHolidays, list.Find("btp")!.BankHolidays), Is.EqualTo(("scotland", "northern-ireland", "england-and-wales")));
    }

    [TestCase("essex,Essex Police,England,,england-and-wales\nessex,Other Police,England,,england-and-wales", 3, "stands twice")]
    [TestCase("Essex,Essex Police,England,,england-and-wales", 2, "\"Essex\" is not a force's slug. Write lower-case letters")]
    [TestCase("essex,Essex Police,Anglia,,england-and-wales", 2, "\"Anglia\" is no nation. Write one of England, Wales")]
    [TestCase("essex,Essex Police,England,,england", 2, "no part of the country with bank holidays")]
    [TestCase("essex,Essex Police,England,[0-9]+,england-and-wales", 2, "Begin it with ^ and end it with $")]
    [TestCase("essex,Essex Police,England,^.*$,england-and-wales", 2, "takes names, addresses or nothing for a reference")]
    [TestCase("essex,,England,,england-and-wales", 2, "an empty one")]
    public void A_wrong_row_is_told_with_its_line(string rows, int line, string told)
    {
        var problems = new ConfigProblems();
        Assert.That(ForceList.Parse(Header + rows + "\n", problems), Is.Null);
        Assert.That((problems.All[0].File, problems.All[0].Line), Is.EqualTo(("reference/forces.csv", line)));
        Assert.That(problems.All[0].ToString(), Does.Contain(told));
    }

    [Test]
    public void A_broken_list_is_told_by_check_and_suspends_no_force()
    {
        using var office = new Office(withProfiles: true);
        File.WriteAllText(office["config/reference/forces.csv"], "slug,name\n");
        Assert.That(office.Run("check").Output, Does.Contain("reference/forces.csv:1"));
        Assert.That(() => new ConfigurationFolder(office.Config).ReadForce("metropolitan"), Throws.Nothing);
    }

    [Test]
    public void A_new_folder_lacks_a_force_and_nothing_else_and_is_never_made_over_another()
    {
        using var office = new Office();
        string folder = office["new"];
        InProcess.Ended made = InProcess.Run("init", folder, "--controller", "cst", "--title", "Community Security Trust");
        Assert.That(made.Code, Is.Zero, made.ToString());
        Assert.That(made.Output, Does.Contain("source/incidents.sql: name your view").And.Contain("datasharing keys new").And.Contain("datasharing force new"));
        Assert.That(new ConfigurationFolder(folder).Check(null).Select(problem => problem.ToString()),
            Is.EqualTo(new[] { "forces: The folder holds no force's profile. Make one: datasharing force new <slug>." }));
        InProcess.Ended force = InProcess.Run(
            "--config", folder, "force", "new", "essex", "--host", "sftp.essex.example", "--user", "cst", "--folder", "inbox", "--key", "credential:essex-key",
            "--host-key", Office.HostKey, "--agreement", "CST/ESSEX", "--in-force-from", Office.Today);
        Assert.That(force.Code, Is.Zero, force.ToString());
        Assert.That(InProcess.Run("--config", folder, "check").Code, Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(folder, "forces/essex.json")), Does.Not.Contain("    \"location_type\""), "Premises are not counted yet.");
        Assert.That(InProcess.Run("init", folder, "--controller", "cst", "--title", "x").Error, Does.Contain("holds something already and was left alone"));
        Assert.That(InProcess.Run("init", office["other"], "--controller", "C S T", "--title", "x").Error, Does.Contain("gateway.json").And.Contain("controller"));
        Assert.That(InProcess.Run("init", office["other"]).Error, Does.Contain("What is missing: --controller SLUG, --title NAME. Nothing was made."));
        Assert.That(Directory.Exists(office["other"]), Is.False);
    }
}
