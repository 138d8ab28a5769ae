using DataSharing.Gateway.Tests.Conventions;

namespace DataSharing.Gateway.Tests.Orders;

/// <summary>Which options of who-holds go together.</summary>
[NonParallelizable]
internal sealed class WhoHoldsUsageTests
{
    [TestCase("1 --values", "--values needs --reason TEXT")]
    [TestCase("1 --for subject", "--for subject and --as")]
    [TestCase("1 --as victim", "--for subject and --as")]
    [TestCase("1 --for force", "--for force and --force FORCE go together")]
    [TestCase("1 --force metropolitan", "--for force and --force FORCE go together")]
    [TestCase("1 --for subject --as witness", "witness")]
    [TestCase("1 --for subject --as victim --json", "--json goes with --for internal")]
    [TestCase("1 --out x --json", "--json goes with --for internal")]
    [TestCase("1 --values --reason 07700900123", "--reason was refused")]
    [TestCase("1 --token metropolitan 7K2M9QX0D4TB1HZN", "Name one incident")]
    [TestCase("1 --out /nowhere/letter.txt", "The folder of /nowhere/letter.txt does not exist.")]
    public void What_does_not_go_together_is_refused_before_anything_is_read(string arguments, string message)
    {
        InProcess.Ended ended = InProcess.Run(["who-holds", .. arguments.Split(' ')]);
        Assert.That(ended.Code, Is.EqualTo(2));
        Assert.That(ended.Output + ended.Error, Does.Contain(message));
    }
}
