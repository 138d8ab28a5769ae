using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// How the leading file of an export gets its final name at a drop. Records nothing: what was found at the drop is concluded from by
/// <see cref="ExportDelivery"/>.
/// </summary>
internal interface IPublication
{
    /// <summary>The name under which the bytes of a file travel.</summary>
    string NameOnTheWay(ExportFile file);

    /// <summary>Does what can be done before the rows are looked at for the last time, while nothing has its final name.</summary>
    /// <exception cref="DropException">It did not succeed; nothing has its final name.</exception>
    Task PrepareAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct);

    /// <summary>Gives the file its final name.</summary>
    /// <exception cref="DropException">It did not succeed, and what became of it is still to be looked at, or nothing was
    /// changed.</exception>
    Task<PublicationEnd> PublishAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct);

    /// <summary>Finds out what became of a file whose publication was begun, by an earlier run or over an earlier connection.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    Task<PublicationEnd> LookAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct);
}
