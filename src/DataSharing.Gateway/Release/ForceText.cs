using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Release;

/// <summary>
/// One text of a force's configuration, put together as it works: each column with what its protocol says of it, each code map that is
/// used, the blocks that profile and protocol share in one place, and beside them all else that the files say. Every member of every file
/// is somewhere in it.
/// </summary>
/// <param name="whole">All of it.</param>
internal sealed class ForceText(Part whole)
{
    /// <summary>The columns that the force gets, each by its name.</summary>
    public const string Columns = "columns";

    /// <summary>The columns that it does not get, and by which premises are counted.</summary>
    public const string Counting = "counting";

    /// <summary>The code maps that a column uses.</summary>
    public const string CodeMaps = "codeMaps";

    /// <summary>What the protocol has for others.</summary>
    public const string Unused = "unused";

    /// <summary>The data dictionary.</summary>
    public const string Dictionary = "dictionary";

    /// <summary>The reference and keep lists.</summary>
    public const string Reference = "reference";

    /// <summary>All of it.</summary>
    public Part Whole => whole;

    /// <summary>Whether small numbers are counted.</summary>
    public bool IsCounted => At("smallNumbers", "mode")?.Literal == "k";

    /// <summary>Whether more than one step is tried before a record is held back for small numbers.</summary>
    public bool HasSteps => At("smallNumbers", "steps")?.Items.Count > 1;

    /// <summary>Whether a type of premises has a broader code to go up to.</summary>
    public bool HasBroader => At("rarePremises", "broader")?.Members.Count > 0;

    /// <summary>The value at a place, or null.</summary>
    public Part? At(params ReadOnlySpan<string> path)
    {
        Part? at = whole;
        foreach (string name in path)
        {
            at = at?[name];
        }

        return at;
    }

    /// <summary>Whether premises are counted by this column, or are of the type that it says.</summary>
    public bool CountsPremisesBy(string column) =>
        At("rarePremises", "area")?.Literal == column || At("rarePremises", "type")?.Literal == column;

    /// <summary>Puts a text together; null where the program could not read it today.</summary>
    /// <param name="profile">The files.</param>
    /// <param name="force">The force's slug.</param>
    /// <param name="changed">The files that the other text has not, or not so: a list that is not among them is not taken apart.</param>
    public static ForceText? Read(DeliveredProfile profile, string force, IReadOnlyCollection<string> changed) =>
        new ForceTextReader(profile, force, changed).Read();
}
