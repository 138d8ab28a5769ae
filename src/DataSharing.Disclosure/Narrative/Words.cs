using System.Buffers;

namespace DataSharing.Disclosure.Narrative;

/// <summary>The words of a text while it is cut, of which nobody knows yet how many they are.</summary>
internal ref struct Words
{
    private Token[] _tokens;

    public Words(int about)
    {
        _tokens = ArrayPool<Token>.Shared.Rent(about);
        Count = 0;
    }

    public int Count { get; private set; }

    public readonly ref Token this[int index] => ref _tokens[index];

    /// <summary>A word of which nothing is known, behind the others.</summary>
    public ref Token Add()
    {
        Reserve(1);
        ref Token token = ref _tokens[Count++];
        token = default;
        return ref token;
    }

    /// <summary>Words as they are, behind the others.</summary>
    public void Add(ReadOnlySpan<Token> tokens)
    {
        Reserve(tokens.Length);
        tokens.CopyTo(_tokens.AsSpan(Count));
        Count += tokens.Length;
    }

    /// <summary>All of them. Nothing can be added any more.</summary>
    public Token[] Done()
    {
        Token[] all = _tokens.AsSpan(0, Count).ToArray();
        ArrayPool<Token>.Shared.Return(_tokens);
        _tokens = [];
        return all;
    }

    private void Reserve(int more)
    {
        if (Count + more > _tokens.Length)
        {
            Token[] larger = ArrayPool<Token>.Shared.Rent(Math.Max(_tokens.Length * 2, Count + more));
            _tokens.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<Token>.Shared.Return(_tokens);
            _tokens = larger;
        }
    }
}
