using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery;

/// <summary>A delivery did not succeed. Carries the reason code, and whether trying again later can help.</summary>
internal sealed class DropException : Exception
{
    /// <summary>Says what happened in our own words.</summary>
    public DropException(Reason reason, bool isTransient, string message)
        : base(message)
    {
        Reason = reason;
        IsTransient = isTransient;
    }

    /// <summary>The reason code.</summary>
    public Reason Reason { get; }

    /// <summary>Whether a later try can succeed without anybody changing something.</summary>
    public bool IsTransient { get; }

    /// <summary>Whether the file that was being written may still be at the drop, in part or whole.</summary>
    public bool MayHaveLeftFile { get; init; }

    /// <summary>The final name of the file that was being put; null where it was not about one.</summary>
    public string? File { get; init; }

    /// <summary>What became of that file's temporary.</summary>
    public PartEnd Part { get; init; }

    /// <summary>The same failure, with the file it was about.</summary>
    internal DropException About(string file, PartEnd part) =>
        new(Reason, IsTransient, Message) { MayHaveLeftFile = MayHaveLeftFile, File = file, Part = part };

    /// <summary>The force's collector took a file before it was whole or had its final name.</summary>
    /// <param name="file">Its final name.</param>
    /// <param name="standing">The name that it stood under.</param>
    /// <param name="dotTemporary">Whether temporary names begin with a dot.</param>
    /// <param name="mayHaveLeftFile">Whether something of it may still be at the drop.</param>
    internal static DropException PartTaken(string file, string standing, bool dotTemporary, bool mayHaveLeftFile)
    {
        string early = standing == file ? "before it was whole" : "before it had its final name";
        string remedy = standing == file ? "Ask the force to collect no file before its manifest is there."
            : dotTemporary
            ? "Its temporary name begins with a dot already: ask the force to collect no file whose name ends in .part, and none before its manifest is there."
            : "Set drop.temporaryName to \"dot\" in the profile, and ask the force to collect no file before its manifest is there.";
        return new DropException(
            Reason.PartTaken, isTransient: false,
            $"{standing} was gone from the drop {early}, though its folder is there: the force's collector took it, and may have read it. {remedy}")
        {
            MayHaveLeftFile = mayHaveLeftFile,
            File = file,
            Part = PartEnd.Taken,
        };
    }

    /// <summary>Turns an engine's failure into a reason.</summary>
    public static DropException From(SftpException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Reason reason = error.Failure switch
        {
            SftpFailure.HostKey => Reason.HostKey,
            SftpFailure.Authentication => Reason.DropLogin,
            SftpFailure.Configuration => Reason.DropConfiguration,
            SftpFailure.Unreachable => Reason.DropUnreachable,
            SftpFailure.TurnedAway => Reason.DropTurnedAway,
            SftpFailure.ConnectionLost => Reason.DropConnectionLost,
            SftpFailure.Timeout => Reason.DropTimeout,
            SftpFailure.Permission => Reason.DropPermission,
            SftpFailure.NotFound => Reason.DropFolderMissing,
            SftpFailure.AlreadyExists => Reason.NameTaken,
            SftpFailure.NoSpace => Reason.DropFull,
            SftpFailure.ServerError => Reason.DropServerError,
            _ => Reason.DropProtocol,
        };
        return new DropException(reason, error.IsTransient, error.Message) { MayHaveLeftFile = error.MayHaveLeftFile };
    }
}
