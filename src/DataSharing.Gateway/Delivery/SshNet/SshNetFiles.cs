using System.Globalization;
using DataSharing.Gateway.Delivery.Sftp;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;
using Refusal = Renci.SshNet.Common.SftpException;

namespace DataSharing.Gateway.Delivery.SshNet;

/// <summary>What SSH.NET's client says of files. Each question keeps the thread until it is answered.</summary>
/// <param name="client">The client.</param>
/// <param name="moved">Told when the server has answered.</param>
internal sealed class SshNetFiles(SftpClient client, Action moved)
{
    /// <summary>What has a path; null where nothing has.</summary>
    public RemoteFile? Look(string path)
    {
        try
        {
            ISftpFile found = client.Get(path);
            return new RemoteFile(
                found.Attributes.Size < 0 ? null
                : found.Attributes.Size, new DateTimeOffset(DateTime.SpecifyKind(found.LastWriteTimeUtc, DateTimeKind.Utc)));
        }
        catch (SftpPathNotFoundException)
        {
            return null;
        }
        finally
        {
            moved();
        }
    }

    /// <summary>False also where the server does not let us look; its own refusal remains then.</summary>
    public bool MayExist(string path)
    {
        try
        {
            return Look(path) is not null;
        }
        catch (Refusal)
        {
            return false;
        }
    }

    /// <summary>
    /// False where the server refuses it, as object stores and drop boxes do: the file keeps the mode that the server gave it.
    /// </summary>
    public bool TrySetMode(string path, int mode)
    {
        try
        {
            // The library wants the octal digits as if they were decimal ones.
            client.ChangePermissions(path, short.Parse(Convert.ToString(mode, 8), CultureInfo.InvariantCulture));
            return true;
        }
        catch (Refusal)
        {
            return false;
        }
    }

    /// <summary>By name and after the close: the library does not let an open file be measured.</summary>
    public long? Length(string path)
    {
        try
        {
            return client.GetAttributes(path).Size;
        }
        catch (Refusal e) when (SftpStatus.MeansNotAvailable((uint)e.StatusCode))
        {
            return null;
        }
        catch (SftpPathNotFoundException)
        {
            // Collected already.
            return null;
        }
    }

    /// <summary>How many bytes are free in a folder; null where the server does not say.</summary>
    public long? Free(string directory)
    {
        try
        {
            SftpFileSystemInformation information = client.GetStatus(directory);
            UInt128 bytes = (UInt128)information.AvailableBlocks * information.BlockSize;
            return bytes > (UInt128)long.MaxValue ? long.MaxValue : (long)bytes;
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (Refusal e) when (SftpStatus.MeansNotAvailable((uint)e.StatusCode))
        {
            return null;
        }
    }
}
