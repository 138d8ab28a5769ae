using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Configuration;

/// <summary>How many persons have to accept a change of a profile that lets more leave: its member <c>approvers</c>.</summary>
internal static class Approvers
{
    private const string Member = "approvers";
    private const int Default = 1;
    private const int Most = 2;

    /// <summary>Reads the member of a profile; 0 is noted: then nobody has to look.</summary>
    public static int Read(ConfigObject profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        int approvers = profile.OptionalInteger(Member, 0, Most, Default);
        if (approvers == 0)
        {
            profile.Problems.Note(
                "noApprovers", profile.Find(Member)!, "A run accepts every change of this profile by itself: nobody has to look at it.",
                "Write \"approvers\": 1, or 2, outside a trial.");
        }

        return approvers;
    }

    /// <summary>How many an earlier text asks for; the most where that cannot be read.</summary>
    /// <param name="files">The files of the text.</param>
    /// <param name="force">The force's slug.</param>
    public static int Of(IReadOnlyList<(string File, byte[] Bytes)> files, string force)
    {
        string file = $"forces/{force}.json";
        var problems = new ConfigProblems();
        byte[]? bytes = files.FirstOrDefault(one => one.File == file).Bytes;
        int approvers = bytes is not null && ConfigDocument.Parse(file, bytes, problems) is { } profile
            ? profile.OptionalInteger(Member, 0, Most, Default) : Most;
        return problems.None ? approvers : Most;
    }
}
