using System.Collections.Frozen;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>One column of the source view, as the data dictionary describes it.</summary>
public sealed class DictionaryField
{
    internal DictionaryField(string name, FieldType type, FieldClass fieldClass, FrozenSet<string>? values, FieldSubject about)
    {
        Name = name;
        Type = type;
        Class = fieldClass;
        Values = values;
        About = about;
    }

    /// <summary>The column's name in the source view.</summary>
    public string Name { get; }

    /// <summary>Its type.</summary>
    public FieldType Type { get; }

    /// <summary>Its class.</summary>
    public FieldClass Class { get; }

    /// <summary>The closed list of its values, or null when it has none.</summary>
    public IReadOnlySet<string>? Values { get; }

    /// <summary>What values of the closed list mean where they do not say so themselves.</summary>
    internal FrozenDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What a direct field holds, which decides how its values are looked for in open text.</summary>
    internal DirectKind Holds { get; init; }

    /// <summary>What a number or date that is not direct holds.</summary>
    internal HeldKind Kind { get; init; }

    /// <summary>What a number or date can be; null where the dictionary does not say.</summary>
    internal ValueRange? Range { get; init; }

    /// <summary>
    /// What a list has an item for, so that lists of one word must have the same number of items; null where a list stands by itself.
    /// </summary>
    internal string? Items { get; init; }

    /// <summary>Whether it tells something of an offender, so that it is released only of a crime.</summary>
    public bool IsAboutOffender => About == FieldSubject.Offender;

    /// <summary>Of whom, or of what, it tells something.</summary>
    public FieldSubject About { get; }
}
