using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Tests.Delivery;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Tests.Witness;

[SupportedOSPlatform("linux")]
internal sealed class OrdersOutsideTests
{
    private TemporaryFolder _folder = null!;
    private OrdersOutside _outside = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        _outside = new OrdersOutside(_folder["cst.witness"], "cst");
    }

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task Says_what_was_written_and_adds_nothing_twice()
    {
        Assert.That((await _outside.ReadAsync(default)).IsThere, Is.False);
        _outside.Begin();
        Assert.That((await _outside.ReadAsync(default)).IsThere, Is.True);
        StandingOrder hold = Order(OrderKind.Hold, 2) with { Until = new DateOnly(2026, 12, 24), Entry = 41 };
        StandingOrder stop = Order(OrderKind.Stop, 1) with { Mark = "", KeyId = "" };
        Assert.That(await _outside.AppendAsync([hold, stop, hold], default), Is.EqualTo(2));
        _outside.Begin();
        Assert.That(await _outside.AppendAsync([stop, hold], default), Is.Zero);
        OrdersRead read = await _outside.ReadAsync(default);
        Assert.That((read.Fault, read.IsTorn, read.Lines), Is.EqualTo(((string?)null, false, 3)));
        Assert.That(read.Orders, Is.EqualTo(new[] { hold, stop }));
        Assert.That(Directory.GetFiles(_folder["cst.witness"]), Has.Length.EqualTo(1), "Nothing unfinished stays.");
        Assert.That(File.GetUnixFileMode(_outside.FilePath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(new WitnessFolder(_folder["cst.witness"]).Forces(), Is.Empty, "It is no force's.");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_named_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(CancellationToken ct)
    {
        var witness = new WitnessFolder(_folder["cst.witness"]);
        Directory.CreateDirectory(_folder["cst.witness"]);
        foreach (string path in (string[])[_outside.FilePath, witness.PathOf("metropolitan")])
        {
            using Process made = Process.Start("mkfifo", [path]);
            made.WaitForExit();
        }

        Assert.That((await Assert.ThrowsAsync<WitnessException>(() => Task.Run(() => _outside.ReadAsync(ct), ct).WaitAsync(ct)))!.Message, Does.Contain("named pipe"));
        Assert.That((await Assert.ThrowsAsync<WitnessException>(() => Task.Run(() => _outside.AppendAsync([Order(OrderKind.Withdraw, 1)], ct), ct).WaitAsync(ct)))!.Message, Does.Contain("named pipe"));
        Assert.That((await Assert.ThrowsAsync<WitnessException>(() => Task.Run(() => witness.Read("metropolitan"), ct).WaitAsync(ct)))!.Message, Does.Contain("named pipe"));
    }

    [Test]
    public async Task Holds_nothing_that_a_person_wrote()
    {
        _outside.Begin();
        await _outside.AppendAsync([Order(OrderKind.Withdraw, 1) with { Reason = "the reason", Incident = "the incident" }], default);
        Assert.That(File.ReadAllText(_outside.FilePath), Does.Not.Contain("the reason").And.Not.Contain("the incident"));
    }

    [Test]
    public async Task A_last_line_without_an_end_is_told_and_goes_when_the_next_order_comes([Values(1, 60, 200)] int bytes)
    {
        await FillAsync(2);
        Cut(bytes);
        OrdersRead read = await _outside.ReadAsync(default);
        Assert.That((read.IsTorn, read.Orders.Count, read.Fault), Is.EqualTo((true, 1, (string?)null)));
        StandingOrder next = Order(OrderKind.Restore, 2);
        Assert.That(await _outside.AppendAsync([next], default), Is.EqualTo(1));
        read = await _outside.ReadAsync(default);
        Assert.That((read.IsTorn, read.Fault, read.Orders[^1]), Is.EqualTo((false, (string?)null, next)));
    }

    [TestCase("edited")]
    [TestCase("removed")]
    [TestCase("moved")]
    [TestCase("emptied")]
    public async Task A_file_that_was_changed_is_damaged_keeps_its_whole_lines_and_takes_no_more(string how)
    {
        await FillAsync(3);
        string[] lines = File.ReadAllLines(_outside.FilePath);
        string[] left = how switch
        {
            "edited" => [lines[0], lines[1], lines[2].Replace("withdraw", "restore", StringComparison.Ordinal), lines[3]],
            "removed" => [lines[0], lines[2], lines[3]],
            "moved" => [lines[0], lines[2], lines[1], lines[3]],
            _ => [],
        };
        File.WriteAllText(_outside.FilePath, string.Concat(left.Select(line => line + "\n")));
        OrdersRead read = await _outside.ReadAsync(default);
        Assert.That((read.IsThere, read.Fault is not null), Is.EqualTo((true, true)));
        Assert.That(read.Orders, Has.Count.EqualTo(how switch { "moved" => 3, "emptied" => 0, _ => 2 }));
        WitnessException? damaged = await Assert.ThrowsAsync<WitnessException>(() => _outside.AppendAsync([Order(OrderKind.Withdraw, 9)], default));
        Assert.That(damaged!.Message, Does.Contain(_outside.FilePath).And.Contain("--withdrawals"));

        string aside = _outside.SetAside(new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero));
        Assert.That((File.Exists(aside), File.Exists(_outside.FilePath)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_file_of_another_controller_is_none_of_ours()
    {
        await FillAsync(1);
        var other = new OrdersOutside(_folder["cst.witness"], "tmg");
        WitnessException? refused = await Assert.ThrowsAsync<WitnessException>(() => other.ReadAsync(default));
        Assert.That(refused!.Message, Does.Contain("another controller, cst").And.Contain("witnessFolder"));
    }

    [Test]
    public async Task A_kind_or_a_version_of_a_later_program_stops_and_is_not_passed_over([Values("kind", "version")] string what)
    {
        await FillAsync(1);
        string[] lines = File.ReadAllLines(_outside.FilePath);
        lines = what == "kind" ? [lines[0], Signed(lines[1].Replace("withdraw", "purge", StringComparison.Ordinal), "cst")]
            : [Signed(lines[0].Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal), ""), lines[1]];
        File.WriteAllText(_outside.FilePath, string.Concat(lines.Select(line => line + "\n")));
        WitnessException? refused = await Assert.ThrowsAsync<WitnessException>(() => _outside.ReadAsync(default));
        Assert.That(refused!.Message, Does.Contain(what == "kind" ? "purge" : "version 2").And.Contain("Install the version that wrote it"));
    }

    [Test]
    public async Task Where_nothing_can_be_written_it_says_so_and_where()
    {
        File.WriteAllText(_folder["cst.witness"], "");
        Assert.That(Assert.Throws<WitnessException>(_outside.Begin)!.Message, Does.Contain(_outside.FilePath));
        File.Delete(_folder["cst.witness"]);
        // Without the file nothing is added: whoever makes one knows that the ledger is not older.
        await Assert.ThrowsAsync<WitnessException>(() => _outside.AppendAsync([Order(OrderKind.Withdraw, 1)], default));
        Assert.That(File.Exists(_outside.FilePath), Is.False);
        await FillAsync(1);
    }

    [Test]
    public async Task Many_who_write_at_once_lose_nothing()
    {
        _outside.Begin();
        const int Writers = 8;
        const int Each = 20;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            var one = new OrdersOutside(_folder["cst.witness"], "cst");
            for (int number = 1; number <= Each; number++)
            {
                await one.AppendAsync([Order(OrderKind.Withdraw, number)], default);
            }
        })));
        OrdersRead read = await _outside.ReadAsync(default);
        Assert.That((read.Fault, read.IsTorn, read.Orders.Count), Is.EqualTo(((string?)null, false, Writers * Each)));
    }

    [Test]
    public async Task While_another_process_has_the_file_it_waits([Values] bool reads)
    {
        // While it has the file the other one adds a line: whoever waits for it finds that line.
        await FillAsync(2);
        string fuller = _folder["fuller"];
        File.Copy(_outside.FilePath, fuller);
        await File.WriteAllLinesAsync(_outside.FilePath, (await File.ReadAllLinesAsync(fuller))[..2]);
        Assert.That((await _outside.ReadAsync(default)).Orders, Has.Count.EqualTo(1));
        using Process other = Process.Start(new ProcessStartInfo("flock", [_outside.FilePath, "sh", "-c", "echo taken; read line; cat \"$1\" >\"$2\"", "sh", fuller, _outside.FilePath])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.That(await other.StandardOutput.ReadLineAsync(), Is.EqualTo("taken"));
        Task<OrdersRead> waits = reads ? _outside.ReadAsync(default) : AppendAsync();
        other.StandardInput.Close();
        Assert.That((await waits).Orders, Has.Count.EqualTo(reads ? 2 : 3));
        await other.WaitForExitAsync();

        async Task<OrdersRead> AppendAsync()
        {
            await _outside.AppendAsync([Order(OrderKind.Withdraw, 3)], default);
            return await _outside.ReadAsync(default);
        }
    }

    [Test]
    public async Task A_full_disk_leaves_the_file_whole()
    {
        await using SmallDisk? disk = SmallDisk.TryMount(_folder["small"]);
        if (disk is null)
        {
            Assert.Ignore("A small tmpfs cannot be mounted by this user.");
            return;
        }

        var outside = new OrdersOutside(disk.Folder, "cst");
        outside.Begin();
        int written = 0;
        WitnessException? full = null;
        // A block of 4 KiB has room for some, and the disk for 256 blocks.
        while (full is null && written < 10_000)
        {
            try
            {
                written += await outside.AppendAsync(Enumerable.Range(1, 50).Select(number => Order(OrderKind.Withdraw, number)), default);
            }
            catch (WitnessException error)
            {
                full = error;
            }
        }

        Assert.That(full?.Message, Does.Contain("make room on its disk"));
        OrdersRead read = await outside.ReadAsync(default);
        Assert.That((read.Fault, read.IsTorn, read.Orders.Count), Is.EqualTo(((string?)null, false, written)));
    }

    private static StandingOrder Order(OrderKind kind, int number) => new()
    {
        Id = StandingOrder.NewId(), Kind = kind, Mark = new string('a', 32), KeyId = "0123456789abcdef", Number = number,
    };

    /// <summary>The line with the check that a program of another version would have written.</summary>
    private static string Signed(string line, string controller)
    {
        string text = line[..line.LastIndexOf(",\"check\"", StringComparison.Ordinal)];
        return string.Create(CultureInfo.InvariantCulture, $"{text},\"check\":\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{controller}\n{text}")))}\"}}");
    }

    private async Task FillAsync(int orders)
    {
        _outside.Begin();
        await _outside.AppendAsync(Enumerable.Range(1, orders).Select(number => Order(OrderKind.Withdraw, number)), default);
    }

    private void Cut(int bytes)
    {
        using FileStream file = File.OpenWrite(_outside.FilePath);
        file.SetLength(file.Length - bytes);
    }
}
