using System.Numerics;

namespace DataSharing.Sandbox.Source;

/// <summary>Pseudo-random choices (xoshiro256**, seeded by SplitMix64): the same seed gives the same choices on every machine and framework.</summary>
internal sealed class Dice
{
    private readonly ulong[] _state = new ulong[4];

    public Dice(long seed)
    {
        ulong mixed = unchecked((ulong)seed);
        for (int i = 0; i < _state.Length; i++)
        {
            unchecked
            {
                mixed += 0x9E3779B97F4A7C15;
                ulong z = mixed;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                _state[i] = z ^ (z >> 31);
            }
        }
    }

    /// <summary>A number from 0 up to, and without, the bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number from the first to the last, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True in so many cases of a hundred.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>An index, each as likely as its weight says.</summary>
    public int Weighted(IReadOnlyList<int> weights)
    {
        int left = Below(weights.Sum());
        int index = 0;
        while (left >= weights[index])
        {
            left -= weights[index];
            index++;
        }

        return index;
    }

    /// <summary>One of the words, each followed in the text by its weight: <c>"Yes 40 No 60"</c>; <c>-</c> stands for null.</summary>
    public string? Word(string weighted)
    {
        string[] parts = weighted.Split(' ');
        int[] weights = new int[parts.Length / 2];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = int.Parse(parts[(2 * i) + 1], System.Globalization.CultureInfo.InvariantCulture);
        }

        string word = parts[2 * Weighted(weights)];
        return word == "-" ? null : word;
    }

    private ulong Next()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
            ulong shifted = _state[1] << 17;
            _state[2] ^= _state[0];
            _state[3] ^= _state[1];
            _state[1] ^= _state[2];
            _state[0] ^= _state[3];
            _state[2] ^= shifted;
            _state[3] = BitOperations.RotateLeft(_state[3], 45);
            return result;
        }
    }
}
