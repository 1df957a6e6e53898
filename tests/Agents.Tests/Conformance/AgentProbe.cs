using System.Runtime.CompilerServices;

namespace Perdure.Agents.Tests.Conformance;

/// <summary>An event of an agent, without its types.</summary>
public sealed record Told(string Kind)
{
    public AgentHandle? Handle { get; init; }

    public string? Text { get; init; }

    public object? Output { get; init; }

    public AgentUsage? Usage { get; init; }

    public AgentError? Error { get; init; }

    public IReadOnlyList<AgentInterrupt> Interrupts { get; init; } = [];
}

/// <summary>An agent with an input, as the engine speaks to it: whatever its types are.</summary>
public abstract class AgentProbe
{
    public abstract AgentAbilities Abilities { get; }

    public abstract IRemoteWork Work { get; }

    /// <summary>Whether the step may be done twice.</summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>Asks for a turn. What an agent's events may not do fails the test.</summary>
    public abstract IAsyncEnumerable<Told> AskAsync(AgentCallId id, AgentHandle? handle, IReadOnlyList<AgentAnswer> answers, CancellationToken cancellationToken);

    public static AgentProbe Of<TIn, TOut>(IRemoteAgent<TIn, TOut> agent, TIn input, bool mayRepeat = true) => new Typed<TIn, TOut>(agent, input) { MayRepeat = mayRepeat };

    /// <summary>Asks for a turn and waits for its end.</summary>
    public async Task<IReadOnlyList<Told>> RunAsync(AgentCallId id, AgentHandle? handle = null, params AgentAnswer[] answers)
    {
        var all = new List<Told>();
        await foreach (var told in AskAsync(id, handle, answers, TestContext.Current.CancellationToken)) all.Add(told);
        Check(all);
        return all;
    }

    /// <summary>Started first, and again only with news; exactly one end.</summary>
    private static void Check(List<Told> all)
    {
        all.Count(static told => told.Kind is "Completed" or "Interrupted" or "Failed").ShouldBe(1, string.Join(", ", all));
        all[^1].Kind.ShouldBeOneOf("Completed", "Interrupted", "Failed");
        if (all.Count > 1) all[0].Kind.ShouldBe("Started");
        List<AgentHandle?> started = [.. all.Where(static told => told.Kind == "Started").Select(static told => told.Handle)];
        started.Distinct().Count().ShouldBe(started.Count);
        if (all[^1].Kind != "Failed") all[0].Kind.ShouldBe("Started");
    }

    private sealed class Typed<TIn, TOut>(IRemoteAgent<TIn, TOut> agent, TIn input) : AgentProbe
    {
        public override AgentAbilities Abilities => agent.Abilities;

        public override IRemoteWork Work => agent;

        public override async IAsyncEnumerable<Told> AskAsync(AgentCallId id, AgentHandle? handle, IReadOnlyList<AgentAnswer> answers, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var request = new AgentRequest<TIn>(id, input) { Handle = handle, Answers = answers, MayRepeat = MayRepeat, TraceParent = AgentConformance.TraceParent };
            await foreach (var told in agent.RunAsync(request, cancellationToken))
            {
                yield return told switch
                {
                    AgentEvent<TOut>.Started started => new Told("Started") { Handle = started.Handle },
                    AgentEvent<TOut>.Delta delta => new Told("Delta") { Text = delta.Text },
                    AgentEvent<TOut>.Progress progress => new Told("Progress") { Text = progress.Node },
                    AgentEvent<TOut>.Completed completed => new Told("Completed") { Output = completed.Output, Usage = completed.Usage },
                    AgentEvent<TOut>.Interrupted interrupted => new Told("Interrupted") { Interrupts = interrupted.Interrupts, Handle = interrupted.Handle },
                    AgentEvent<TOut>.Failed failed => new Told("Failed") { Error = failed.Error },
                    _ => throw new InvalidOperationException(told.ToString()),
                };
            }
        }
    }
}

/// <summary>What is read from what was told.</summary>
public static class ToldExtensions
{
    extension(IReadOnlyList<Told> told)
    {
        /// <summary>What was started, as it was told of last.</summary>
        public AgentHandle Handle => told.Committed.ShouldNotBeNull(told[^1].ToString());

        /// <summary>What the engine has stored behind all of it; null: nothing.</summary>
        public AgentHandle? Committed => told.LastOrDefault(static one => one.Kind == "Started")?.Handle;

        /// <summary>All words, as they came.</summary>
        public string Words => string.Concat(told.Where(static one => one.Kind == "Delta").Select(static one => one.Text));

        /// <summary>The answer; fails where there is none.</summary>
        public object? Answer => told[^1].Kind == "Completed" ? told[^1].Output : throw new Xunit.Sdk.XunitException($"No answer: {told[^1]}");

        /// <summary>The error; fails where there is none.</summary>
        public AgentError Error => told[^1].Error.ShouldNotBeNull(told[^1].ToString());

        /// <summary>What is asked back; fails where nothing is.</summary>
        public IReadOnlyList<AgentInterrupt> Questions => told[^1].Kind == "Interrupted" ? told[^1].Interrupts : throw new Xunit.Sdk.XunitException($"It does not ask back: {told[^1]}");
    }
}
