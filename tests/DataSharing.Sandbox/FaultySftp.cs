using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataSharing.Sandbox;

/// <summary>
/// OpenSSH's sftp-server with one fault: passes packets both ways and does one thing wrong at one kind of request. Runs under a real sshd as the
/// forced command of a key, so that the ssh and the network around it are real. The packets are passed in this process, which is there already: the forced
/// command only carries bytes to it, so that a session begins as soon on a busy machine as any other. It is a few lines of bash, which every Debian has and
/// which connects a socket by itself; Python, socat and nc are not on every machine that runs the tests.
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
    private static readonly Lazy<int> Port = new(Listen);
    private static readonly ConcurrentDictionary<int, Staging> Staged = new();
    private static int s_staged;

    /// <summary>The command with which a force's key is served so, for as long as this process lives.</summary>
    /// <param name="folder">The inbox.</param>
    /// <param name="fault">One of the names in this class, or several with a comma between.</param>
    /// <param name="atWrite">What happens when the first bytes of a session arrive, before the server has them.</param>
    /// <param name="atRename">What happens when the server is asked to rename and does not answer: it has not done it, or is about to.</param>
    public static string Command(string folder, string fault, Action? atWrite = null, Action? atRename = null)
    {
        int number = Interlocked.Increment(ref s_staged);
        Staged[number] = new Staging(folder, fault.Split(','), atWrite, atRename);

        // sshd waits for the first process, so that one ends when either side does: the client's end takes the way back away, which ends the connection to here.
        return string.Create(CultureInfo.InvariantCulture, $"exec /bin/bash -c 'exec 3<>/dev/tcp/127.0.0.1/{Port.Value} 4<&0; echo {number} $$ $PPID >&3; cat <&3 4<&- & back=$!; ")
            + "{ cat <&4 >&3; kill $back; } >/dev/null 2>&1 & up=$!; wait $back; kill $up; "
            + $"exit {(fault.Contains("ends-at-write", StringComparison.Ordinal) ? 0 : 1)}' 2>/dev/null";
    }

    private static int Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        Start(() =>
        {
            while (true)
            {
                TcpClient client = listener.AcceptTcpClient();
                Start(() => Serve(client));
            }
        });
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A thread of its own: a busy pool must not look like a slow server.</summary>
    private static Thread Start(Action act)
    {
        var thread = new Thread(() => act()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static void Serve(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                NetworkStream stream = client.GetStream();
                int[] said = [.. ReadLine(stream).Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
                Staging staging = Staged[said[0]];
                string? denied = staging.Faults.FirstOrDefault(one => one.StartsWith("deny:", StringComparison.Ordinal))?[5..].Replace('+', ',');
                using Process server = Process.Start(new ProcessStartInfo(Server, ["-d", staging.Folder, .. denied is null ? (string[])[] : ["-P", denied]])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                })!;
                var session = new Session(staging, server, client, program: said[1], sshd: said[2]);
                Thread back = Start(session.PassAnswers);
                session.PassRequests();
                back.Join();
                server.WaitForExit();
            }
            catch (IOException)
            {
                // Gone before it said what it is.
            }
        }
    }

    private static string ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int read = stream.ReadByte(); read != '\n'; read = stream.ReadByte())
        {
            line.Append(read < 0 ? throw new EndOfStreamException() : (char)read);
        }

        return line.ToString();
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

    private sealed record Staging(string Folder, string[] Faults, Action? AtWrite, Action? AtRename);

    private sealed class Session(Staging staging, Process server, TcpClient client, int program, int sshd)
    {
        private readonly Lock _answering = new();
        private readonly ConcurrentDictionary<uint, byte> _lost = new();
        private readonly ConcurrentDictionary<uint, byte> _unanswered = new();
        private readonly NetworkStream _stream = client.GetStream();
        private readonly Stream _server = server.StandardInput.BaseStream;
        private int _writes;
        private bool _isManifest;
        private bool _full;

        public void PassRequests()
        {
            try
            {
                while (true)
                {
                    byte[] packet = ReadPacket(_stream);
                    byte type = packet[4];
                    uint number = packet.Length >= 9 ? BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(5)) : 0;
                    if (type == Write && _writes++ == 0)
                    {
                        staging.AtWrite?.Invoke();
                    }
                    else if (type == Open)
                    {
                        _isManifest = Encoding.UTF8.GetString(packet, 13, BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(9))).Contains(".json", StringComparison.Ordinal);
                    }

                    if (!IsDoneWrong(type, number, packet))
                    {
                        _server.Write(packet);
                        _server.Flush();
                    }
                }
            }
            catch (Exception end) when (end is IOException or ObjectDisposedException)
            {
                // The client has gone, or the fault was to end.
            }

            _server.Close();
        }

        public void PassAnswers()
        {
            try
            {
                using Stream from = server.StandardOutput.BaseStream;
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

                        break;
                    }

                    if (_unanswered.TryRemove(number, out _))
                    {
                        continue;
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
            catch (Exception end) when (end is IOException or ObjectDisposedException)
            {
                // The server has ended, or the client.
            }

            client.Close();
        }

        private bool Has(string fault) => staging.Faults.Contains(fault);

        /// <summary>Takes whole data files away, as a force's collector does.</summary>
        private void Collect()
        {
            string kept = Directory.CreateDirectory(staging.Folder + ".collected").FullName;
            foreach (string file in Directory.GetFiles(staging.Folder, "*.csv"))
            {
                File.Move(file, Path.Combine(kept, Path.GetFileName(file)), overwrite: true);
            }
        }

        /// <summary>Takes unfinished files away, as a collector does that takes whatever is there.</summary>
        private void TakeParts()
        {
            string taken = Directory.CreateDirectory(staging.Folder + ".taken").FullName;
            foreach (string file in Directory.GetFiles(staging.Folder, "*.part"))
            {
                File.Move(file, Path.Combine(taken, Path.GetFileName(file)), overwrite: true);
            }
        }

        private bool IsDoneWrong(byte type, uint number, byte[] packet)
        {
            switch (type)
            {
                case Write when Has("takes-part-at-write") && _writes == 1:
                case Rename when Has("takes-part") && !_isManifest:
                case Rename when Has("takes-manifest-part") && _isManifest:
                    TakeParts();
                    return false;
                case Write when Has("takes-file-at-write") && _writes == 1:
                    Collect();
                    return false;
                case Write when Has("silent-at-write"):
                    return true;
                case Write when Has("cut-at-write") && !_isManifest:
                    _lost[number] = 0;
                    _server.Write(Halved(packet));
                    _server.Flush();
                    return true;
                case Write when Has("cut-at-manifest") && _isManifest:
                case Write when Has("ends-at-write"):
                    client.Close();
                    return true;
                case Write when Has("killed-at-write"):
                    Signal("KILL", -program);
                    client.Close();
                    return true;
                case Write when Has("session-killed-at-write"):
                    Signal("KILL", sshd);
                    return true;
                case Write when Has("stopped-at-write"):
                    Signal("STOP", sshd);
                    return true;
                case Write when Has("nonsense-at-write"):
                    Answer([0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4]);
                    return true;
                case Write when Has("quota"):
                    Answer(Status(number, 4, "quota exceeded"));
                    return true;
                case Write when Has("status-14"):
                    Answer(Status(number, 14, "No space on filesystem"));
                    return true;
                case Write when Has("status-15"):
                    Answer(Status(number, 15, "Quota exceeded"));
                    return true;
                case Write when Has("full"):
                    _full = true;
                    Answer(Status(number, 4, "Failure"));
                    return true;
                case Extended when (_full || Has("no-room")) && Encoding.ASCII.GetString(packet).Contains("statvfs@openssh.com", StringComparison.Ordinal):
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
                case Rename when Has("silent-at-rename"):
                    staging.AtRename?.Invoke();
                    return true;
                case Rename when Has("silent-after-rename"):
                    _unanswered[number] = 0;
                    staging.AtRename?.Invoke();
                    return false;
                case Rename when Has("cut-before-rename"):
                    client.Close();
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
                    File.Move(Path.Combine(staging.Folder, old), Path.Combine(staging.Folder, final), overwrite: true);
                    Answer(Status(number, 0, "Success"));
                    return true;
                default:
                    return false;
            }
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
            lock (_answering)
            {
                _stream.Write(packet);
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

        /// <summary>To a process, or to a group of them where the number is negative.</summary>
        private static void Signal(string signal, int process)
        {
            using Process kill = Process.Start("kill", ["-" + signal, "--", process.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }
}
