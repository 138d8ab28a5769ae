namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class EmailPatternTests
{
    [TestCase("jo@example.org")]
    [TestCase("Jo.Example+x@mail.example.org")]
    [TestCase("jo_e@example.co.uk")]
    [TestCase("jo\uFF20example.org")]
    [TestCase("jo\uFE6Bexample\uFF0Eorg")]
    [TestCase("jo @ example.org")]
    [TestCase("jo(at)example.org")]
    [TestCase("jo [at] example [dot] org")]
    [TestCase("jo@ex\u200Bample.org")]
    [TestCase("j\u043E@example.\u043Erg")]
    [TestCase("jo@example\u3002org")]
    [TestCase("\u05D9\u05D5@example.org")]
    [TestCase("jo@b\u00FCro.example")]
    public void Finds(string text) => Patterned.Hits(Patterned.Email, text);

    [TestCase("@jo_example")]
    [TestCase("the site example.org")]
    [TestCase("a handle @jo.example")]
    [TestCase("met @ noon. Then left")]
    [TestCase("at 7.30pm")]
    [TestCase("jo@example")]
    [TestCase("3 @ 5.50")]
    [TestCase("(at home) on Sunday")]
    [TestCase("jo at example dot org")]
    public void Passes_over(string text) => Patterned.Misses(Patterned.Email, text);
}
