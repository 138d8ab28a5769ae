namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class PlatePatternTests
{
    [TestCase("AB12 CDE")]
    [TestCase("AB12CDE")]
    [TestCase("ab12cde")]
    [TestCase("ab12 cde")]
    [TestCase("AB12-CDE")]
    [TestCase("A123 BCD")]
    [TestCase("A123BCD")]
    [TestCase("ABC 123D")]
    [TestCase("ABC123D")]
    [TestCase("FIZ 1234")]
    [TestCase("FIZ1234")]
    [TestCase("\uFF21\uFF22\uFF11\uFF12 \uFF23\uFF24\uFF25")]
    [TestCase("\u0410\u041212 \u0421DE")]
    [TestCase("A\u200BB12 CDE")]
    [TestCase("AB12\nCDE")]
    [TestCase("AB\u0661\u0662 CDE")]
    public void Finds(string text) => Patterned.Hits(Patterned.Plate, text);

    [TestCase("NW10")]
    [TestCase("the NW10 area")]
    [TestCase("NW10 fan club")]
    [TestCase("in NW10 THE MAN")]
    [TestCase("IN B12 GUN")]
    [TestCase("the M25 and the A40")]
    [TestCase("A406 near E17")]
    [TestCase("BUS 25A")]
    [TestCase("FLAT 12A")]
    [TestCase("on 12 May")]
    [TestCase("MI5")]
    [TestCase("AB12 CDEF")]
    [TestCase("XAB12 CDE")]
    [TestCase("in 2026")]
    [TestCase("AD 1066")]
    [TestCase("WIN 2026")]
    [TestCase("G20 summit")]
    public void Passes_over(string text) => Patterned.Misses(Patterned.Plate, text);
}
