namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Passes a cancellation on from a thread of its own: a provider asks the server to give the statement up before it returns from there,
/// and whoever cancels, for a whole worker perhaps, would wait for a server that does not answer.
/// </summary>
internal sealed class PassedOn : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;

    public PassedOn(CancellationToken cancellation) => _registration = cancellation.Register(() => _ = _source.CancelAsync());

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
