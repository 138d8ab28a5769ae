using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Operations;

/// <summary>An act of a person is an operation, an operation needs a permission, and no command acts past it.</summary>
internal sealed partial class OperationLawTests
{
    /// <summary>What every operation needs.</summary>
    private static readonly Dictionary<string, string> Needed = new(StringComparer.Ordinal)
    {
        ["AcceptProfile"] = "profile.accept",
        ["AcceptRestored"] = "ledger.keep",
        ["AcceptSharedChange"] = "profile.accept",
        ["Acknowledge"] = "ledger.keep",
        ["BackUpLedger"] = "ledger.keep",
        ["ChangeForce"] = "force.change",
        ["CompareProfile"] = "profile.see",
        ["ConfirmExport"] = "ledger.keep",
        ["ConfirmRequest"] = "incident.restore",
        ["DecideText"] = "text.decide",
        ["ExportEveryForce"] = "export.run",
        ["ExportForce"] = "export.run",
        ["FindHolders"] = "incident.find",
        ["FindIncident"] = "incident.find",
        ["HoldIncident"] = "incident.hold",
        ["ListRequests"] = "incident.find",
        ["ListWithdrawals"] = "incident.find",
        ["MakeForce"] = "force.change",
        ["MakeKey"] = "ledger.keep",
        ["ReexportForce"] = "export.run",
        ["ReleaseIncident"] = "incident.hold",
        ["ResendExport"] = "export.run",
        ["RestoreIncident"] = "incident.restore",
        ["SeeHeldValues"] = "records.see",
        ["SeePlannedRows"] = "records.see",
        ["ResumeAll"] = "resume",
        ["SeeText"] = "records.see",
        ["SendTestFile"] = "export.run",
        ["StopAll"] = "stop",
        ["TraceRecord"] = "incident.find",
        ["WithdrawIncident"] = "incident.withdraw",
        ["WriteDryRun"] = "records.see",
    };

    /// <summary>Permissions that no operation needs yet, with what will.</summary>
    private static readonly Dictionary<string, string> Kept = new(StringComparer.Ordinal)
    {
        ["value.reveal"] = "revealing a value on the console",
        ["journal.read"] = "reading the journal on the console",
    };

    /// <summary>What acts and writes no entry.</summary>
    private static readonly MethodBase[] Silent =
    [
        typeof(KeyRingFile).GetMethod(nameof(KeyRingFile.Create))!,
        typeof(KeyRingFile).GetMethod(nameof(KeyRingFile.Rotate))!,
        typeof(ExportLedger).GetMethod(nameof(ExportLedger.Backup))!,
    ];

    private static IEnumerable<Type> Operations => typeof(ExportRun).Assembly.GetTypes().Where(type => !type.IsAbstract && IsOperation(type.BaseType));

    [Test]
    public void Every_operation_is_sealed_and_needs_a_permission_that_is_written_down() => Assert.That(
        Operations.Where(type => type.IsSealed).ToDictionary(type => type.Name, type => PermissionOf(type).Code), Is.EquivalentTo(Needed));

    [Test]
    public void The_table_of_the_documents_has_every_operation() => Assert.That(
        Row().Matches(File.ReadAllText(RepositoryFolder.At("docs/people.md"))).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value),
        Is.EquivalentTo(Needed));

    [Test]
    public void Every_permission_is_needed_by_an_operation_or_kept_for_one_and_has_a_role()
    {
        Assert.That(Permission.All.Select(permission => permission.Code), Is.EquivalentTo(Needed.Values.Distinct().Concat(Kept.Keys)));
        Assert.That(Permission.All, Has.All.Property(nameof(Permission.Roles)).Not.Empty);
        Assert.That(Permission.All.SelectMany(permission => permission.Roles).Distinct(), Is.EquivalentTo(Enum.GetValues<Role>()));
    }

    [Test]
    public void No_command_acts_but_through_an_operation()
    {
        HashSet<MethodBase> acts = Acts();
        Assert.That(acts, Does.Contain(typeof(ExportRun).GetMethod(nameof(ExportRun.RunAsync))), "What acts is found.");
        Assert.That(acts, Does.Contain(typeof(TextReview).GetMethod(nameof(TextReview.DecideAsync))), "What acts is found.");
        string[] past = [.. typeof(ExportRun).Assembly.GetTypes()
            .Where(type => type.Namespace == "DataSharing.Gateway.Commands")
            .SelectMany(MethodCode.Of)
            .SelectMany(method => MethodCode.CalledBy(method).Where(acts.Contains)
                .Select(act => $"{UsedTypes.Outermost(method.DeclaringType!).Name} calls {act.DeclaringType!.Name}.{act.Name}"))
            .Distinct()];
        Assert.That(past, Is.Empty, string.Join('\n', past));
    }

    /// <summary>Every method outside of the commands and the operations that writes the journal, by however many calls.</summary>
    private static HashSet<MethodBase> Acts()
    {
        MethodBase[] methods = [.. typeof(ExportRun).Assembly.GetTypes()
            .Where(type => type.Namespace is { } space && space.StartsWith("DataSharing.", StringComparison.Ordinal)
                && space is not ("DataSharing.Gateway.Commands" or "DataSharing.Gateway.Operations"))
            .SelectMany(MethodCode.Of)
            .Where(method => !IsOpening(method))];
        ILookup<MethodBase, MethodBase> callers = methods
            .SelectMany(method => MethodCode.CalledBy(method).Distinct().Select(called => (Called: called, By: method)))
            .ToLookup(call => call.Called, call => call.By);
        var acts = new HashSet<MethodBase>(Silent);
        var open = new Queue<MethodBase>([typeof(Journal).GetMethod(nameof(Journal.AppendAsync))!]);
        while (open.TryDequeue(out MethodBase? act))
        {
            if (acts.Add(act))
            {
                foreach (MethodBase caller in callers[act])
                {
                    open.Enqueue(caller);
                }
            }
        }

        return acts;
    }

    /// <summary>Opening a ledger of an older version brings it up to date, whoever opens it.</summary>
    private static bool IsOpening(MethodBase method) => method.DeclaringType == typeof(ExportLedger) && method.Name.StartsWith("Open", StringComparison.Ordinal);

    private static bool IsOperation(Type? type) => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Operation<>);

    /// <summary>What an operation needs does not depend on what is asked, so none has to be made to know it.</summary>
    private static Permission PermissionOf(Type type) =>
        (Permission)type.GetProperty(nameof(Operation<>.Permission))!.GetValue(RuntimeHelpers.GetUninitializedObject(type))!;

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z]+)` \| .+ \| `([a-z.]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
