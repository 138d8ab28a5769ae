using System.Diagnostics;
using System.Globalization;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Benchmarks;

/// <summary>What was measured of one way to send, ours against OpenSSH's sftp, round by round.</summary>
/// <param name="What">What was sent, and over which network.</param>
/// <param name="Times">Our seconds in sftp's, by round.</param>
/// <param name="Ours">Our seconds, by round.</param>
/// <param name="Theirs">The seconds of sftp, by round.</param>
/// <param name="Limit">The most our seconds may be, in sftp's; null without a bound.</param>
/// <param name="PeakMegabytes">Our greatest memory, by round.</param>
internal sealed record DeliveryFigures(string What, IReadOnlyList<double> Times, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs, double? Limit, IReadOnlyList<double> PeakMegabytes);

/// <summary>
/// A large file and 200 small ones through each engine and through OpenSSH's own sftp, in turns, to the same sshd: at once, and over a round trip of
/// 40 ms. All write under a temporary name and rename; ours look, measure and ask for room besides, and sync where the engine can.
/// </summary>
internal static class DeliveryTrial
{
    private const int SmallFiles = 200;
    private const int SmallBytes = 15_000;
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(40);

    public static async Task<IReadOnlyList<DeliveryFigures>> MeasureAsync(string folder, int megabytes, int rounds)
    {
        if (TestSshd.Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        string inbox = Directory.CreateDirectory(Path.Combine(folder, "inbox")).FullName;
        string large = Path.Combine(folder, "large");
        string small = Directory.CreateDirectory(Path.Combine(folder, "small")).FullName;
        Fill(large, megabytes * 1024L * 1024);
        for (int file = 0; file < SmallFiles; file++)
        {
            Fill(Path.Combine(small, $"f{file}"), SmallBytes);
        }

        await using TestSshd sshd = await TestSshd.StartAsync(Path.Combine(folder, "sshd"), default);
        string key = sshd.AddForce("metropolitan", inbox);
        await using DelayProxy proxy = new(sshd.Port, RoundTrip);
        await File.WriteAllTextAsync(Path.Combine(folder, "known_hosts"), $"drop {sshd.HostKeyLine}\n");
        string size = string.Create(CultureInfo.InvariantCulture, $"{megabytes} MiB");
        return
        [
            Compare($"{size}, 0 ms", SftpEngine.OpenSsh, 1 / 0.9, sshd.Port, large),
            Compare($"{size}, 40 ms", SftpEngine.OpenSsh, 1.0, proxy.Port, large),
            Compare($"{SmallFiles} small files, 0 ms", SftpEngine.OpenSsh, null, sshd.Port, small),
            Compare($"{SmallFiles} small files, 40 ms", SftpEngine.OpenSsh, null, proxy.Port, small),
            Compare($"{size}, 0 ms", SftpEngine.SshNet, 1.5, sshd.Port, large),
            Compare($"{size}, 40 ms", SftpEngine.SshNet, 1.5, proxy.Port, large),
            Compare($"{SmallFiles} small files, 0 ms", SftpEngine.SshNet, null, sshd.Port, small),
            Compare($"{SmallFiles} small files, 40 ms", SftpEngine.SshNet, null, proxy.Port, small),
        ];

        DeliveryFigures Compare(string what, SftpEngine engine, double? limit, int port, string from)
        {
            var ours = new List<Measured>();
            var theirs = new List<double>();
            for (int round = 0; round < rounds; round++)
            {
                // In turns and the other way round every other time, so that neither has the quieter machine.
                if (round % 2 == 0)
                {
                    theirs.Add(Sftp(folder, key, port, from));
                    Empty(inbox);
                }

                ours.Add(Child.Run("deliver", port.ToString(CultureInfo.InvariantCulture), sshd.HostKeyLine, key, from, engine.ToString()));
                Empty(inbox);
                if (round % 2 != 0)
                {
                    theirs.Add(Sftp(folder, key, port, from));
                    Empty(inbox);
                }
            }

            return new DeliveryFigures($"{engine.Word()}, {what}", [.. ours.Zip(theirs, (our, their) => our.Seconds / their)], [.. ours.Select(one => one.Seconds)], theirs, limit, [.. ours.Select(one => one.PeakMegabytes)]);
        }
    }

    /// <summary>
    /// In a process of its own: connects and sends a file, or every file of a folder, as a delivery does. One small file goes before, unmeasured, in a
    /// session of its own: a worker runs for months, and what the runtime compiles in its first session is not the network's speed.
    /// </summary>
    public static async Task<Measured> SendAsync(int port, string hostKey, string keyFile, string from, SftpEngine engine)
    {
        string[] pin = hostKey.Split(' ');
        var endpoint = new SftpEndpoint("metropolitan", TestSshd.Host, port, TestSshd.UserName, [new HostKeyPin(pin[0], pin[1])], new PrivateKeyCredential(keyFile), SftpTimeouts.Default, Engine: engine);
        string[] files = File.Exists(from) ? [from] : Directory.GetFiles(from);
        await SendAllAsync(endpoint, [("before", () => new MemoryStream(new byte[SmallBytes]))]);
        long began = Stopwatch.GetTimestamp();
        await SendAllAsync(endpoint, files.Select(file => (Path.GetFileName(file), (Func<Stream>)(() => File.OpenRead(file)))));
        return Measured.Of(Stopwatch.GetElapsedTime(began).TotalSeconds, files.Length);
    }

    private static async Task SendAllAsync(SftpEndpoint endpoint, IEnumerable<(string Name, Func<Stream> Open)> files)
    {
        await using ISftpSession session = await Drops.Connector(TimeProvider.System).ConnectAsync(endpoint, default);
        foreach ((string name, Func<Stream> open) in files)
        {
            await using Stream content = open();
            var place = new SftpPlace(name, ".", content.Length);
            await session.UploadAsync(content, name + ".part", new UploadOptions(content.Length, FailIfExists: true, 0x1A0, Sync: true, Place: place), default);
            await session.RenameAsync(name + ".part", name, default);
        }
    }

    private static double Sftp(string folder, string key, int port, string from)
    {
        string[] files = File.Exists(from) ? [from] : Directory.GetFiles(from);
        string batch = Path.Combine(folder, "batch");
        File.WriteAllLines(batch, files.SelectMany(file => (string[])[$"put -f {file} {Path.GetFileName(file)}.part", $"rename {Path.GetFileName(file)}.part {Path.GetFileName(file)}"]));
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("sftp",
        [
            "-q", "-F", "none", "-b", batch, "-i", key, "-P", port.ToString(CultureInfo.InvariantCulture), "-o", "StrictHostKeyChecking=yes",
            "-o", $"UserKnownHostsFile={Path.Combine(folder, "known_hosts")}", "-o", "GlobalKnownHostsFile=none", "-o", "HostKeyAlias=drop", "-o", "IdentitiesOnly=yes",
            "-o", "Ciphers=aes256-gcm@openssh.com", $"{TestSshd.UserName}@{TestSshd.Host}",
        ])
        { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(began).TotalSeconds : throw new InvalidOperationException($"sftp ended with exit code {process.ExitCode}.");
    }

    private static void Empty(string inbox)
    {
        foreach (string file in Directory.GetFiles(inbox))
        {
            File.Delete(file);
        }
    }

    private static void Fill(string path, long bytes)
    {
        byte[] block = new byte[1024 * 1024];
        new Random(7).NextBytes(block);
        using FileStream file = File.Create(path);
        for (long left = bytes; left > 0; left -= block.Length)
        {
            file.Write(block, 0, (int)Math.Min(left, block.Length));
        }
    }
}
