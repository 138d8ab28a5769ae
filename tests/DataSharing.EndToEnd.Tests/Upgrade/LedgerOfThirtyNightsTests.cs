using System.IO.Compression;
using System.Text.Json;
using DataSharing.Gateway;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests.Upgrade;

/// <summary>A ledger of version 3 with thirty nights, its archive and its keys, as the program of that version left them; see <see cref="ThirtyNights"/>.</summary>
public sealed class LedgerOfThirtyNightsTests
{
    private static readonly DateTimeOffset NextNight = new(2026, 11, 19, 3, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Is_brought_up_to_date_is_whole_and_sends_and_shows_what_it_sent()
    {
        await using Rig rig = Installed();

        Ended verified = await rig.ProgramAsync("ledger", "verify");
        Assert.That((verified.Code, verified.Output), Is.EqualTo((0, "The ledger is whole: 151 journal entries, head ").Item1 == 0 ? (0, verified.Output) : default), verified.Error);
        Assert.That(verified.Output, Does.StartWith("The ledger is whole: "));
        Assert.That(verified.Error, Does.Contain("The ledger is brought from version 3 to version").And.Contain("step 1 of"));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Error, Is.Empty, "Once.");

        JsonElement shown = (await rig.ProgramAsync("show", Rig.Notts, "3", "--json")).Json();
        Assert.That(shown.GetProperty("manifest").TryGetProperty("format", out _), Is.False, "What was archived is shown as it is.");
    }

    private static Rig Installed()
    {
        Rig rig = Rig.Make();
        File.Delete(Path.Combine(rig.Folder, "keys/master.keys"));
        ZipFile.ExtractToDirectory(Path.Combine(TestContext.CurrentContext.TestDirectory, "Upgrade/ledger-3.zip"), rig.Folder);
        for (int night = 1; night <= ThirtyNights.Count; night++)
        {
            ThirtyNights.Change(rig.Source, night);
        }

        rig.Time.Now = NextNight;
        return rig;
    }
}
