using System.CommandLine;

namespace DataSharing.Gateway.Commands;

/// <summary>The option <c>--accept-withdrawals</c>.</summary>
internal static class WithdrawalsOption
{
    /// <summary>The option; a number below 1 is refused.</summary>
    public static Option<int?> Build(string description)
    {
        var option = new Option<int?>("--accept-withdrawals") { Description = description, HelpName = "N" };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] or "0" }])
            {
                result.AddError("--accept-withdrawals takes the number of withdrawals, from 1.");
            }
        });
        return option;
    }
}
