using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Keys;

/// <summary>If a mark changed, every incident that was ever withdrawn would be shared again.</summary>
public sealed class IncidentMarksTests
{
    private static readonly IncidentKey Number = IncidentKey.FromNumber(4711);

    // Computed outside this program from the definition: HMAC-SHA-256 over the stored key, its first 16 bytes.
    [TestCase(4711L, "1ea5ebb2c5089838ea2fec61c59cceae")]
    [TestCase("INC-0042", "e023139e69bb2c8fbcd92bec51d8580f")]
    public void Mark_of_a_key(object key, string expected)
    {
        IncidentMarks marks = Of("cst", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
        IncidentKey incident = key is long number ? IncidentKey.FromNumber(number) : IncidentKey.FromStored("t" + key);
        Assert.That((marks.Of(incident, marks.KeyId), marks.KeyId), Is.EqualTo((expected, "8144d5e9b24a6203")));
    }

    [Test]
    public void Another_ring_or_controller_makes_another_mark()
    {
        string[] marks = [One(Some.Ring(7), "cst"), One(Some.Ring(8), "cst"), One(Some.Ring(7), "tell-mama")];
        Assert.That(marks, Is.Unique);
        Assert.That(One(Some.Ring(7), "cst"), Is.EqualTo(marks[0]));
    }

    [Test]
    public void Every_force_has_the_same_mark() =>
        Assert.That(new ForceKeys(Some.Ring(7), "cst", "essex").Marks().Of(Number, Some.Ring(7).Active.Id), Is.EqualTo(One(Some.Ring(7), "cst")));

    [Test]
    public void A_rotation_changes_no_mark()
    {
        var rotated = new IncidentMarks(Some.Ring(7, 8), "cst");
        Assert.That(rotated.KeyId, Is.EqualTo(Some.Ring(7).Active.Id));
        Assert.That(rotated.Of(Number, rotated.KeyId), Is.EqualTo(One(Some.Ring(7), "cst")));
        Assert.That(rotated.Of(Number, Some.Ring(8).Active.Id), Is.EqualTo(One(Some.Ring(8), "cst")));
    }

    [Test]
    public void Each_incident_has_a_mark_of_its_own()
    {
        var marks = new IncidentMarks(Some.Ring(7), "cst");
        string[] made = [.. Incidents().Select(key => marks.Of(key, marks.KeyId))];
        Assert.That(made, Is.Unique.And.All.Match("^[0-9a-f]{32}$"));
        Assert.That(made, Is.EqualTo(Incidents().Select(key => marks.Of(key, marks.KeyId))), "The same whatever was asked before.");
    }

    [Test]
    public void A_key_that_the_ring_lacks_makes_none() =>
        Assert.That(() => new IncidentMarks(Some.Ring(8), "cst").Of(Number, Some.Ring(7).Active.Id), Throws.TypeOf<KeyUnknownException>());

    private static IEnumerable<IncidentKey> Incidents() =>
        [.. Enumerable.Range(1, 300).Select(key => IncidentKey.FromNumber(key)), .. Enumerable.Range(1, 64).Select(length => IncidentKey.FromText(new string('a', length))!.Value)];

    private static IncidentMarks Of(string controller, string ring) => new(KeyRing.Parse(ring, out _)!, controller);

    private static string One(KeyRing ring, string controller) => new IncidentMarks(ring, controller).Of(Number, ring.Active.Id);
}
