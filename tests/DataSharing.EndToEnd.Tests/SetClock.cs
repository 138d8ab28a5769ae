using System.Globalization;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The clock of a program that is started with this environment; it can be set while the program runs. What measures time goes on as before.</summary>
internal sealed class SetClock : IDisposable
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private readonly string _file;

    private SetClock(string folder)
    {
        _file = Path.Combine(folder, Path.GetRandomFileName());
        Set(0);
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = _file,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };
    }

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Null where libfaketime is not installed.</summary>
    public static SetClock? TryMake(string folder) => File.Exists(Library) ? new SetClock(folder) : null;

    /// <summary>Sets the clock so many seconds ahead of the machine's, or behind it.</summary>
    public void Set(int seconds)
    {
        // At once: the program may read it at any moment.
        File.WriteAllText(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{seconds:+0;-0;+0}\n"));
        File.Move(_file + ".new", _file, overwrite: true);
    }

    public void Dispose() => File.Delete(_file);
}
