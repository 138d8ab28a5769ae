using DataSharing.Disclosure.Keys;

namespace DataSharing.Disclosure.Tests.Keys;

public sealed class KeyRingTests
{
    private const string First = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    private const string Second = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

    [TestCase(First + "\n" + Second)]
    [TestCase("# a comment\r\n\r\n  " + First + "  \r\n" + Second + "\r\n")]
    public void Reads_keys_oldest_first(string text)
    {
        KeyRing ring = KeyRing.Parse(text, out string? problem)!;
        Assert.That(problem, Is.Null);
        Assert.That(ring.Ids, Is.EqualTo(new[] { "8144d5e9b24a6203", ring.Active.Id }));
        Assert.That(ring.Active.Id, Is.EqualTo(Some.Ring(8).Active.Id));
        Assert.That(ring.Find("8144d5e9b24a6203")!.Id, Is.EqualTo("8144d5e9b24a6203"));
        Assert.That(ring.Find("0000000000000000"), Is.Null);
    }

    [TestCase("", "The key ring holds no key.")]
    [TestCase("# " + First, "The key ring holds no key.")]
    [TestCase(First + "\n" + First, "Line 2 of the key ring repeats an earlier key.")]
    [TestCase(First + "\nnot-a-key", "Line 2 of the key ring is not a key: 32 bytes in base-64.")]
    [TestCase("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==", "Line 1 of the key ring is not a key: 32 bytes in base-64.")]
    [TestCase("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh", "Line 1 of the key ring is not a key: 32 bytes in base-64.")]
    [TestCase(First + First, "Line 1 of the key ring is not a key: 32 bytes in base-64.")]
    public void Says_what_is_wrong_without_quoting(string text, string expected)
    {
        Assert.That(KeyRing.Parse(text, out string? problem), Is.Null);
        Assert.That(problem, Is.EqualTo(expected));
    }

    [Test]
    public void A_key_prints_its_id_and_wants_32_bytes()
    {
        Assert.That(Some.Ring(7).Active.ToString(), Is.EqualTo(Some.Ring(7).Active.Id).And.Match("^[0-9a-f]{16}$"));
        Assert.That(() => new MasterKey(new byte[31]), Throws.ArgumentException);
        Assert.That(() => new MasterKey(new byte[33]), Throws.ArgumentException);
    }

    [Test]
    public void A_derived_key_differs_by_controller_force_purpose_and_key()
    {
        MasterKey key = Some.Ring(7).Active;
        byte[][] keys =
        [
            key.Derive("cst", "essex", "token"), key.Derive("cst", "essex", "rowHash"), key.Derive("cst", "kent", "token"), key.Derive("other", "essex", "token"),
            Some.Ring(8).Active.Derive("cst", "essex", "token"),
            // Without the lengths these would be the same bytes.
            key.Derive("cste", "ssex", "token"), key.Derive("cst", "essext", "oken"), key.Derive("", "cstessex", "token"),
        ];
        Assert.That(keys.Select(Convert.ToHexString), Is.Unique);
        Assert.That(keys[0], Has.Length.EqualTo(32).And.EqualTo(key.Derive("cst", "essex", "token")));
    }

    [Test]
    public void The_key_of_files_at_rest_follows_its_definition_and_is_null_for_a_key_that_is_gone()
    {
        var keys = new ForceKeys(KeyRing.Parse(First + "\n" + Second, out _)!, "cst", "metropolitan");
        Assert.That(Convert.ToHexStringLower(keys.ArchiveKey("8144d5e9b24a6203")!), Is.EqualTo("c6f5550d1960ea958a5cc9c0d87dca4189ab1ff90ce57c85f45ff29109c3c55d"));
        Assert.That(keys.ArchiveKey(keys.ActiveKeyId), Is.Not.EqualTo(keys.ArchiveKey("8144d5e9b24a6203")));
        Assert.That(keys.ArchiveKey("0000000000000000"), Is.Null);
    }
}
