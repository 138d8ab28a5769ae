namespace DataSharing.Disclosure.Patterns;

/// <summary>A part of a text, in UTF-16 characters. Says where, never what.</summary>
/// <param name="Start">The first character, from 0.</param>
/// <param name="Length">How many characters, 1 or more.</param>
public readonly record struct TextSpan(int Start, int Length);
