namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined type of SQL Server is stored. Never used here: see this project's file.</summary>
public enum Format
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>As its fields lie in memory.</summary>
    Native = 1,

    /// <summary>As the type writes itself.</summary>
    UserDefined = 2,
}

/// <summary>A user-defined type that writes itself.</summary>
public interface IBinarySerialize
{
    /// <summary>Takes the value that was written.</summary>
    void Read(BinaryReader r);

    /// <summary>Writes the value.</summary>
    void Write(BinaryWriter w);
}

/// <summary>Says of a type that it is one of SQL Server's user-defined types.</summary>
/// <param name="format">How its values are stored.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    /// <summary>How its values are stored.</summary>
    public Format Format { get; } = format;

    /// <summary>The most bytes that a value takes, or -1 for no limit but the server's.</summary>
    public int MaxByteSize { get; set; }

    /// <summary>Whether every value takes the same number of bytes.</summary>
    public bool IsFixedLength { get; set; }

    /// <summary>Whether values sort as their bytes do.</summary>
    public bool IsByteOrdered { get; set; }

    /// <summary>The method that says whether a value is a good one.</summary>
    public string? ValidationMethodName { get; set; }

    /// <summary>The type's name at the server.</summary>
    public string? Name { get; set; }
}

/// <summary>A type cannot be one of SQL Server's user-defined types.</summary>
public sealed class InvalidUdtException : SystemException
{
    private InvalidUdtException(string message)
        : base(message)
    {
    }

    /// <summary>The exception for a type.</summary>
    /// <param name="udtType">The type.</param>
    /// <param name="resourceReason">Why.</param>
    public static InvalidUdtException Create(Type udtType, string resourceReason)
    {
        ArgumentNullException.ThrowIfNull(udtType);
        return new InvalidUdtException($"{udtType.FullName} is no user-defined type: {resourceReason}");
    }
}
