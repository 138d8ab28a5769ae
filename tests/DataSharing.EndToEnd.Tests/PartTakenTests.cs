using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A collector takes what is at the drop before it has its final name: the journal says which bytes may have been read, and the file goes once.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PartTakenTests
{
    [TestCase(SftpEngine.OpenSsh)]
    [TestCase(SftpEngine.SshNet)]
    public async Task Is_told_with_what_to_do_and_the_next_run_delivers_the_same_bytes_under_another_temporary_name(SftpEngine engine)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.SetEngine(Rig.Gmp, engine);

        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => Collect(rig));
        Assert.That((result.Outcome, result.Reason, result.IsTransient), Is.EqualTo((RunOutcome.Failed, Reason.PartTaken, false)), result.Message);
        Assert.That(result.Message, Does.Contain("drop.temporaryName to \"dot\""));
        Assert.That(await rig.PendingAsync(Rig.Gmp), Is.EqualTo((ExportState[])[ExportState.Sending]), "No rename took place, and the ledger says so.");
        string taken = Directory.GetFiles(rig.InboxOf(Rig.Gmp) + ".taken").Single();
        JsonElement entry = Entries(rig).Single();
        Assert.That(entry.GetProperty("temporaryName").GetString(), Is.EqualTo(Path.GetFileName(taken)));
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(taken)));
        Assert.That(entry.GetProperty("keyedSha256").GetString(), Is.EqualTo(Convert.ToHexStringLower(HMACSHA256.HashData(Salt(rig), System.Text.Encoding.ASCII.GetBytes(sha256)))));
        Assert.That(entry.GetProperty("found").GetString(), Is.EqualTo("delivery"));

        // Again, so that it is seen that every try has a temporary name of its own.
        Assert.That((await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => Collect(rig))).Reason, Is.EqualTo(Reason.PartTaken));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp) + ".taken"), Has.Length.EqualTo(2));

        result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Resumed, Is.EqualTo((int[])[1]), result.Message);
        Delivered only = rig.Inbox(Rig.Gmp).Single();
        Assert.That((only.Sequence, only.Manifest.GetProperty("sha256").GetString()), Is.EqualTo((1, sha256)), "What was taken is the same file, and has no manifest.");
        Assert.That(Entries(rig), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_collector_that_leaves_names_with_a_dot_takes_nothing_too_early()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["temporaryName"] = "dot");
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => Collect(rig, but: "."));
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(Entries(rig), Is.Empty);

        // One that takes these too is another matter, and is told as such.
        rig.Source.Add(90, Rig.Gmp);
        result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => Collect(rig));
        Assert.That(result.Reason, Is.EqualTo(Reason.PartTaken));
        Assert.That(result.Message, Does.Contain("begins with a dot already"));
    }

    [Test]
    public async Task Taken_before_it_was_read_back_it_is_not_a_folder_that_is_missing()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["verify"] = "hash");
        var connector = new TakingConnector(rig.Bare, () => Collect(rig));
        ExportResult result = await rig.ExportAsync(Rig.Gmp, connector: connector);
        Assert.That(result.Reason, Is.EqualTo(Reason.PartTaken), result.Message);
        Assert.That(Entries(rig), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_manifest_that_was_taken_too_early_is_put_again_and_the_file_is_not()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        ExportResult result = await rig.ExportAsync(Rig.Gmp, connector: new TakingConnector(rig.Bare, () => Collect(rig, only: ".json")));
        Assert.That(result.Reason, Is.EqualTo(Reason.PartTaken), result.Message);
        Assert.That(await rig.PendingAsync(Rig.Gmp), Is.EqualTo((ExportState[])[ExportState.Published]));
        Assert.That(Entries(rig).Single().GetProperty("file").GetString(), Does.EndWith(".json"));

        Assert.That((await rig.ExportAsync(Rig.Gmp)).Resumed, Is.EqualTo((int[])[1]));
        Assert.That(rig.Inbox(Rig.Gmp).Single().Records, Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task After_a_kill_the_next_run_says_whether_what_was_put_is_still_there(bool taken)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        Assert.That((await rig.KilledAsync(Rig.Gmp, ExportStep.Uploaded)).Code, Is.EqualTo(137));
        if (taken)
        {
            Collect(rig);
        }

        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Resumed, Is.EqualTo((int[])[1]), result.Message);
        Assert.That(Entries(rig).Select(entry => entry.GetProperty("found").GetString()), Is.EqualTo(taken ? ["resume"] : Array.Empty<string>()));
        Assert.That(rig.Inbox(Rig.Gmp).Single().Records, Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_folder_that_is_gone_takes_no_file_with_it_and_is_told_as_that()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        Directory.CreateDirectory(Path.Combine(rig.InboxOf(Rig.Gmp), "in"));
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["folder"] = "in");
        string folder = Path.Combine(rig.InboxOf(Rig.Gmp), "in");
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => Directory.Move(folder, folder + ".away"));
        Assert.That(result.Reason, Is.EqualTo(Reason.DropFolderMissing), result.Message);
        Assert.That(Entries(rig), Is.Empty);
    }

    [Test]
    public async Task Bytes_that_were_taken_and_then_given_up_stand_in_the_journal()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        Assert.That((await rig.KilledAsync(Rig.Gmp, ExportStep.Uploaded)).Code, Is.EqualTo(137));
        Collect(rig);
        rig.Source.Set(1, ("do_not_share", 1));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Sequence, result.Attempt), Is.EqualTo((RunOutcome.Delivered, 1, 2)), result.Message);
        JsonElement entry = Entries(rig).Single();
        Assert.That((entry.GetProperty("found").GetString(), entry.GetProperty("attempt").GetInt32()), Is.EqualTo(("void", 1)), "The force may have the record that must not leave.");
        await rig.VerifyLedgerAsync();
    }

    [TestCase("full", "dropFull")]
    [TestCase("close-fails", "dropServerError")]
    public async Task What_was_removed_again_was_not_taken(string fault, string reason)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.WithDropCommandAsync(Rig.Gmp, Sandbox.FaultySftp.Command(rig.InboxOf(Rig.Gmp), fault), async () =>
            Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason?.Code, Is.EqualTo(reason)));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
        Assert.That(Entries(rig), Is.Empty, "The profile was edited meanwhile, so it was given up; and nothing of it was at the drop.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_look_at_the_drop_says_it_before_the_first_night()
    {
        await using Rig rig = Rig.Make();
        DropSettings drop = new Gateway.Configuration.ConfigurationFolder(rig.Config).ReadForce(Rig.Gmp).Drop;
        IReadOnlyList<ProbeStep> steps = await new DropProbe(new TakingConnector(rig.Bare, () => Collect(rig)), drop, TimeProvider.System).RunAsync(default);
        ProbeStep failed = steps.First(step => !step.Ok);
        Assert.That((failed.Reason, failed.Name), Is.EqualTo((Reason.PartTaken, "verify")), failed.Message);
        Assert.That(failed.ToDo, Does.Contain("drop.temporaryName to \"dot\""));
    }

    /// <summary>Takes every file of the inbox away, as a collector does that looks at no name.</summary>
    private static void Collect(Rig rig, string? but = null, string? only = null)
    {
        string taken = Directory.CreateDirectory(rig.InboxOf(Rig.Gmp) + ".taken").FullName;
        foreach (string file in Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Where(file => (but is null || !Path.GetFileName(file).StartsWith(but, StringComparison.Ordinal))
            && (only is null || Path.GetFileName(file).Contains(only, StringComparison.Ordinal))))
        {
            File.Move(file, Path.Combine(taken, Path.GetFileName(file)));
        }
    }

    private static byte[] Salt(Rig rig)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "select salt from export_salt";
        return (byte[])command.ExecuteScalar()!;
    }

    private static List<JsonElement> Entries(Rig rig)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "select body from journal where kind = 'partTaken' order by entry";
        using DbDataReader reader = command.ExecuteReader();
        var entries = new List<JsonElement>();
        while (reader.Read())
        {
            entries.Add(JsonDocument.Parse(reader.GetString(0)).RootElement);
        }

        return entries;
    }

    /// <summary>Acts after every upload, before anything else is asked of the server.</summary>
    private sealed class TakingConnector(ISftpConnector inner, Action afterUpload) : ISftpConnector
    {
        public async Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) => new Session(await inner.ConnectAsync(endpoint, ct), afterUpload);

        private sealed class Session(ISftpSession inner, Action afterUpload) : ISftpSession
        {
            public SftpServerInfo Server => inner.Server;

            public Task<string> ResolvePathAsync(string path, CancellationToken ct) => inner.ResolvePathAsync(path, ct);

            public Task<RemoteFile?> FindAsync(string path, CancellationToken ct) => inner.FindAsync(path, ct);

            public async Task<UploadReceipt> UploadAsync(Stream content, string path, UploadOptions options, CancellationToken ct)
            {
                UploadReceipt receipt = await inner.UploadAsync(content, path, options, ct);
                afterUpload();
                return receipt;
            }

            public Task ReadToAsync(string path, Stream destination, CancellationToken ct) => inner.ReadToAsync(path, destination, ct);

            public Task RenameAsync(string from, string to, CancellationToken ct) => inner.RenameAsync(from, to, ct);

            public Task<bool> DeleteAsync(string path, CancellationToken ct) => inner.DeleteAsync(path, ct);

            public Task<long?> GetFreeBytesAsync(string directory, CancellationToken ct) => inner.GetFreeBytesAsync(directory, ct);

            public Task<SftpRoom> GetRoomAsync(string path, string directory, CancellationToken ct) => inner.GetRoomAsync(path, directory, ct);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
