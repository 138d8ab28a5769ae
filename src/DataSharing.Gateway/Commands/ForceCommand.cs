using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing force</c>, of which <c>test</c> and <c>explain</c> are here.</summary>
internal static class ForceCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var test = new Command("test", """
            Look at a force's drop step by step: name, connection, host key beside the pinned ones, login, folder, free space, and a probe file
            without data that is written, read back, renamed and removed. No export is started, and no other file is touched.

            Examples:
              datasharing force test metropolitan
              datasharing --json force test metropolitan

            Exit codes: 0 every step went well, 1 one failed, 2 usage or configuration, 130 cancelled.
            """)
        {
            force,
        };
        test.SetAction((parsed, ct) => TestAsync(CommandContext.From(parsed), time, parsed.GetValue(force)!, ct));
        return new Command("force", "One force: make and enable it, look at its drop, and say its agreement in words.")
        {
            ForceNewCommand.Build(time), ForceListCommand.Build(time), ForceStateCommand.BuildEnable(time), ForceStateCommand.BuildDisable(time),
            test, BuildExplain(time),
        };
    }

    private static Command BuildExplain(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var markdown = new Option<bool>("--markdown") { Description = "Write Markdown, to keep beside the agreement." };
        var analyst = new Option<bool>("--for-analyst") { Description = "Only what the analyst needs who opens the file." };
        var measure = new Option<bool>("--measure") { Description = "Measure how many records are unique: reads the whole source." };
        var explain = new Command("explain", """
            Say in words what a force gets: the annex of its agreement, made from the profile, so that paper and program say the same.
            It has no value of an incident. Nothing is sent or changed.

            Examples:
              datasharing force explain metropolitan
              datasharing force explain metropolitan --markdown > metropolitan.md
              datasharing force explain nottinghamshire --for-analyst

            Exit codes: 0 done, 1 the source or the ledger cannot be read (--measure), 2 usage or configuration, 130 cancelled.
            """)
        {
            force, markdown, analyst, measure,
        };
        explain.Validators.Add(result =>
        {
            if (result.Has(analyst) && result.Has(measure))
            {
                result.AddError("--measure is for those who sign the agreement: leave --for-analyst out.");
            }
        });
        explain.SetAction((parsed, ct) => ExplainCommand.RunAsync(
            CommandContext.From(parsed), time, new ExplainCommand.Asked(
                parsed.GetValue(force)!, parsed.GetValue(markdown), parsed.GetValue(analyst), parsed.GetValue(measure)), ct));
        return explain;
    }

    private static async Task<int> TestAsync(CommandContext context, TimeProvider time, string force, CancellationToken ct)
    {
        try
        {
            if (!context.Folder.HasForce(force))
            {
                return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(force));
            }

            DropSettings drop = context.Folder.ReadForce(force).Drop;
            IReadOnlyList<ProbeStep> steps = await new DropProbe(Drops.Connector(time), drop, time).RunAsync(ct);
            Show(context, force, drop, steps);
            return steps.All(step => step.Ok) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (ConfigurationException error)
        {
            return Answer.Error(
                context, ExitCode.Usage, Reason.ProfileInvalid.Code,
                $"The configuration in {context.Folder.Path} has {error.Problems.Count} problem(s).", error.Problems);
        }
        catch (OperationCanceledException)
        {
            return Answer.Error(context, ExitCode.Cancelled, Reason.Cancelled.Code, "Cancelled. A probe file may have stayed at the drop.");
        }
    }

    private static void Show(CommandContext context, string force, DropSettings drop, IReadOnlyList<ProbeStep> steps)
    {
        bool ok = steps.All(step => step.Ok);
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                force,
                ok,
                engine = drop.Endpoint.Engine.Word(),
                engineLimits = drop.Endpoint.Engine.Limits(),
                steps = steps.Select(
                    step => new { step = step.Name, ok = step.Ok, milliseconds = (long)step.Duration.TotalMilliseconds,
                    message = step.Message, reason = step.Reason?.Code, toDo = step.ToDo }),
            });
            return;
        }

        context.Output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{force}: {drop.Endpoint.UserName}@{drop.Endpoint.Host} port {drop.Endpoint.Port}, folder {drop.Folder}, engine {drop.Endpoint.Engine.Word()}"));
        foreach (ProbeStep step in steps)
        {
            context.Output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"  {(!step.Ok ? "FAILED" : step.ToDo is null ? "ok    " : "WARN  ")} {step.Name,-8} {step.Duration.TotalMilliseconds,6:0} ms  {step.Message}{(step.Reason is { } reason ? $" ({reason.Code})" : "")}"));
            if (step.ToDo is { } toDo)
            {
                context.Output.WriteLine("         To do: " + toDo);
            }
        }

        if (drop.Endpoint.Engine.Limits() is { } limits)
        {
            context.Output.WriteLine($"The engine {drop.Endpoint.Engine.Word()}: {limits}");
        }

        context.Output.WriteLine(
            ok ? steps.All(step => step.ToDo is null) ? "A delivery can go." : "A delivery can go, but look at what is marked WARN."
            : "A delivery cannot go as it should.");
    }
}
