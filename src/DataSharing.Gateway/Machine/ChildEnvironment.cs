using System.Collections;
using System.Diagnostics;

namespace DataSharing.Gateway.Machine;

/// <summary>
/// What a program that is started gets of this one's environment: nothing that was not meant for it, such as where secrets are.
/// </summary>
internal static class ChildEnvironment
{
    /// <summary>Leaves a program PATH, HOME and the variables that are meant for it.</summary>
    public static void Clear(ProcessStartInfo start, Predicate<string>? meant = null)
    {
        start.Environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            string name = (string)variable.Key;
            if (name is "PATH" or "HOME" || meant?.Invoke(name) == true)
            {
                start.Environment[name] = (string?)variable.Value;
            }
        }
    }
}
