using DataSharing.Sandbox.Source;
using Microsoft.Data.Sqlite;

namespace DataSharing.Sandbox;

/// <summary>
/// The incident system of the sample controller with invented content, as a SQLite file. The same arguments give the same content: it takes no
/// clock and no other randomness than the seed.
/// </summary>
public sealed class SyntheticSource
{
    /// <summary>Days before today over which incidents were reported.</summary>
    private const int Days = 730;

    private SyntheticSource()
    {
    }

    /// <summary>Makes a new source.</summary>
    /// <param name="path">The file, which must not be there yet.</param>
    /// <param name="seed">Chooses the content.</param>
    /// <param name="incidents">How many incidents, one or more.</param>
    /// <param name="today">The last day on which incidents were reported.</param>
    /// <returns>The counts by force, in order of slug.</returns>
    /// <exception cref="IOException">The file is there already, or cannot be made.</exception>
    public static IReadOnlyList<ForceCount> Create(string path, long seed, int incidents, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(incidents, 1);

        // CreateNew refuses a file that is there, also one that another process makes at the same time.
        using (new FileStream(path, FileMode.CreateNew))
        {
        }

        try
        {
            return Build(path, seed, incidents, today);
        }
        catch
        {
            // Half a source would stand in the way of the next attempt.
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Makes one day's changes in a source; different seeds give different days, any number of them.</summary>
    /// <param name="path">A file that <see cref="Create"/> made.</param>
    /// <param name="seed">Chooses the changes.</param>
    /// <param name="today">The day on which they happen.</param>
    /// <returns>What happened, by force and kind, in that order; a move is counted at the force it left.</returns>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    public static IReadOnlyList<ChangeCount> Change(string path, long seed, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException("There is no source to change. Make one first with: create", path);
        }

        using SqliteConnection connection = Open(path);
        using SqliteTransaction transaction = connection.BeginTransaction();
        using var tables = new SourceTables(connection, transaction);
        var dice = new Dice(seed);
        IReadOnlyList<ChangeCount> counts = new NightChanges(dice, new Incidents(dice, Places.Read(), tables, today), tables, today).Make();
        transaction.Commit();
        return counts;
    }

    private static List<ForceCount> Build(string path, long seed, int incidents, DateOnly today)
    {
        using SqliteConnection connection = Open(path);
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = OFF");
        using SqliteTransaction transaction = connection.BeginTransaction();
        using (SqliteCommand schema = connection.CreateCommand())
        {
            schema.Transaction = transaction;
            schema.CommandText = Places.Resource("source-schema.sql");
            schema.ExecuteNonQuery();
        }

        using var tables = new SourceTables(connection, transaction);
        List<ForceCount> counts = Fill(new Dice(seed), tables, incidents, today);
        transaction.Commit();
        return counts;
    }

    private static List<ForceCount> Fill(Dice dice, SourceTables tables, int count, DateOnly today)
    {
        var incidents = new Incidents(dice, Places.Read(), tables, today);
        incidents.WriteStaff();
        int[] shares = [.. Force.All.Select(force => force.Share)];
        var counts = new SortedDictionary<string, (int All, int Verified)>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            // Two incidents of a hundred were deleted before, and have left only their number.
            if (dice.Chance(2))
            {
                tables.Tombstone.Write(tables.NextIncident++, Stamp.Instant(today.AddDays(-dice.Below(Days)).ToDateTime(new TimeOnly(16, 0))), "ErasureRequest");
            }

            // Numbers follow the order of reporting, with a week in the middle in which far more is reported than usual.
            int step = (int)((long)i * (Days + 100) / count);
            int day = step < 400 ? step : step < 500 ? 400 + ((step - 400) * 7 / 100) : Math.Min(Days - 1, step - 93);
            DateOnly reported = today.AddDays(day - Days + 1);
            Force? force = i % 30 == 15 ? Force.All.First(known => known.Slug == Force.Regular)
                : dice.Below(1000) < 15 ? null
                : Force.All[dice.Weighted(shares)];
            // Two of three regular ones can be shared, so that a source of 300 has one for each kind of change.
            bool verified = incidents.Write(force, reported, shareable: i % 30 == 15 && i / 30 % 3 < 2).Verified;
            (int all, int seen) = counts.GetValueOrDefault(force?.Slug ?? "");
            counts[force?.Slug ?? ""] = (all + 1, seen + (verified ? 1 : 0));
        }

        return [.. counts.Select(pair => new ForceCount(pair.Key, pair.Value.All, pair.Value.Verified))];
    }

    private static SqliteConnection Open(string path)
    {
        // Without pooling the file is closed, and its write-ahead log folded in, when the connection is disposed.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, ForeignKeys = true }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
