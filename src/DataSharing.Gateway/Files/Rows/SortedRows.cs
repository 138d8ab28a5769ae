using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>
/// Sorts the rows of one file by record token, in bounded memory: formatted at once, packed, and spilled in sorted runs under a random key
/// that exists in this process only. Key order is the order of recording and would date neighbours; token order says nothing.
/// </summary>
internal sealed partial class SortedRows : IDisposable
{
    /// <summary>The memory for packed rows when none is named: 48 MiB.</summary>
    public const int DefaultMemoryBytes = 48 * 1024 * 1024;

    private const string NoKeyId = "0000000000000000";

    private readonly CsvLines _lines;
    private readonly string _folder;
    private readonly PackedRows _held;
    private readonly AddedEntries _added;
    private readonly AddedEntries _late;
    private readonly List<FileStream> _runs = [];
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(SealedFile.KeyLength);
    private readonly int[] _counts = new int[5];
    private IncidentKey? _lastKey;
    private bool _merged;
    private bool _disposed;

    /// <summary>Prepares for one file.</summary>
    /// <param name="layout">How the file is written.</param>
    /// <param name="folder">Where runs are spilled; it must be there.</param>
    /// <param name="memoryBytes">How much is held before a run is spilled.</param>
    public SortedRows(FileLayout layout, string folder, int memoryBytes = DefaultMemoryBytes)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memoryBytes);
        Layout = layout;
        _folder = folder;
        _lines = new CsvLines(layout);
        _held = new PackedRows(memoryBytes);
        _added = new AddedEntries(() => NewRun(tries: 3), _key, NoKeyId);
        _late = new AddedEntries(() => NewRun(tries: 3), _key, NoKeyId);
    }

    /// <summary>How the file is written.</summary>
    public FileLayout Layout { get; }

    /// <summary>How many rows there are, by what they do.</summary>
    public RowCounts Counts =>
        new(_counts[(int)RowAction.New], _counts[(int)RowAction.Amend], _counts[(int)RowAction.Withdraw], _counts[(int)RowAction.Resend]);

    /// <summary>How many rows there are.</summary>
    public int Count => Counts.Total;

    /// <summary>The bytes of all lines, without what stands before the first.</summary>
    public long LineBytes { get; private set; }

    /// <summary>Formats a row and keeps it.</summary>
    /// <exception cref="InvalidOperationException">The row is not fit to be written (see <see cref="CsvLines.Line"/>), repeats a token, or
    /// the rows were merged already.</exception>
    /// <exception cref="OutboxFullException">The disk of the folder is full.</exception>
    public void Add(PlannedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_merged)
        {
            throw new InvalidOperationException("No row can be added after the rows have been merged.");
        }

        ReadOnlyMemory<byte> line = _lines.Line(row);
        if (!_held.TryAdd(row.Entry, line.Span))
        {
            Spill();
            _held.TryAdd(row.Entry, line.Span);
        }

        if (_lastKey is { } last && row.Entry.Key < last)
        {
            _late.Add(row.Entry);
        }
        else
        {
            _added.Add(row.Entry);
            _lastKey = row.Entry.Key;
        }

        _counts[(int)row.Entry.Action]++;
        LineBytes += line.Length;
    }

    /// <summary>The rows in ordinal order of their tokens. Can be asked for any number of times; no row can be added afterwards.</summary>
    /// <exception cref="InvalidOperationException">Two rows have the same token.</exception>
    public IEnumerable<SortedRow> Merge()
    {
        Close();
        var unpacker = new RowUnpacker();
        return Merged().Select(unpacker.Unpack);
    }

    /// <summary>The lines alone of the rows, in the same order; each is valid until the next is asked for.</summary>
    /// <inheritdoc cref="Merge"/>
    public IEnumerable<ReadOnlyMemory<byte>> Lines()
    {
        Close();
        return Merged().Select(PackedRows.LineOf);
    }

    /// <summary>
    /// What the ledger will remember of the rows, in key order, as they were added but for late ones: those whose keys lie below that of an
    /// earlier row, and that have their own order. Can be asked for any number of times; no row can be added afterwards.
    /// </summary>
    /// <exception cref="InvalidOperationException">Two rows have the same token.</exception>
    public IEnumerable<ExportedRow> EntriesByKey()
    {
        Close();
        return InOrder(_added.Read(), _late.Read());
    }

    /// <summary>
    /// The rows in which a check of the finished file found a fault, by their records, so that they are left out when the file is planned
    /// again.
    /// </summary>
    /// <returns>Null when a fault is in no row, or in a WITHDRAW: the force must not keep a record because its withdrawal was taken
    /// out.</returns>
    /// <exception cref="InvalidOperationException">There is no row with the record token of a fault.</exception>
    public IReadOnlyDictionary<IncidentKey, RefusedRow>? Refused(FileCheckException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var sought = fault.Rows.ToDictionary(row => row.RecordId, row => row.Refused, StringComparer.Ordinal);
        ExportedRow[] found = sought.Count == 0 ? []
            : [.. Merge().Select(row => row.Entry).Where(entry => sought.ContainsKey(entry.Token))];
        if (found.Length != sought.Count)
        {
            throw new InvalidOperationException("There is no row with this record token to leave out.");
        }

        return found.Length == 0 || Array.Exists(found, entry => entry.Action == RowAction.Withdraw) ? null
            : found.ToDictionary(entry => entry.Key, entry => sought[entry.Token]);
    }

    /// <summary>
    /// Removes what a killed process left in the folder. Runs of living processes stay: they are locked, and on Unix a removed one could
    /// still be read by its owner.
    /// </summary>
    /// <returns>How many files were removed.</returns>
    public static int RemoveStale(string folder)
    {
        int removed = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "sort-*.spill"))
        {
            if (RunName().IsMatch(Path.GetFileName(path)) && !IsLocked(path))
            {
                File.Delete(path);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Removes the spilled runs.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (FileStream run in _runs)
        {
            File.Delete(run.Name);
            run.Dispose();
        }

        _added.Dispose();
        _late.Dispose();
        _held.Clear();
        CryptographicOperations.ZeroMemory(_key);
        _lines.Dispose();
    }

    [GeneratedRegex(@"^sort-[0-9a-f]{32}\.spill\z", RegexOptions.CultureInvariant)]
    private static partial Regex RunName();

    private static bool IsLocked(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            // Locked by its owner, or gone in the meantime: nothing to remove either way.
            return true;
        }
    }

    private void Close()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_merged)
        {
            _held.Sort();
            _added.Complete();
            _late.Complete();
            _merged = true;
        }
    }

    private void Spill()
    {
        _held.Sort();
        FileStream file = NewRun(tries: 3);
        _runs.Add(file);
        using var run = new SealedWriteStream(file, _key, NoKeyId, leaveOpen: true);
        for (int i = 0; i < _held.Count; i++)
        {
            run.Write(_held[i].Span);
        }

        run.CompleteUnflushed();
        _held.Clear();
    }

    private FileStream NewRun(int tries)
    {
        try
        {
            return SealedWriteStream.Create(Path.Combine(_folder, $"sort-{Guid.NewGuid():N}.spill"), FileAccess.ReadWrite);
        }
        catch (IOException) when (tries > 1)
        {
            // RemoveStale, called for another force, can hold the new file in the moment before it is locked here: take another name.
            return NewRun(tries - 1);
        }
    }

    private static IEnumerable<ExportedRow> InOrder(IEnumerable<ExportedRow> added, IEnumerable<ExportedRow> late)
    {
        using IEnumerator<ExportedRow> waiting = late.GetEnumerator();
        bool more = waiting.MoveNext();
        foreach (ExportedRow entry in added)
        {
            while (more && waiting.Current.Key < entry.Key)
            {
                yield return waiting.Current;
                more = waiting.MoveNext();
            }

            yield return entry;
        }

        while (more)
        {
            yield return waiting.Current;
            more = waiting.MoveNext();
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Merged()
    {
        var sources = new PriorityQueue<RowSource, UInt128>();
        try
        {
            foreach (RowSource source in _runs.Select(run => (RowSource)new SpilledRows(run, _key)).Append(new HeldRows(_held)))
            {
                Enqueue(sources, source);
            }

            UInt128? last = null;
            while (sources.TryPeek(out RowSource? source, out UInt128 token))
            {
                if (token == last)
                {
                    throw new InvalidOperationException("Two rows of the export have the same record token.");
                }

                last = token;
                yield return source.Current;
                sources.Dequeue();
                Enqueue(sources, source);
            }
        }
        finally
        {
            foreach ((RowSource source, _) in sources.UnorderedItems)
            {
                source.Dispose();
            }
        }
    }

    private static void Enqueue(PriorityQueue<RowSource, UInt128> sources, RowSource source)
    {
        if (source.MoveNext())
        {
            sources.Enqueue(source, PackedRows.TokenOf(source.Current.Span));
        }
        else
        {
            source.Dispose();
        }
    }
}
