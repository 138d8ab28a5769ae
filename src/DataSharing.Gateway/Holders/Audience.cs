namespace DataSharing.Gateway.Holders;

/// <summary>For whom it is said who holds an incident.</summary>
internal enum Audience
{
    /// <summary>The charity's own people.</summary>
    Internal,

    /// <summary>A person whom the incident is about, or who reported it.</summary>
    Subject,

    /// <summary>One force, which learns of no other.</summary>
    Force,
}
