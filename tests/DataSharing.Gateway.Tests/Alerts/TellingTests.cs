using DataSharing.Disclosure;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Tests.Alerts;

/// <summary>No reason for a night without a delivery is silent by oversight.</summary>
internal sealed class TellingTests
{
    [Test]
    public void Every_reason_of_a_run_has_a_place_in_the_list_of_when_it_is_told()
    {
        Reason[] runs = [.. Reason.All.Where(reason => reason.Kind == ReasonKind.Run)];
        Assert.That(runs, Has.Length.GreaterThan(40));
        Assert.That(runs.Except(Telling.Placed).Select(reason => reason.Code), Is.Empty, "Decide when each of these is told, in Telling.");
        Assert.That(runs.Where(reason => Telling.Of(reason) == ToldWhen.Counted).Select(reason => reason.Code), Is.Empty, "That is for records.");
    }

    [Test]
    public void What_must_not_have_left_is_told_until_it_is_acknowledged()
    {
        ToldWhen[] words = [.. AwaitedWord.All.Where(word => word.Reason.Kind != ReasonKind.Run).Select(word => Telling.Of(word.Reason))];
        Assert.That(words, Is.Not.Empty.And.All.EqualTo(ToldWhen.UntilAcknowledged));
    }

    [TestCase("outboxFull")]
    [TestCase("outboxDamaged")]
    [TestCase("ledgerFull")]
    [TestCase("ledgerDamaged")]
    [TestCase("ledgerNewer")]
    [TestCase("keysMissing")]
    [TestCase("sourceOrder")]
    [TestCase("snapshotUnavailable")]
    [TestCase("programError")]
    public void What_retrying_will_not_fix_is_told_at_once(string code) => Assert.That(Telling.Of(Reason.All.Single(reason => reason.Code == code)), Is.EqualTo(ToldWhen.AtOnce));
}
