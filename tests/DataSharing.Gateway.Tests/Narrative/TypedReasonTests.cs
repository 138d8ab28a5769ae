using DataSharing.Disclosure;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>What a person types as a reason stays in the ledger for ever, so nothing gets there that could name somebody. Everything here is invented.</summary>
internal sealed class TypedReasonTests
{
    [TestCase("massWithdrawal CST-2026-001234")]
    [TestCase("CST-2026-001234")]
    [TestCase("TM-2026-0412, TM-2026-0413")]
    [TestCase("case CST/2026/001234")]
    [TestCase("SR-12345")]
    [TestCase("police reference 01/12345/26")]
    [TestCase("23/123456/26")]
    [TestCase("crime number 4212345/26")]
    [TestCase("BCH/12345/26")]
    [TestCase("01CH/12345/26")]
    [TestCase("the force rebuilt its database")]
    [TestCase("the force reports the file as corrupt")]
    [TestCase("their analyst has the file")]
    [TestCase("the neighbours would know her")]
    [TestCase("wrong database, restored from backup")]
    [TestCase("Metropolitan Police asked for sequence 12 again")]
    [TestCase("greater-manchester lost 3 of 12 files")]
    [TestCase("duplicates merged in the incident system")]
    [TestCase("their IT says the SFTP server was down")]
    [TestCase("the CSV was opened and saved again")]
    [TestCase("reclassified after the monthly review")]
    [TestCase("x")]
    [TestCase("")]
    public void Takes_what_names_nobody(string reason) => Assert.That(TypedReason.WhyNot(reason), Is.Empty);

    [TestCase("Rachel Green asked for it", "STREET")]
    [TestCase("rachel green asked for it", "PERSON")]
    [TestCase("R\u200Bachel Gr\u0435en asked for it", "STREET", Description = "a sign that is not seen, and a Cyrillic letter")]
    [TestCase("Mrs Cohen does not want it", "PERSON")]
    [TestCase("PC 1234 Jones has it", "PERSON")]
    [TestCase("the family of 14 Larkspur Drive", "ADDRESS")]
    [TestCase("she lives at M25 0AA", "POSTCODE")]
    [TestCase("called from 07700 900123", "PHONE")]
    [TestCase("see r.green@charity.example", "EMAIL")]
    [TestCase("the one of 12 May 2026", "DATE")]
    [TestCase("born 1980-05-12", "DATE")]
    [TestCase("the car AB12 CDE", "PLATE")]
    [TestCase("her number is QQ123456C", "NUMBER")]
    [TestCase("@quillfeather", "HANDLE")]
    [TestCase("passport 533380006", "REFERENCE")]
    [TestCase("GREEN-2026-001", "REFERENCE", Description = "more letters than a case reference has")]
    [TestCase("COLE-2026-001", "REFERENCE", Description = "letters that are a name")]
    [TestCase("KATZ/1980/0512", "REFERENCE")]
    [TestCase("DOB-120580", "REFERENCE", Description = "letters that announce a number of a person")]
    [TestCase("case CST-2026-001234 of Rachel Green", "STREET")]
    [TestCase("case cst-2026-001234x", "REFERENCE")]
    public void Refuses_what_could_name_somebody(string reason, string found) => Assert.That(TypedReason.WhyNot(reason), Does.Contain(found));

    [Test]
    public void Takes_every_code_of_the_program() =>
        Assert.That(Reason.All.Select(reason => reason.Code).Where(code => TypedReason.WhyNot(code).Count > 0), Is.Empty);

    [Test]
    public void Says_what_was_found_and_nothing_of_the_text() =>
        Assert.That(TypedReason.WhyNot("rachel green, 07700 900123 and 07700 900456"), Is.EqualTo((string[])["PERSON", "PHONE"]));
}
