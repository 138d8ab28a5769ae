using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests;

public sealed class IncidentKeyTests
{
    [Test]
    public void Stored_numbers_sort_by_bytes_as_the_numbers_do()
    {
        long[] numbers = [long.MinValue, -4711, -1, 0, 1, 9, 10, 4711, long.MaxValue];
        IncidentKey[] keys = [.. numbers.Select(IncidentKey.FromNumber)];
        Assert.That(keys.Select(key => key.Stored), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(keys.Select(key => IncidentKey.FromStored(key.Stored).Number), Is.EqualTo(numbers));
        Assert.That(keys, Is.Ordered);
    }

    [TestCase("A-1", true)]
    [TestCase("!~", true)]
    [TestCase("", false)]
    [TestCase("a b", false)]
    [TestCase("a\n", false)]
    [TestCase("a\u007F", false)]
    [TestCase("\u00E9", false)]
    public void Takes_printable_ascii_without_spaces(string text, bool expected)
    {
        Assert.That(IncidentKey.FromText(text) is not null, Is.EqualTo(expected));
        Assert.That(IncidentKey.FromText(text)?.ToString(), Is.EqualTo(expected ? text : null));
    }

    [Test]
    public void Takes_at_most_64_characters()
    {
        Assert.That(IncidentKey.FromText(new string('a', 64))?.Stored, Has.Length.EqualTo(65));
        Assert.That(IncidentKey.FromText(new string('a', 65)), Is.Null);
    }

    [TestCase("")]
    [TestCase("n")]
    [TestCase("t")]
    [TestCase("x8000000000000001")]
    [TestCase("n80000000000000")]
    [TestCase("n800000000000000A", Description = "another spelling of a key that exists, and in another place of the order")]
    [TestCase("n+000000000000001")]
    [TestCase("ta b")]
    public void Refuses_a_stored_key_that_it_never_wrote(string stored) =>
        Assert.That(() => IncidentKey.FromStored(stored), Throws.TypeOf<FormatException>().With.Message.EqualTo("A stored incident key in the ledger is malformed."));

    [Test]
    public void A_key_that_was_never_set_has_no_stored_form() => Assert.That(() => default(IncidentKey).Stored, Throws.InvalidOperationException);
}
