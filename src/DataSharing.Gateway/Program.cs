using DataSharing.Gateway.Commands;
using DataSharing.Gateway.Delivery.OpenSsh;

// Nothing else stands here: whatever a method names is loaded before its first line runs, outside of its try.
try
{
    return AskPass.Answer(args) ?? await CommandLine.RunAsync(args);
}
catch (Exception error)
{
    return LastResort.Answer(args, error);
}
