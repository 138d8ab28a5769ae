namespace DataSharing.Gateway.Tests.Files;

/// <summary>A folder of its own for one test, removed at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasharing-files-");

    public string FullName => _folder.FullName;

    public string this[string name] => Path.Combine(FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
