using System.Globalization;
using System.IO.Compression;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Upgrade;

/// <summary>
/// What happened in the source before each of thirty nights, which <c>ledger-3.zip</c> is the ledger of: it was made by the program of the last commit with ledger
/// version 3, with these changes and one export to Nottinghamshire a night.
/// </summary>
internal static class ThirtyNights
{
    public const int Count = 30;

    /// <summary>An installation the morning after, with the ledger, archive and keys that the older program left, and today's configuration.</summary>
    public static Rig Installed()
    {
        Rig rig = Rig.Make();
        File.Delete(Path.Combine(rig.Folder, "keys/master.keys"));
        ZipFile.ExtractToDirectory(RepositoryFolder.At("tests/DataSharing.EndToEnd.Tests/Upgrade/ledger-3.zip"), rig.Folder);
        File.SetUnixFileMode(Path.Combine(rig.Folder, "keys/master.keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        for (int night = 1; night <= Count; night++)
        {
            Change(rig.Source, night);
        }

        rig.Time.Now = new DateTimeOffset(2026, 11, 19, 3, 0, 0, TimeSpan.Zero);
        return rig;
    }

    /// <summary>The day's work before a night, from 1.</summary>
    public static void Change(SourceWriter source, int night)
    {
        if (night % 5 == 0)
        {
            // Nothing: an empty night.
            return;
        }

        source.Add(night, Rig.Notts);
        source.Add(100 + night, Rig.Notts, ("strand", "Islamophobic"));
        if (night > 2)
        {
            source.Set(night % 5 == 1 ? night - 2 : night - 1, ("occurred_from", string.Create(CultureInfo.InvariantCulture, $"2026-04-{1 + (night % 28):00} 09:15")));
        }

        if (night % 7 == 0)
        {
            source.Set(100 + night - (night % 5 == 1 ? 2 : 1), ("do_not_share", 1));
        }
    }
}
