using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Exports;

/// <summary>Puts a file under a temporary name, and gives it its final one by a rename that never overwrites.</summary>
internal sealed class RenamePublication : IPublication
{
    private readonly RunWork _work;
    private readonly RunWatch _watch;
    private readonly Func<CancellationToken, Task<DropVisit>> _connect;

    /// <summary>For one run.</summary>
    /// <param name="work">The run.</param>
    /// <param name="watch">Told when the file stands at the drop.</param>
    /// <param name="connect">Opens another connection.</param>
    public RenamePublication(RunWork work, RunWatch watch, Func<CancellationToken, Task<DropVisit>> connect)
    {
        _work = work;
        _watch = watch;
        _connect = connect;
    }

    /// <inheritdoc/>
    public string NameOnTheWay(ExportFile file)
    {
        // A name by the run, so a temporary of an earlier run that the drop does not let us remove is in nobody's way.
        string dot = _work.Force.Drop.DotTemporary ? "." : "";
        return string.Create(CultureInfo.InvariantCulture, $"{dot}{file.Name}.{_work.Run}.part");
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct)
    {
        await visit.UploadAsync(lead, temporary, ct);
        _watch.Step(_work.Slug, ExportStep.Uploaded);
    }

    /// <inheritdoc/>
    public async Task<PublicationEnd> PublishAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct)
    {
        if (await visit.PublishAsync(lead, temporary, ct))
        {
            return new PublicationEnd.Whole();
        }

        // The answer was lost: ask the drop over a new connection what became of it.
        await using DropVisit again = await _connect(ct);
        return await LookAsync(again, lead, temporary, ct) is PublicationEnd.Seen seen
            ? seen
            : throw new DropException(
                Reason.DropConnectionLost, isTransient: true,
            "The connection was cut before the file got its final name; it goes with the next run.");
    }

    /// <inheritdoc/>
    public async Task<PublicationEnd> LookAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct)
    {
        DropPresence presence = await visit.LookAsync(lead, temporary, ct);
        return presence == DropPresence.Temporary ? new PublicationEnd.Free() : new PublicationEnd.Seen(presence);
    }
}
