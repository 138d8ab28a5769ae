using System.Diagnostics;
using System.Text;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Witness;

/// <summary>
/// The file of orders, <c>orders.jsonl</c> in the folder of the witness: what people ordered about incidents and about everything, as keyed
/// hashes, kept outside the ledger so that a restored one does not forget it. Lines are added and never changed. Several processes may add
/// at once.
/// </summary>
internal sealed class OrdersOutside
{
    private const string Name = "orders.jsonl";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly string _folder;
    private readonly string _controller;

    /// <summary>Names the file; nothing is read or made yet.</summary>
    /// <param name="folder">The folder of the witness.</param>
    /// <param name="controller">The controller whose file it is.</param>
    public OrdersOutside(string folder, string controller)
    {
        _folder = Path.GetFullPath(folder);
        _controller = controller;
        FilePath = Path.Combine(_folder, Name);
    }

    /// <summary>The file's full path.</summary>
    public string FilePath { get; }

    /// <summary>What the file says.</summary>
    /// <exception cref="WitnessException">It cannot be read, is another controller's, or a newer program wrote it.</exception>
    public async Task<OrdersRead> ReadAsync(CancellationToken ct)
    {
        try
        {
            await using FileStream file = await OpenAsync(FileAccess.Read, FileShare.Read, ct);
            return await ReadAsync(file, ct);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return OrdersRead.Missing;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WitnessException($"The file of orders {FilePath} cannot be read. Let the account of the gateway read and write there.");
        }
    }

    /// <summary>Makes the file, without an order, where it is missing; on the disk when this returns.</summary>
    /// <exception cref="WitnessException">It cannot be made.</exception>
    public void Begin()
    {
        if (File.Exists(FilePath))
        {
            return;
        }

        try
        {
            WitnessDisk.MakeFolder(_folder);
            // Under its own name it is never without a header. Another process may make it at the same time, so each has a name to itself.
            string unfinished = $"{FilePath}.{Guid.NewGuid():N}.new";
            using (FileStream file = WitnessDisk.Create(unfinished))
            {
                file.Write(Encoding.UTF8.GetBytes(OrderLines.Header(_controller)));
                file.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(unfinished, FilePath, overwrite: false);
            }
            catch (IOException) when (File.Exists(FilePath))
            {
                File.Delete(unfinished);
            }

            WitnessDisk.FlushFolder(_folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable();
        }
    }

    /// <summary>
    /// Adds those of the orders that the file lacks; on the disk when this returns. A last line without an end is taken away first: its
    /// order is in the ledger, or was never answered.
    /// </summary>
    /// <returns>How many were added.</returns>
    /// <exception cref="WitnessException">There is no file, it is damaged, or it cannot be written; it is as it was.</exception>
    public async Task<int> AppendAsync(IEnumerable<StandingOrder> orders, CancellationToken ct)
    {
        try
        {
            await using FileStream file = await OpenAsync(FileAccess.ReadWrite, FileShare.None, ct);
            OrdersRead read = await ReadAsync(file, ct);
            if (read.Fault is { } fault)
            {
                throw Damaged(fault);
            }

            HashSet<string> there = [.. read.Orders.Select(order => order.Id)];
            var text = new StringBuilder();
            int added = 0;
            foreach (StandingOrder order in orders.Where(order => there.Add(order.Id)))
            {
                text.Append(OrderLines.Of(order, read.Lines + ++added, _controller));
            }

            if (added > 0 || read.IsTorn)
            {
                Write(file, read.Length, Encoding.UTF8.GetBytes(text.ToString()));
            }

            return added;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable();
        }
    }

    /// <summary>Keeps a damaged file under another name, out of the way of a new one.</summary>
    /// <param name="now">When, for the name.</param>
    /// <returns>The path that it has then.</returns>
    /// <exception cref="WitnessException">It cannot be moved.</exception>
    public string SetAside(DateTimeOffset now)
    {
        string aside = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{FilePath}.{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}.damaged");
        try
        {
            File.Move(FilePath, aside, overwrite: false);
            WitnessDisk.FlushFolder(_folder);
            return aside;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable();
        }
    }

    /// <summary>That the file is damaged, and what to do.</summary>
    /// <param name="fault">What is wrong with it.</param>
    public WitnessException Damaged(string fault) => new(
        $"The file of orders {FilePath} is damaged: {fault}. Nothing is sent to any force before it is mended. "
        + "Was the ledger not restored since? Move the file out of the folder: the next run makes a new one from the ledger, which has all orders. "
        + "Was it restored? Leave the file there, and write: datasharing ledger accept-restored FORCE --next N --withdrawals N --reason TEXT. See deploy/RUNBOOK.md, \"The ledger was restored\".");

    private static void Write(FileStream file, long end, byte[] text)
    {
        try
        {
            file.SetLength(end);
            file.Position = end;
            file.Write(text);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A full disk must not leave half a line that the next process would have to judge.
            file.SetLength(end);
            throw;
        }
    }

    private async Task<OrdersRead> ReadAsync(FileStream file, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        return OrderLines.Read(bytes.ToArray(), FilePath, _controller);
    }

    /// <summary>Opens the file under the lock of its mode. Whoever has it open holds it as long as a flush takes.</summary>
    private async Task<FileStream> OpenAsync(FileAccess access, FileShare share, CancellationToken ct)
    {
        WitnessDisk.RequireNoPipe(FilePath);
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                // Without a buffer, what is written is in the file, and a failure is met where it can be taken back.
                return new FileStream(FilePath, FileMode.Open, access, share, bufferSize: 0);
            }
            catch (IOException error) when (IsTaken(error) && Stopwatch.GetElapsedTime(since) < LongestWait)
            {
                await Task.Delay(BetweenTries, ct);
            }
        }
    }

    /// <summary>Whether another process has the file: "would block" of the two Unix families, and Windows' sharing violation.</summary>
    private static bool IsTaken(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    private WitnessException NotWritable() => new(
        $"The file of orders {FilePath} cannot be written, and nothing is sent before it can. Let the account of the gateway write there, make room on its disk, or name another folder in gateway.json: \"witnessFolder\".");
}
