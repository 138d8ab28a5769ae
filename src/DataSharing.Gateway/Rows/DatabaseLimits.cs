namespace DataSharing.Gateway.Rows;

/// <summary>
/// How long a database on a server is waited for. A connection can go dead without an end (a proxy, a pooler or a frozen server goes on
/// acknowledging), and then only these limits end what waits on it. A connection string may ask for less (<c>Timeout</c>, <c>Command
/// Timeout</c>), never for more.
/// </summary>
/// <param name="ConnectSeconds">For a connection, up to its first answer; 1 to 15.</param>
/// <param name="CommandSeconds">For the answer to a statement; 1 to 30.</param>
internal sealed record DatabaseLimits(int ConnectSeconds, int CommandSeconds)
{
    private const int LongestConnect = 15;
    private const int LongestCommand = 30;
    private const int StillFactor = 10;
    private const int WorkFactor = 40;
    private const int LeastIdleSeconds = 10;

    /// <summary>
    /// For the next bytes of many rows, the first of which may have to be sorted for: 300 seconds unless the connection string asks for
    /// less.
    /// </summary>
    public int StillSeconds => CommandSeconds * StillFactor;

    /// <summary>
    /// For a statement over all rows of a force or of the ledger, of which nothing is heard before its end: 1,200 seconds unless the
    /// connection string asks for less.
    /// </summary>
    public int WorkSeconds => CommandSeconds * WorkFactor;

    /// <summary>
    /// For a lock: less than a statement is waited for, so that the server says that something is locked before it seems not to answer.
    /// </summary>
    public int LockMilliseconds => CommandSeconds * 1000 * 5 / 6;

    /// <summary>
    /// For a session of ours that is in a transaction and is asked nothing: the server ends it then, because its client is gone, and gives
    /// its locks to the others.
    /// </summary>
    public int IdleMilliseconds => Math.Max(CommandSeconds * 2, LeastIdleSeconds) * 1000;

    /// <summary>How long a statement that waits in this way is waited for, in seconds.</summary>
    public int SecondsOf(Patience patience) => patience switch
    {
        Patience.Still => StillSeconds,
        Patience.Work => WorkSeconds,
        _ => CommandSeconds,
    };

    /// <summary>What a connection string asks for, in seconds, where that is no more than may be waited; zero is for ever.</summary>
    public static DatabaseLimits Of(int connect, int command) =>
        new(connect is > 0 and < LongestConnect ? connect : LongestConnect, command is > 0 and < LongestCommand ? command : LongestCommand);
}

/// <summary>What is waited for, which decides for how long: see <see cref="DatabaseLimits"/>.</summary>
internal enum Patience
{
    /// <summary>An answer that a server which is there gives at once.</summary>
    Short,

    /// <summary>Rows that are read one after the other: for as long as some arrive.</summary>
    Still,

    /// <summary>A statement over all rows, of which nothing is heard before its end.</summary>
    Work,
}
