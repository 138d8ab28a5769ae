using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace DataSharing.Sandbox;

/// <summary>
/// OpenSSH's sftp-server with one fault: passes packets both ways and does one thing wrong at one kind of request. Runs under a real sshd as the
/// forced command of a key, so that the ssh and the network around it are real.
/// </summary>
public static class FaultySftp
{
    private const string Server = "/usr/lib/openssh/sftp-server";
    private const byte Open = 3;
    private const byte Close = 4;
    private const byte Write = 6;
    private const byte Rename = 18;
    private const byte Extended = 200;
    private const int SlowMilliseconds = 30;
    private static readonly Lock Answering = new();

    /// <summary>The command with which a force's key starts this.</summary>
    /// <param name="folder">The inbox.</param>
    /// <param name="fault">One of the names in this class, or several with a comma between.</param>
    public static string Command(string folder, string fault) =>
        $"exec '{Environment.ProcessPath}' exec '{Path.Combine(AppContext.BaseDirectory, "DataSharing.Sandbox.dll")}' sftp '{folder}' '{fault}'";

    /// <summary>Serves one session.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string folder, string fault)
    {
        string[] faults = fault.Split(',');
        string? denied = faults.FirstOrDefault(one => one.StartsWith("deny:", StringComparison.Ordinal))?[5..].Replace('+', ',');
        using Process server = Process.Start(new ProcessStartInfo(Server, ["-d", folder, .. denied is null ? (string[])[] : ["-P", denied]])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using Stream fromClient = Console.OpenStandardInput();
        using Stream toClient = Console.OpenStandardOutput();
        var session = new Session(faults, folder, server, toClient);
        Task back = Task.Run(() => session.PassAnswers(server.StandardOutput.BaseStream));
        try
        {
            session.PassRequests(fromClient);
        }
        catch (Exception end) when (end is EndOfStreamException or IOException)
        {
            // The client has gone.
        }

        server.StandardInput.Close();
        await back.ConfigureAwait(false);
        server.Kill();
        return 0;
    }

    private static byte[] ReadPacket(Stream stream)
    {
        byte[] head = new byte[4];
        stream.ReadExactly(head);
        byte[] packet = new byte[4 + BinaryPrimitives.ReadInt32BigEndian(head)];
        head.CopyTo(packet, 0);
        stream.ReadExactly(packet.AsSpan(4));
        return packet;
    }

    private sealed class Session(string[] faults, string folder, Process server, Stream toClient)
    {
        private readonly ConcurrentDictionary<uint, byte> _lost = new();
        private int _writes;
        private bool _isManifest;
        private bool _full;

        public void PassRequests(Stream from)
        {
            while (true)
            {
                byte[] packet = ReadPacket(from);
                byte type = packet[4];
                uint number = packet.Length >= 9 ? BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(5)) : 0;
                if (type == Write)
                {
                    _writes++;
                }
                else if (type == Open)
                {
                    _isManifest = Encoding.UTF8.GetString(packet, 13, BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(9))).Contains(".json", StringComparison.Ordinal);
                }

                if (!IsDoneWrong(type, number, packet))
                {
                    server.StandardInput.BaseStream.Write(packet);
                    server.StandardInput.BaseStream.Flush();
                }
            }
        }

        public void PassAnswers(Stream from)
        {
            try
            {
                while (true)
                {
                    byte[] packet = ReadPacket(from);
                    uint number = packet.Length >= 9 ? BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(5)) : 0;
                    if (packet[4] == 2 && Has("no-extensions"))
                    {
                        packet = [0, 0, 0, 5, 2, 0, 0, 0, 3];
                    }

                    if (_lost.TryRemove(number, out _))
                    {
                        if (Has("collected"))
                        {
                            Collect();
                        }

                        Environment.Exit(1);
                    }

                    if (Has("slow"))
                    {
                        Thread.Sleep(SlowMilliseconds);
                    }

                    Answer(packet);
                    if (Has("collects") && packet[4] == 101)
                    {
                        Collect();
                    }
                }
            }
            catch (Exception end) when (end is EndOfStreamException or IOException)
            {
                // The server has ended.
            }
        }

        private bool Has(string fault) => faults.Contains(fault);

        /// <summary>Takes whole data files away, as a force's collector does.</summary>
        private void Collect()
        {
            string kept = Directory.CreateDirectory(folder + ".collected").FullName;
            foreach (string file in Directory.GetFiles(folder, "*.csv"))
            {
                File.Move(file, Path.Combine(kept, Path.GetFileName(file)), overwrite: true);
            }
        }

        private bool IsDoneWrong(byte type, uint number, byte[] packet)
        {
            switch (type)
            {
                case Write when Has("silent-at-write"):
                    return true;
                case Write when Has("cut-at-write") && !_isManifest:
                    _lost[number] = 0;
                    server.StandardInput.BaseStream.Write(Halved(packet));
                    server.StandardInput.BaseStream.Flush();
                    return true;
                case Write when Has("cut-at-manifest") && _isManifest:
                    Environment.Exit(1);
                    return true;
                case Write when Has("killed-at-write"):
                    Process.GetCurrentProcess().Kill();
                    return true;
                case Write when Has("session-killed-at-write"):
                    Signal("KILL", Parent());
                    WaitForEnd();
                    return true;
                case Write when Has("stopped-at-write"):
                    Signal("STOP", Parent());
                    WaitForEnd();
                    return true;
                case Write when Has("nonsense-at-write"):
                    lock (Answering)
                    {
                        toClient.Write([0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4]);
                        toClient.Flush();
                    }

                    return true;
                case Write when Has("quota"):
                    Answer(Status(number, 4, "quota exceeded"));
                    return true;
                case Write when Has("full"):
                    _full = true;
                    Answer(Status(number, 4, "Failure"));
                    return true;
                case Extended when _full && Encoding.ASCII.GetString(packet).Contains("statvfs@openssh.com", StringComparison.Ordinal):
                    Answer([0, 0, 0, 93, 201, .. packet[5..9], .. new byte[88]]);
                    return true;
                case Extended when Has("sync-fails") && Encoding.ASCII.GetString(packet).Contains("fsync@openssh.com", StringComparison.Ordinal):
                    Answer(Status(number, 4, "Failure"));
                    return true;
                case Close when Has("close-fails") && _writes > 0:
                    Answer(Status(number, 4, "Failure"));
                    return true;
                case Open when Has("no-permission"):
                    Answer(Status(number, 3, "Permission denied"));
                    return true;
                case Rename when Has("cut-before-rename"):
                    Environment.Exit(1);
                    return true;
                case Rename when Has("cut-after-rename") && !_isManifest:
                    _lost[number] = 0;
                    return false;
                case Close when Has("cut-at-close") && _writes > 0 && !_isManifest:
                    _lost[number] = 0;
                    return false;
                case Rename when Has("overwrites"):
                    // As some servers do; sftp-server itself never would.
                    int length = BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(9));
                    string old = Encoding.UTF8.GetString(packet, 13, length);
                    string final = Encoding.UTF8.GetString(packet, 17 + length, packet.Length - 17 - length);
                    File.Move(Path.Combine(folder, old), Path.Combine(folder, final), overwrite: true);
                    Answer(Status(number, 0, "Success"));
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>Does nothing more, and ends with the session: nobody else would end it.</summary>
        private static void WaitForEnd()
        {
            byte[] block = new byte[64 * 1024];
            using Stream input = Console.OpenStandardInput();
            while (input.Read(block) > 0)
            {
            }

            Environment.Exit(1);
        }

        /// <summary>The first half of the bytes of a write.</summary>
        private static byte[] Halved(byte[] packet)
        {
            int at = 13 + BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(9)) + 8;
            int half = BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(at)) / 2;
            byte[] halved = packet[..(at + 4 + half)];
            BinaryPrimitives.WriteInt32BigEndian(halved, halved.Length - 4);
            BinaryPrimitives.WriteInt32BigEndian(halved.AsSpan(at), half);
            return halved;
        }

        private void Answer(byte[] packet)
        {
            lock (Answering)
            {
                toClient.Write(packet);
                toClient.Flush();
            }
        }

        private static byte[] Status(uint number, uint code, string text)
        {
            byte[] words = Encoding.ASCII.GetBytes(text);
            byte[] packet = new byte[4 + 1 + 4 + 4 + 4 + words.Length + 4];
            BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length - 4);
            packet[4] = 101;
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(5), number);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(9), code);
            BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(13), words.Length);
            words.CopyTo(packet, 17);
            return packet;
        }

        /// <summary>The sshd process of this session.</summary>
        private static string Parent() =>
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1];

        private static void Signal(string signal, string process)
        {
            using Process kill = Process.Start("kill", ["-" + signal, process]);
            kill.WaitForExit();
        }
    }
}
