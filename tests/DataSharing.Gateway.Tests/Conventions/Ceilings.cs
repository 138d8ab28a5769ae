namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>What was over a bound when the bound was set. A number here may only become smaller.</summary>
internal static class Ceilings
{
    /// <summary>The share of lines over 140 characters.</summary>
    public const double LongLines = 0.053;

    /// <summary>How many places of <c>Disclosure/Narrative</c> are over a bound, and the highest number among them.</summary>
    public static readonly IReadOnlyDictionary<FigureKind, (int Over, int Highest)> Narrative = new Dictionary<FigureKind, (int, int)>
    {
        [FigureKind.Branches] = (39, 102),
        [FigureKind.MethodLines] = (18, 140),
        [FigureKind.FileLines] = (6, 855),
        [FigureKind.Operands] = (101, 24),
    };

    private static readonly Dictionary<FigureKind, Dictionary<string, int>> Places = new()
    {
        [FigureKind.MethodLines] = new(StringComparer.Ordinal)
        {
            ["DataSharing.Gateway/Commands/CheckCommand.cs ConnectAsync"] = 81,
            ["DataSharing.Gateway/Commands/CheckCommand.cs Show"] = 76,
            ["DataSharing.Gateway/Commands/ExportCommand.cs Build"] = 62,
            ["DataSharing.Gateway/Delivery/DropProbe.cs UseAsync"] = 64,
            ["DataSharing.Gateway/Delivery/OpenSsh/SshCommandLine.cs Build"] = 65,
            ["DataSharing.Gateway/Delivery/Sftp/SftpSession.Transfer.cs WriteAllAsync"] = 61,
            ["DataSharing.Gateway/Exports/ExportRun.cs ResumeAsync"] = 62,
            ["DataSharing.Gateway/Exports/ExportRun.cs DeliverAsync"] = 100,
            ["DataSharing.Gateway/Machine/SecretPlace.cs WayFault"] = 61,
            ["DataSharing.Gateway/Schedule/Worker.cs ExecuteAsync"] = 69,
        },
        [FigureKind.FileLines] = new(StringComparer.Ordinal)
        {
            ["DataSharing.Disclosure/SmallNumbers/Placement.cs"] = 430,
            ["DataSharing.Gateway/Delivery/DropVisit.cs"] = 611,
            ["DataSharing.Gateway/Delivery/SshNet/SshNetSession.cs"] = 485,
            ["DataSharing.Gateway/Exports/ExportRun.cs"] = 1258,
        },
        [FigureKind.Operands] = new(StringComparer.Ordinal)
        {
            ["DataSharing.Disclosure/OwnRecord/NameSearch.cs IsIn"] = 8,
            ["DataSharing.Disclosure/OwnRecord/NetSearch.cs IsIn"] = 7,
            ["DataSharing.Disclosure/OwnRecord/OwnRecordCheck.cs IsIn"] = 8,
        },
    };

    public static IReadOnlyDictionary<string, int> Of(FigureKind kind) => Places.GetValueOrDefault(kind) ?? new Dictionary<string, int>();
}
