using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Tests.Delivery;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>A ledger without room says so, by whatever code its database tells it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class LedgerRoomTests
{
    [TestCase(0)]
    [TestCase(4 * 1024)]
    [TestCase(32 * 1024)]
    [TestCase(56 * 1024)]
    public async Task A_full_disk_is_told_as_such_wherever_the_ledger_notices_it(int left)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("datasharing-room-");
        try
        {
            await using SmallDisk? disk = SmallDisk.TryMount(folder.FullName);
            if (disk is null)
            {
                Assert.Ignore("A small tmpfs cannot be mounted by this user.");
                return;
            }

            string path = Path.Combine(disk.Folder, "ledger.db");
            // Closed, so that the next one has its log and the memory of its readers to make.
            (await ExportLedger.OpenAsync(path, applySchema: true, TimeProvider.System)).Dispose();
            string filler = Path.Combine(disk.Folder, "filler");
            Fill(filler, left);
            LedgerException? full = await Assert.ThrowsAsync<LedgerException>(() => WriteAsync(path, disk.Folder));
            Assert.That(full!.Kind, Is.EqualTo(LedgerFault.Full), full.Message);
            Assert.That(full.Message, Does.Contain("has no room left"));

            File.Delete(filler);
            GiveBackLeases(path);
            await WriteAsync(path, disk.Folder);
            using ExportLedger ledger = await ExportLedger.OpenAsync(path, applySchema: false, TimeProvider.System);
            Assert.That((await ledger.Journal.VerifyAsync()).Ok, Is.True);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(string path, string folder)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(path, applySchema: false, TimeProvider.System);
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(ScratchLedger.Force))!;
        // Until the log has to grow; a disk with room for it takes them all.
        for (int i = 0; i < 40; i++)
        {
            await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
            await ledger.Runs.CloseInterruptedAsync(lease);
        }

        Assert.That(Directory.Exists(folder), Is.True);
    }

    /// <summary>On the full disk it could not be given back, and would be waited for.</summary>
    private static void GiveBackLeases(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "delete from lease";
        command.ExecuteNonQuery();
    }

    private static void Fill(string filler, int left)
    {
        using var file = new FileStream(filler, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
        byte[] block = new byte[1024];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }

        file.SetLength(Math.Max(0, file.Length - left));
    }
}
