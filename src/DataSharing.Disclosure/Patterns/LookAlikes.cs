using System.Collections.Frozen;
using System.Text;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// Letters and signs that look like an ASCII one, or are also written as two, and have no compatibility form that says so.
/// </summary>
internal static class LookAlikes
{
    private const string Fillers = "\u115F\u1160\u3164\uFFA0";

    // Pairs: the look-alike, then what it looks like.
    private const string Pairs =
        // Cyrillic
        "\u0410A\u0412B\u0415E\u0405S\u0406I\u0408J\u041AK\u041CM\u041DH\u041EO\u0420P\u0421C\u0422T\u0423Y\u0425X\u04AEY\u04C0I\u050CG\u051AQ\u051CW"
        + "\u0430a\u0435e\u0455s\u0456i\u0458j\u043Eo\u0440p\u0441c\u0443y\u0445x\u04BBh\u04CFl\u0501d\u051Bq\u051Dw\u0475v\u04AFy"
        // Greek
        + "\u0391A\u0392B\u0395E\u0396Z\u0397H\u0399I\u039AK\u039CM\u039DN\u039FO\u03A1P\u03A4T\u03A5Y\u03A7X\u03B1a\u03B9i\u03BDv\u03BFo\u03C1p\u03C5u\u03F2c\u03F3j\u03F9C"
        // Latin letters with a stroke or without a dot, and small capitals
        + "\u00D8O\u00F8o\u0141L\u0142l\u0131i\u0237j\u0110D\u0111d\u0126H\u0127h\u0166T\u0167t\u0180b\u0197I\u0251a\u0261g\u0269i"
        + "\u1D00a\u0299b\u1D04c\u1D05d\u1D07e\uA730f\u0262g\u029Ch\u026Ai\u1D0Aj\u1D0Bk\u029Fl\u1D0Dm\u0274n\u1D0Fo\u1D18p\u0280r\uA731s\u1D1Bt\u1D1Cu\u1D20v\u1D21w\u028Fy\u1D22z"
        // Lisu
        + "\uA4D0B\uA4D1P\uA4D3D\uA4D4T\uA4D6G\uA4D7K\uA4D9J\uA4DAC\uA4DCZ\uA4DDF\uA4DFM\uA4E0N\uA4E1L\uA4E2S\uA4E3R\uA4E6V\uA4E7H\uA4EAW\uA4EBX\uA4ECY\uA4EEA\uA4F0E\uA4F2I\uA4F3O\uA4F4U"
        // Signs
        + "\u2212-\u2043-\u3002.\u00B7.\u2022.\u2027.\u2219.\u30FB.\u02BC'\u02B9'\u2032'";

    private static readonly FrozenDictionary<char, char> Alike = Enumerable.Range(0, Pairs.Length / 2)
        .ToFrozenDictionary(i => Pairs[2 * i], i => Pairs[(2 * i) + 1]);

    /// <summary>Appends what a rune looks like: ASCII characters, nothing for what is not seen, or the rune itself.</summary>
    public static void Append(Rune rune, StringBuilder folded)
    {
        switch (rune.Value)
        {
            // One letter that is also written as two.
            case 0xDF:
                folded.Append("ss");
                return;
            case 0x1E9E:
                folded.Append("SS");
                return;
            case 0xE6:
                folded.Append("ae");
                return;
            case 0xC6:
                folded.Append("Ae");
                return;
            case 0x153:
                folded.Append("oe");
                return;
            case 0x152:
                folded.Append("Oe");
                return;
            case 0xFE:
                folded.Append("th");
                return;
            case 0xDE:
                folded.Append("Th");
                return;
            case 0xF0:
                folded.Append('d');
                return;
            case 0xD0:
                folded.Append('D');
                return;
            // Letters in a black circle or square, and as they spell flags.
            case >= 0x1F150 and <= 0x1F169:
                folded.Append((char)('A' + rune.Value - 0x1F150));
                return;
            case >= 0x1F170 and <= 0x1F189:
                folded.Append((char)('A' + rune.Value - 0x1F170));
                return;
            case >= 0x1F1E6 and <= 0x1F1FF:
                folded.Append((char)('A' + rune.Value - 0x1F1E6));
                return;
            // Digits in a black circle.
            case >= 0x2776 and <= 0x277E:
                folded.Append((char)('1' + rune.Value - 0x2776));
                return;
        }

        if (!rune.IsBmp)
        {
            folded.Append(rune.ToString());
        }
        else if (!Fillers.Contains((char)rune.Value, StringComparison.Ordinal))
        {
            folded.Append(Alike.TryGetValue((char)rune.Value, out char ascii) ? ascii : (char)rune.Value);
        }
    }
}
