namespace DataSharing.EndToEnd.Tests;

/// <summary>The folder that the tests were built in.</summary>
internal static class RepositoryFolder
{
    private static readonly string Root = Find();

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        string? folder = TestContext.CurrentContext.TestDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DataSharing.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not lie below the folder of DataSharing.sln.");
    }
}
