using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Keys;

/// <summary>
/// Known answers, computed outside this program from the definition in the design. If one of these fails, every holding in every ledger would be
/// taken for changed: the derivation must not change, or must get a new version beside the old one.
/// </summary>
public sealed class DerivationTests
{
    private static readonly ForceKeys Keys = new(KeyRing.Parse("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", out _)!, "cst", "metropolitan");

    [Test]
    public void Token_of_a_numeric_key() => Assert.That(Plan(Profile(), 4711L).Token, Is.EqualTo("R6GHTR3GCG46KC04"));

    [Test]
    public void Token_of_a_text_key() => Assert.That(Plan(Profile(textKey: true), "INC-0042").Token, Is.EqualTo("Q9DYS9Z8MP9HZGMQ"));

    [Test]
    public void Row_hash_over_columns_in_order_of_their_names()
    {
        ExportedRow row = Plan(Profile(), 4711L, ("day", "2026-05-01"), ("kind", "A"));
        Assert.That((Convert.ToHexStringLower(row.RowHash!), row.KeyId), Is.EqualTo(("7877d767bb6f2f45d96211657397cdce", "8144d5e9b24a6203")));
    }

    [Test]
    public void Pseudonym_of_a_text() =>
        Assert.That(Pseudonym("Jo Example"), Is.EqualTo("3S516TN6XZW8K8V6"));

    [Test]
    public void Tokens_are_sixteen_characters_of_crockford_base_32_and_do_not_follow_the_keys()
    {
        ForceProfile profile = Profile();
        string[] tokens = [.. Some.Plan(profile, Enumerable.Range(1, 500).Select(key => Some.Record(profile, (long)key)), keys: Keys).Rows.Select(row => row.Entry.Token)];
        Assert.That(tokens, Has.All.Match("^[0-9A-HJKMNP-TV-Z]{16}$"));
        Assert.That(tokens, Is.Unique);
        Assert.That(tokens.Order(StringComparer.Ordinal), Is.Not.EqualTo(tokens));
        // Every character stands at every place: no bit of the token is fixed.
        Assert.That(Enumerable.Range(0, 16).Select(place => tokens.Select(token => token[place]).Distinct().Count()), Has.All.EqualTo(32));
    }

    private static string? Pseudonym(string value)
    {
        ForceProfile profile = Some.Column("text", "direct", "pseudonym").Parse();
        return Some.Plan(profile, [Some.Record(profile, 1L, ("value", value))], keys: Keys).Rows.Single().Cells[0];
    }

    private static ExportedRow Plan(ForceProfile profile, object key, params (string, object?)[] values) => Some.Plan(profile, [Some.Record(profile, key, values)], keys: Keys).Rows.Single().Entry;

    private static ForceProfile Profile(bool textKey = false)
    {
        ProfileText text = Some.Profile().With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind" }""").With("value", "integer", "plain", "keep")
            .With("day", "date", "quasi", """{ "kind": "date", "precision": "day" }""").Layout("\"dateFormat\": \"dd/MM/yyyy\"");
        return (textKey ? text.TextKey() : text).Parse();
    }
}
