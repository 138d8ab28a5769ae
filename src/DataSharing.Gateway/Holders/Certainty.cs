namespace DataSharing.Gateway.Holders;

/// <summary>Whether a recipient has what an export tells.</summary>
internal enum Certainty
{
    /// <summary>It was delivered, and verified.</summary>
    Delivered,

    /// <summary>It may have been read, and is not known to have been delivered.</summary>
    MayHave,

    /// <summary>It was built, and nothing of it can have been read yet.</summary>
    Waiting,
}
