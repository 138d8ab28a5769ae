using System.Text;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Release;

/// <summary>The sample configuration of each force, as a text that can be edited.</summary>
internal static class SampleTexts
{
    public static readonly string[] Forces = ["greater-manchester", "metropolitan", "national-statistics", "nottinghamshire"];

    private static readonly string Config = RepositoryFolder.At("config/cst");

    private static readonly Dictionary<string, DeliveredProfile> Texts = Forces.ToDictionary(
        force => force, force => new DeliveredProfile(new ConfigurationFolder(Config).ReadForce(force).Files));

    public static DeliveredProfile Of(string force) => Texts[force];

    /// <summary>The text with a file changed.</summary>
    public static DeliveredProfile With(this DeliveredProfile text, string file, Func<string, string> edit)
    {
        Assert.That(text.Files.Select(one => one.File), Does.Contain(file));
        return new DeliveredProfile([.. text.Files.Select(one => one.File == file ? (file, Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(one.Bytes)))) : one)]);
    }
}
