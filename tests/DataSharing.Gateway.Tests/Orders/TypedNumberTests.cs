using DataSharing.Gateway.Commands;

namespace DataSharing.Gateway.Tests.Orders;

/// <summary>The number that somebody types at a terminal.</summary>
internal sealed class TypedNumberTests
{
    [TestCase("2\n", 2)]
    [TestCase(" 2 \n", 2)]
    [TestCase("2", 2)]
    [TestCase("\n", null)]
    [TestCase("", null)]
    [TestCase("-2\n", null)]
    [TestCase("two\n", null)]
    [TestCase("99999999999\n", null)]
    public async Task It_is_a_number_or_nothing(string typed, int? number) =>
        Assert.That(await TypedNumber.AskAsync(new StringReader(typed), TextWriter.Null, "How many?", default), Is.EqualTo(number));

    [Test]
    [CancelAfter(30_000)]
    public async Task Who_is_asked_and_cancels_is_not_waited_for(CancellationToken ct)
    {
        using var terminal = new Silent();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task<int?> asked = TypedNumber.AskAsync(terminal, TextWriter.Null, "How many?", cancelled.Token);
        terminal.Asked.Wait(ct);
        await cancelled.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => asked.WaitAsync(ct));
        Assert.That(ct.IsCancellationRequested, Is.False);
    }

    /// <summary>A terminal at which nobody types.</summary>
    private sealed class Silent : TextReader
    {
        private readonly ManualResetEventSlim _gone = new();

        public ManualResetEventSlim Asked { get; } = new();

        public override string? ReadLine()
        {
            Asked.Set();
            _gone.Wait();
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _gone.Set();
            base.Dispose(disposing);
        }
    }
}
