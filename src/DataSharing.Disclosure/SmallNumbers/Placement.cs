namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>
/// What the ledger remembers of a sent row under mode <c>k</c>: its step, and for each counted set the keyed hash of every cell it ever had
/// there. Never a cell. Whom the row is about is not remembered: a row that stands has its record in the source, which says it better.
/// </summary>
internal sealed class Placement
{
    /// <summary>Bytes of a class hash.</summary>
    public const int HashLength = 16;

    private const byte Plain = 1;
    private const byte WithHistories = 2;
    private const int HeadLength = 3;

    /// <summary>A row that got its step, or moved with its group when <paramref name="histories"/> are given.</summary>
    public Placement(int step, byte[][] classes, byte[][]? histories = null)
    {
        Step = step;
        Classes = classes;
        Histories = histories ?? classes;
    }

    /// <summary>The step, from 0.</summary>
    public int Step { get; }

    /// <summary>For each counted set the hash of the cells it has now; empty where the set does not count the row.</summary>
    public byte[][] Classes { get; }

    /// <summary>For each counted set the hash of all cells it ever had; the class itself unless it was made finer.</summary>
    public byte[][] Histories { get; }

    public byte[] Pack()
    {
        bool moved = !ReferenceEquals(Histories, Classes);
        byte[][] hashes = moved ? [.. Classes, .. Histories] : Classes;
        byte[] bytes = new byte[HeadLength + (hashes.Length * HashLength)];
        bytes[0] = moved ? WithHistories : Plain;
        bytes[1] = (byte)Step;
        bytes[2] = (byte)Classes.Length;
        for (int i = 0; i < hashes.Length; i++)
        {
            // A set that does not count the row leaves zeros.
            hashes[i].CopyTo(bytes, HeadLength + (i * HashLength));
        }
        return bytes;
    }

    /// <summary>Reads what <see cref="Pack"/> wrote. Null when there is nothing, as for rows that were sent under another mode.</summary>
    /// <exception cref="InvalidOperationException">The bytes have another form.</exception>
    public static Placement? Unpack(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        if (bytes.Length < HeadLength || bytes.Length < HeadLength + (bytes[2] * HashLength) || bytes[0] is not (Plain or WithHistories))
        {
            throw new InvalidOperationException("The ledger has a placing of a form that this program does not know.");
        }

        int sets = bytes[2];
        int hashes = bytes[0] == WithHistories ? sets * 2 : sets;
        byte[][] all = [
            .. Enumerable.Range(0, hashes).Select(i => bytes.AsSpan(HeadLength + (i * HashLength), HashLength).ToArray())
            .Select(hash => hash.AsSpan().ContainsAnyExcept((byte)0) ? hash : [])];
        return hashes == sets ? new Placement(bytes[1], all) : new Placement(bytes[1], all[..sets], all[sets..]);
    }

    /// <summary>A hash as the short form in which classes are told apart within one run; zero for none.</summary>
    public static ulong Short(byte[] hash) => hash.Length == 0 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash);
}
