using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Narrative;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>
/// How much of what identifies is masked, and how much else. An identifier counts as masked when every word of every mention is, but for words that tell
/// nothing of somebody. Source: Pilán et al., The Text Anonymization Benchmark (2022), section 5.
/// </summary>
internal sealed partial class RedactionScore
{
    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase) { "mr", "mrs", "ms", "miss", "dr", "no", "nr", "nos", "number", "about", "of", "the", "and", "a", "at", "in", "on", "de", "s" };

    private readonly List<string> _missed = [];
    private int _direct;
    private int _directMasked;
    private int _quasi;
    private int _quasiMasked;
    private int _words;
    private int _wordsRight;
    private int _kept;
    private int _keptMasked;
    private int _texts;
    private int _clean;

    /// <summary>The share of direct identifiers that are masked.</summary>
    public double Direct => Share(_directMasked, _direct);

    /// <summary>The share of quasi-identifiers that are masked.</summary>
    public double Quasi => Share(_quasiMasked, _quasi);

    /// <summary>The share of masked words that are part of an identifier.</summary>
    public double Precision => Share(_wordsRight, _words);

    /// <summary>The share of texts without a direct identifier left.</summary>
    public double Clean => Share(_clean, _texts);

    /// <summary>The texts with any direct identifier left, and the interval of 95 % in which their share lies. Source: Wilson's interval of a share.</summary>
    public (int Texts, int Of, double Share, double Low, double High) Leaking
    {
        get
        {
            const double Z = 1.959964;
            double n = Math.Max(1, _texts);
            double share = (_texts - _clean) / n;
            double middle = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
            double half = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
            return (_texts - _clean, _texts, share, Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }

    /// <summary>The share of the terms to be kept that were masked.</summary>
    public double Needless => _kept == 0 ? 0 : Share(_keptMasked, _kept);

    /// <summary>What was missed or masked needlessly, with a little of the text around it; the corpus is invented.</summary>
    public IReadOnlyList<string> Missed => _missed;

    public static RedactionScore Of(IEnumerable<CorpusText> texts, Redactor redactor, bool withRecord)
    {
        var score = new RedactionScore();
        foreach (CorpusText text in texts)
        {
            score.Add(text, redactor.Redact(text.Text, withRecord ? new KnownIdentifiers(text.Record) : KnownIdentifiers.None));
        }

        return score;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{_texts} texts: ER_di {Direct:F3} of {_direct}, clean {Clean:F3}, ER_qi {Quasi:F3} of {_quasi}, precision {Precision:F3}, needless {Needless:F3} of {_kept}");

    private static double Share(int part, int whole) => whole == 0 ? 1 : (double)part / whole;

    private void Add(CorpusText text, Redaction redaction)
    {
        bool[] masked = new bool[text.Text.Length];
        foreach (MaskedSpan span in redaction.Spans)
        {
            masked.AsSpan(span.Start, span.End - span.Start).Fill(true);
        }

        bool clean = true;
        foreach (IGrouping<(char Kind, string Type, string Entity), Mention> entity in text.Mentions.Where(mention => mention.Kind != 'k').GroupBy(mention => (mention.Kind, mention.Type, mention.Entity)))
        {
            Mention? missed = entity.FirstOrDefault(mention => !IsMasked(text.Text, masked, mention));
            if (entity.Key.Kind == 'd')
            {
                _direct++;
                _directMasked += missed is null ? 1 : 0;
                clean &= missed is null;
            }
            else
            {
                _quasi++;
                _quasiMasked += missed is null ? 1 : 0;
            }

            if (missed is not null)
            {
                _missed.Add($"{text.Id} {entity.Key.Kind} {entity.Key.Type}: {Around(text.Text, missed)}");
            }
        }

        _texts++;
        _clean += clean ? 1 : 0;
        foreach (Mention kept in text.Mentions.Where(mention => mention.Kind == 'k'))
        {
            bool hit = Enumerable.Range(kept.Start, kept.End - kept.Start).Any(i => masked[i] && char.IsLetterOrDigit(text.Text[i]));
            _kept++;
            _keptMasked += hit ? 1 : 0;
            if (hit)
            {
                _missed.Add($"{text.Id} kept: {Around(text.Text, kept)}");
            }
        }

        foreach (ValueMatch word in Words().EnumerateMatches(text.Text))
        {
            int at = word.Index;
            if (masked[at])
            {
                _words++;
                _wordsRight += text.Mentions.Any(mention => mention.Kind != 'k' && mention.Start <= at && at < mention.End) ? 1 : 0;
            }
        }
    }

    private static bool IsMasked(string text, bool[] masked, Mention mention)
    {
        string surface = text[mention.Start..mention.End];
        foreach (ValueMatch word in Words().EnumerateMatches(surface))
        {
            bool tells = surface.Length < 4 || !Nothing.Contains(surface.Substring(word.Index, word.Length));
            if (tells && masked.AsSpan(mention.Start + word.Index, word.Length).Contains(false))
            {
                return false;
            }
        }

        return true;
    }

    private static string Around(string text, Mention mention)
    {
        const int Context = 25;
        int from = Math.Max(0, mention.Start - Context);
        int to = Math.Min(text.Length, mention.End + Context);
        return $"{text[from..mention.Start]}«{text[mention.Start..mention.End]}»{text[mention.End..to]}".ReplaceLineEndings("⏎");
    }

    [GeneratedRegex(@"[^\W_]+")]
    private static partial Regex Words();
}
