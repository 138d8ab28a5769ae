using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Benchmarks;

/// <summary>Redaction of the corpus of the tests with its records, over and over, on one thread of this process.</summary>
internal static partial class NarrativeTrial
{
    private const double Megabytes = 10;

    /// <summary>Seconds for 10 MB of text (UTF-8), a value a round, for both modes; what the lists take in MB.</summary>
    public static NarrativeFigures Measure(int rounds)
    {
        IReadOnlyList<(string Text, KnownIdentifiers Known)> texts = Read();
        double bytes = texts.Sum(text => (double)Encoding.UTF8.GetByteCount(text.Text));
        var standard = new Redactor(BuiltInWords.Lists, RedactionMode.Standard, BuiltInWords.Keep);
        var strict = new Redactor(BuiltInWords.Lists, RedactionMode.Strict, BuiltInWords.Keep);
        double Pass(Redactor redactor)
        {
            long start = Stopwatch.GetTimestamp();
            double done = 0;
            while (done < Megabytes * 1e6)
            {
                foreach ((string text, KnownIdentifiers known) in texts)
                {
                    redactor.Redact(text, known);
                }

                done += bytes;
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds * Megabytes * 1e6 / done;
        }

        // The first is for the compiler.
        Pass(standard);
        Pass(strict);
        var figures = new NarrativeFigures([], [], BuiltInWords.Lists.Size / 1e6);
        for (int round = 0; round < rounds; round++)
        {
            figures.Standard.Add(Pass(standard));
            figures.Strict.Add(Pass(strict));
        }

        return figures;
    }

    private static List<(string, KnownIdentifiers)> Read()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DataSharing.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        string corpus = Path.Combine(folder ?? throw new InvalidOperationException("The benchmark does not run inside the repository."), "tests/DataSharing.Gateway.Tests/Narrative/corpus/tune");
        var texts = new List<(string, KnownIdentifiers)>();
        foreach (string block in Directory.GetFiles(corpus, "*.txt").Where(file => Path.GetFileName(file) is not ("personal.txt" or "judgments.txt") && !file.EndsWith("-former.txt", StringComparison.Ordinal)).SelectMany(file => File.ReadAllText(file).Split("\n=== ")))
        {
            string text = block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..];
            var values = new List<string>();
            if (text.StartsWith("record:", StringComparison.Ordinal))
            {
                int end = text.IndexOf('\n', StringComparison.Ordinal);
                using var record = JsonDocument.Parse(text["record:".Length..end]);
                values.AddRange(record.RootElement.EnumerateObject().SelectMany(field => field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray().Select(one => one.ToString()) : [field.Value.ToString()]));
                text = text[(end + 1)..];
            }

            texts.Add((Mark().Replace(text, "$1"), new KnownIdentifiers(values)));
        }

        return texts;
    }

    [GeneratedRegex(@"\{[^|{}]*\|([^{}]*)\}")]
    private static partial Regex Mark();
}

/// <summary>Seconds for 10 MB, and what the lists take.</summary>
internal sealed record NarrativeFigures(List<double> Standard, List<double> Strict, double ListMegabytes);
