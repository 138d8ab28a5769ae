using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Puts a file under its final name at once, for a drop that denies renaming. The manifest, which comes later, says that it is whole.
/// </summary>
internal sealed class DirectPublication : IPublication
{
    private readonly RunWork _work;
    private readonly RunWatch _watch;
    private readonly Func<CancellationToken, Task<DropVisit>> _connect;

    /// <summary>For one run.</summary>
    /// <param name="work">The run.</param>
    /// <param name="watch">Told when the file stands at the drop.</param>
    /// <param name="connect">Opens another connection.</param>
    public DirectPublication(RunWork work, RunWatch watch, Func<CancellationToken, Task<DropVisit>> connect)
    {
        _work = work;
        _watch = watch;
        _connect = connect;
    }

    /// <inheritdoc/>
    public string NameOnTheWay(ExportFile file) => file.Name;

    /// <inheritdoc/>
    public Task PrepareAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct) => visit.RequireRoomAsync(lead, ct);

    /// <inheritdoc/>
    public async Task<PublicationEnd> PublishAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct)
    {
        try
        {
            await visit.PutDirectAsync(lead, ct);
            _watch.Step(_work.Slug, ExportStep.Uploaded);
            return new PublicationEnd.Whole();
        }
        catch (DropException error) when (!error.MayHaveLeftFile)
        {
            // The server refused it, or what was written is removed again: nothing of it is at the drop.
            return new PublicationEnd.Failed(error);
        }
        catch (DropException error)
        {
            // Nothing of it may stay there over night, if the drop can still be asked; where it cannot, the next run does the same.
            await using DropVisit again = await _connect(ct);
            PublicationEnd end = await LookAsync(again, lead, temporary, ct);
            return end is PublicationEnd.Free ? new PublicationEnd.Failed(error) : end;
        }
    }

    /// <summary>
    /// Finds out what became of a file that was being put under its final name: whole, begun and removed again, or begun and not to be
    /// removed.
    /// </summary>
    /// <inheritdoc/>
    public async Task<PublicationEnd> LookAsync(DropVisit visit, ExportFile lead, string temporary, CancellationToken ct)
    {
        DropPresence presence = await visit.LookDirectAsync(lead, ct);
        if (presence is not (DropPresence.Begun or DropPresence.Unknown))
        {
            return new PublicationEnd.Seen(presence);
        }

        return await visit.TryRemoveAsync(lead.Name, ct) switch
        {
            Removal.Removed => new PublicationEnd.Free(),
            Removal.NotThere => new PublicationEnd.Seen(DropPresence.Neither),
            _ => new PublicationEnd.Stays(),
        };
    }
}
