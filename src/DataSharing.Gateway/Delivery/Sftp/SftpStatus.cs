namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// Status numbers and what they mean to the caller. Source: draft-ietf-secsh-filexfer-02 section 7; 9 and above from draft 13, which some
/// servers send in version 3.
/// </summary>
internal static class SftpStatus
{
    public const uint Ok = 0;
    public const uint EndOfFile = 1;
    public const uint NoSuchFile = 2;
    public const uint PermissionDenied = 3;
    public const uint Failure = 4;
    public const uint Unsupported = 8;
    public const uint NoSuchPath = 10;
    public const uint FileAlreadyExists = 11;

    public static bool MeansNotThere(uint status) => status is NoSuchFile or NoSuchPath;

    public static bool MeansNotAvailable(uint status) => status is PermissionDenied or Unsupported;

    public static SftpFailure Classify(uint status) => status switch
    {
        NoSuchFile or NoSuchPath => SftpFailure.NotFound,
        PermissionDenied or 12 => SftpFailure.Permission,
        5 => SftpFailure.Protocol,
        6 or 7 => SftpFailure.ConnectionLost,
        Unsupported => SftpFailure.Unsupported,
        FileAlreadyExists => SftpFailure.AlreadyExists,
        14 or 15 => SftpFailure.NoSpace,
        _ => SftpFailure.ServerError,
    };

    public static string Describe(SftpFailure failure) => failure switch
    {
        SftpFailure.NotFound => "no such file or folder",
        SftpFailure.Permission => "permission denied",
        SftpFailure.AlreadyExists => "the name is taken",
        SftpFailure.NoSpace => "no space left",
        SftpFailure.Unsupported => "the server does not have this operation",
        SftpFailure.ConnectionLost => "the server lost its connection",
        SftpFailure.Protocol => "the server did not understand the request",
        _ => "the server gives no reason",
    };
}
