namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>Which engine carries a delivery.</summary>
internal enum SftpEngine
{
    /// <summary>The library SSH.NET: the default, which needs no program on the machine.</summary>
    SshNet,

    /// <summary>The OpenSSH client with the SFTP engine of this program.</summary>
    OpenSsh,
}

/// <summary>What is said of an engine.</summary>
internal static class SftpEngineWords
{
    /// <summary>The engine as <c>drop.engine</c>, the ledger and <c>show</c> write it.</summary>
    public static string Word(this SftpEngine engine) => engine == SftpEngine.OpenSsh ? "openssh" : "sshnet";

    /// <summary>What the engine cannot do for a drop, and which one can; null of the one that can do it all.</summary>
    public static string? Limits(this SftpEngine engine) => engine == SftpEngine.OpenSsh ? null
        : "It cannot ask the server to confirm that a file is on its disk, it needs a server that answers realpath, and it sets the mode of a file after opening it. For a drop that needs otherwise, write \"engine\": \"openssh\" in the profile's drop.";

    /// <summary>Why a delivery by this engine has no confirmation that the file is on the server's disk.</summary>
    public static string NotSynced(this SftpEngine engine) => engine == SftpEngine.OpenSsh
        ? "the server did not confirm it"
        : "the engine sshnet cannot ask for it; openssh can";
}
