using System.CommandLine;
using DataSharing.Sandbox;

// For the ledger's tests: a process that holds a lease until it is killed.
if (args is ["hold-lease", string ledgerPath, string force])
{
    return await LeaseHolding.RunAsync(ledgerPath, force);
}

if (args is ["upgrade-ledger", string ledgerServer, string ledgerPlace, string statement])
{
    return await UpgradeStopping.RunAsync(ledgerServer, ledgerPlace, int.Parse(statement, System.Globalization.CultureInfo.InvariantCulture));
}

// One verb, one file in Verbs. Exit codes: 0 done, 1 failed, 2 usage.
var root = new RootCommand("Makes what a trial of DataSharing needs: an incident source with invented content, and its changes day by day.")
{
    SourceVerbs.Create(),
    SourceVerbs.Change(),
    TrialVerb.Build(TimeProvider.System),
    DueVerb.Build(TimeProvider.System),
    VerifyInboxVerb.Build(),
    FlowVerb.Build(),
};

ParseResult parsed = root.Parse(args);
int exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? ExitCode.Usage : exit;
