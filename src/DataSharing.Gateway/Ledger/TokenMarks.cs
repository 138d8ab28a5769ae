namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Eight bytes of each token of an export, by which it is almost certain that none comes twice: to have the database sort a million tokens,
/// to be told so for certain, would cost half as much as writing the rows.
/// </summary>
internal sealed class TokenMarks
{
    private readonly List<ulong> _marks = [];

    /// <summary>Adds the next row's token.</summary>
    public void Add(string token)
    {
        int half = token.Length / 2;
        _marks.Add(unchecked(
            ((ulong)(uint)string.GetHashCode(token.AsSpan(0, half)) << 32) | (uint)string.GetHashCode(token.AsSpan(half))));
    }

    /// <summary>False when no token came twice. True when one did, and once in many million exports when none did.</summary>
    public bool MayRepeat()
    {
        _marks.Sort();
        for (int i = 1; i < _marks.Count; i++)
        {
            if (_marks[i] == _marks[i - 1])
            {
                return true;
            }
        }

        return false;
    }
}
