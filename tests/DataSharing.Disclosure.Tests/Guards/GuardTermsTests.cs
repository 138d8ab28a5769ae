using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Guards;

public sealed class GuardTermsTests
{
    private static GuardTerms Terms(string members) => Profile(members).Parse().Guards;

    [Test]
    public void A_profile_that_says_nothing_has_the_defaults()
    {
        GuardTerms terms = Some.Profile().With("count", "integer", "plain", "keep").Parse().Guards;
        Assert.That(terms, Is.EqualTo(GuardTerms.Default));
        Assert.That((terms.FirstExport, terms.MassWithdrawal, terms.OtherArea, terms.HeldBack, terms.Volume),
            Is.EqualTo((true, new ShareBound(20, 10), new ShareBound(20, 5), new ShareBound(20, 20), new VolumeBound(20, 3, 35))));
        Assert.That(Terms(""), Is.EqualTo(GuardTerms.Default));
        Assert.That(Terms(""" "firstExport": true, "massWithdrawal": {}, "otherArea": true, "heldBack": {}, "volume": true """), Is.EqualTo(GuardTerms.Default));
    }

    [Test]
    public void What_a_profile_says_of_a_guard_stands_and_the_rest_stays()
    {
        GuardTerms terms = Terms(""" "firstExport": false, "massWithdrawal": { "percent": 3 }, "otherArea": { "moreThan": 0 }, "heldBack": { "points": 50, "moreThan": 7 }, "volume": { "times": 10, "exports": 7 } """);
        Assert.That((terms.FirstExport, terms.MassWithdrawal, terms.OtherArea, terms.HeldBack, terms.Volume),
            Is.EqualTo((false, new ShareBound(20, 3), new ShareBound(0, 5), new ShareBound(7, 50), new VolumeBound(20, 10, 7))));
        terms = Terms(""" "otherArea": false, "heldBack": false, "volume": false """);
        Assert.That((terms.OtherArea, terms.HeldBack, terms.Volume), Is.EqualTo(((ShareBound?)null, (ShareBound?)null, (VolumeBound?)null)));
    }

    [TestCase("\"massWithdrawal\": false", "massWithdrawal", "not an object")]
    [TestCase("\"massWithdrawal\": { \"percent\": 0 }", "massWithdrawal.percent", "from 1 to 100")]
    [TestCase("\"massWithdrawal\": { \"percent\": 101 }", "massWithdrawal.percent", "from 1 to 100")]
    [TestCase("\"massWithdrawal\": { \"moreThan\": -1 }", "massWithdrawal.moreThan", "from 0 to 1000000")]
    [TestCase("\"otherArea\": { \"moreThan\": 1000001 }", "otherArea.moreThan", "from 0 to 1000000")]
    [TestCase("\"heldBack\": { \"percent\": 5 }", "heldBack.percent", "not known here")]
    [TestCase("\"heldBack\": { \"points\": 0 }", "heldBack.points", "from 1 to 100")]
    [TestCase("\"volume\": { \"times\": 1 }", "volume.times", "from 2 to 1000")]
    [TestCase("\"volume\": { \"exports\": 6 }", "volume.exports", "from 7 to 366")]
    [TestCase("\"volume\": { \"exports\": 367 }", "volume.exports", "from 7 to 366")]
    [TestCase("\"volume\": \"off\"", "volume", "not an object")]
    [TestCase("\"firstExport\": {}", "firstExport", "not true or false")]
    [TestCase("\"masWithdrawal\": {}", "masWithdrawal", "Did you mean \"massWithdrawal\"?")]
    public void A_bound_outside_its_range_is_a_problem_of_the_profile(string members, string place, string problem)
    {
        IReadOnlyList<string> problems = Profile(members).Problems();
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.Contain($"guards.{place}").And.Contain(problem));
    }

    private static ProfileText Profile(string members) => Some.Profile().With("count", "integer", "plain", "keep").Own($$""" "guards": { {{members}} } """);
}
