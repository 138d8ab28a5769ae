using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Orders;

/// <summary>When a force's files go by themselves the next time.</summary>
internal static class NextDue
{
    /// <summary>The next due time of the force; null where its profile is broken or gone, or no time is to come.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="force">The force's slug.</param>
    /// <param name="now">The moment after which it is.</param>
    public static DateTimeOffset? Of(ConfigurationFolder folder, string force, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            return folder.ReadForce(force).Schedule is var schedule && schedule.Next(now, 1) is [var next] ? next + schedule.Stagger : null;
        }
        catch (ConfigurationException)
        {
            // Told by the check and by the alerts of a suspended force.
            return null;
        }
    }
}
