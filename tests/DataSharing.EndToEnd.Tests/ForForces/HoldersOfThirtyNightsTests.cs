using DataSharing.EndToEnd.Tests.Holders;

namespace DataSharing.EndToEnd.Tests.ForForces;

/// <summary>Who holds what after thirty nights of three forces, with a full file, a range and files that were sent again, is what lies in their inboxes.</summary>
internal sealed class HoldersOfThirtyNightsTests
{
    [Test]
    public async Task Every_row_and_every_cell_that_was_delivered_is_told_and_nothing_else()
    {
        int rows = Rig.Forces.Sum(force => ThirtyNights.Of(force).Sum(file => file.Records.Count));
        Assert.That(await HolderTruth.CompareAsync(ThirtyNights.Installation, "thirty nights"), Is.EqualTo(rows));
    }
}
