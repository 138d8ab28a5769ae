using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// A fixture whose tests wait for long, or do one thing after the other for long: begun before the rest, it has the rest beside it, and is not what the run waits for
/// in the end. No test depends on it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EarlyAttribute : NUnitAttribute, IApplyToTest
{
    /// <inheritdoc/>
    public void ApplyToTest(Test test) => test.Properties.Set("Order", 1);
}
