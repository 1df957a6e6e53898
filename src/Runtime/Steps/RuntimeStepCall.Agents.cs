using System.Security.Cryptography;
using System.Text;
using Perdure.Agents;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Steps;

/// <summary>How an attempt asks remote agents.</summary>
internal sealed partial class RuntimeStepCall
{
    private readonly AgentPayloads payloads;
    private readonly AttemptPulse pulse;
    private readonly TimeProvider time;
    private readonly int maxProgressEvents;
    private readonly Dictionary<string, int> remoteCalls = [];

    /// <summary>What remote agents came to; null: none was called.</summary>
    public RemoteEnd? Remote { get; private set; }

    /// <summary>The step's id in ids of calls: an undo is another thing than its step, and no step has an id with this character.</summary>
    private string CallerId => start.IsUndo ? $"{start.Step.Id}@undo" : start.Step.Id;

    // Apart from its caller, which would else make the closure for each agent.
    private async ValueTask<TOut> InvokeRemoteAsync<TIn, TOut>(RemoteAgent<TIn, TOut> agent, PayloadType inputType, TIn input, int position, bool declared, AgentContext context, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        bool isOwn = declared && !start.IsUndo;
        TOut answer = await telemetry.AskAsync(
            context, asking => isOwn ? AskAsync(agent, context.Agent, input, position, asking) : AskWithinAsync(agent, context.Agent, inputType, input, position, asking), cancellationToken).ConfigureAwait(false);
        lock (gate) calls[position] = calls[position] with { Took = time.GetElapsedTime(began) };
        return answer;
    }

    /// <summary>Asks an agent that code has called: nothing of it is stored, and a crash loses the work unless the runtime finds it by its ids.</summary>
    private async ValueTask<TOut> AskWithinAsync<TIn, TOut>(RemoteAgent<TIn, TOut> agent, string name, PayloadType inputType, TIn input, int position, CancellationToken cancellationToken)
    {
        string asked = Hash(name, serializer.Write(input, inputType, $"what agent '{name}' is given"));
        int call;
        lock (gate)
        {
            call = remoteCalls[asked] = remoteCalls.GetValueOrDefault(asked) + 1;
            Remote ??= new RemoteEnd(Declared: false);
        }

        RemoteWork? open = null;
        var id = new AgentCallId(start.ExecutionId, CallerId, start.Unit.Item, start.Unit.Round, start.Try, Turn: 0) { Asked = asked, Call = call };
        var request = new AgentRequest<TIn>(id, input) { MayRepeat = !start.Step.NotIdempotent, TraceParent = Tracing.Current ?? start.Trace };
        await foreach (AgentEvent<TOut> told in agent.Remote.RunAsync(request, cancellationToken).ConfigureAwait(false))
        {
            pulse.Beat();
            switch (told)
            {
                case AgentEvent<TOut>.Started started:
                    open = Note(open, new RemoteWork(name, payloads.Store(started.Handle, start.ExecutionId, name), IsGivenUp: false));
                    break;
                case AgentEvent<TOut>.Completed completed:
                    Note(open, null);
                    NoteUsage(position, completed.Usage);
                    return completed.Output;
                case AgentEvent<TOut>.Failed failed:
                    Note(open, null);
                    throw new RemoteAgentException(name, failed.Error);
                case AgentEvent<TOut>.Interrupted interrupted:
                    Note(open, new RemoteWork(name, payloads.Store(interrupted.Handle, start.ExecutionId, name), IsGivenUp: true));
                    throw new RemoteAgentException(name, AsksBack(interrupted.Interrupts, $"which only the step of an agent can wait for: declare a step of '{name}' with [OnInterrupt<TAnswer>], in the place of the call in step '{start.Step.Id}'"));
                default:
                    await EmitAsync(told, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        throw new RemoteAgentException(name, Endless());
    }

    /// <summary>Asks the step's own agent for one turn, or reads one on that was sent.</summary>
    private async ValueTask<TOut> AskAsync<TIn, TOut>(RemoteAgent<TIn, TOut> agent, string name, TIn input, int position, CancellationToken cancellationToken)
    {
        AgentWork work = start.Work ?? new AgentWork(start.Try);
        Remote = new RemoteEnd(Declared: true);
        if (work is { IsUncertain: true, Sent: null } && start.Step.NotIdempotent && (agent.Remote.Abilities & (AgentAbilities.IdempotentStart | AgentAbilities.TellsBeforeSending)) == 0)
            throw Fail(name, new AgentError(AgentErrorKind.Ambiguous, "an earlier attempt ended before the runtime had said that it has the work, and the runtime cannot tell whether it was sent"));
        AgentHandle? known = work.Handle is { } stored ? payloads.Read(stored, start.ExecutionId, name) : null;
        var request = new AgentRequest<TIn>(new AgentCallId(start.ExecutionId, start.Step.Id, start.Unit.Item, start.Unit.Round, work.Try, work.Turn), input)
        {
            Handle = known,
            Answers = AnswersOf(work, name),
            MayRepeat = !start.Step.NotIdempotent,
            TraceParent = Tracing.Current ?? start.Trace,
        };
        Remote = Remote with { IsUncertain = work.Sent is null };
        var progress = 0;
        await foreach (AgentEvent<TOut> told in agent.Remote.RunAsync(request, cancellationToken).ConfigureAwait(false))
        {
            pulse.Beat();
            switch (told)
            {
                case AgentEvent<TOut>.Started started:
                    if (started.Handle != known) await CommitAsync(started.Handle, name).ConfigureAwait(false);
                    known = started.Handle;
                    Remote = Remote with { IsUncertain = false };
                    break;
                case AgentEvent<TOut>.Completed completed:
                    Remote = Remote with { IsUncertain = false, Usage = completed.Usage };
                    NoteUsage(position, completed.Usage);
                    return completed.Output;
                case AgentEvent<TOut>.Failed failed:
                    throw Fail(name, failed.Error);
                case AgentEvent<TOut>.Interrupted interrupted:
                    throw Ask(name, interrupted.Interrupts, interrupted.Handle);
                default:
                    await EmitAsync(told, cancellationToken).ConfigureAwait(false);
                    if (told is AgentEvent<TOut>.Progress { Node: { } node } done && ++progress <= maxProgressEvents) Tell(node, done.Kind);
                    break;
            }
        }

        throw Fail(name, Endless());
    }

    // By the order in which code makes its calls, those that it makes at once would find one another's work after a crash. Calls that are alike may: either answer is as good.
    private static string Hash(string agent, string input) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{agent}\n{input}")));

    /// <summary>Work that code has begun is known until it has ended, so that it can be stopped where the attempt is cut off.</summary>
    private RemoteWork? Note(RemoteWork? before, RemoteWork? now)
    {
        lock (gate) Remote = Remote! with { Open = [.. Remote.Open.Where(work => work != before), .. now is null ? Array.Empty<RemoteWork>() : [now]] };
        return now;
    }

    private static AgentError Endless() => new(AgentErrorKind.Ambiguous, "its events ended without a result");

    private static AgentError AsksBack(IReadOnlyList<AgentInterrupt> interrupts, string mend) =>
        new(AgentErrorKind.Rejected, $"it asks back ({(interrupts.Count == 0 ? "nothing" : interrupts[0].Kind)}), {mend}");

    private IReadOnlyList<AgentAnswer> AnswersOf(AgentWork work, string name)
    {
        if (work is not { Turn: > 0, Questions: { } questions }) return [];
        IReadOnlyList<AgentInterrupt> interrupts = payloads.Read(questions.Interrupts, start.ExecutionId, name);
        return [.. work.Answers.Select((answer, position) => new AgentAnswer(interrupts[position], payloads.Read(answer, start.ExecutionId)))];
    }

    private RemoteAgentException Fail(string name, AgentError error)
    {
        Remote = Remote! with { Error = error, IsUncertain = false };
        return new RemoteAgentException(name, error);
    }

    private Exception Ask(string name, IReadOnlyList<AgentInterrupt> interrupts, AgentHandle handle)
    {
        if (start.Step.Interrupt is null)
        {
            Remote = Remote! with { IsGivenUp = true };
            return Fail(name, AsksBack(interrupts, $"and step '{start.Step.Id}' does not say by what it is answered: write [OnInterrupt<TAnswer>] on it"));
        }

        if (interrupts.Count == 0) return Fail(name, new AgentError(AgentErrorKind.InvalidRequest, "it asks back, and asks nothing: that is a defect of what connects the agent"));
        Remote = Remote! with { IsUncertain = false, Asked = payloads.Store(interrupts, start.ExecutionId, name), Handle = payloads.Store(handle, start.ExecutionId, name) };
        return new AgentAsksException();
    }

    /// <summary>Nothing more is read before it is known where the work is found again.</summary>
    private async Task CommitAsync(AgentHandle handle, string name)
    {
        if (start.Teller is not { } teller) return;
        var news = new AgentNews(start.Unit, start.Attempt) { Handle = payloads.Store(handle, start.ExecutionId, name), At = time.GetTimestamp() };
        await teller.TellAsync(news).WaitAsync(CancellationToken).ConfigureAwait(false);
    }

    /// <summary>The event is written with the next checkpoint, and not waited for.</summary>
    private void Tell(string node, string kind) => _ = start.Teller?.TellAsync(new AgentNews(start.Unit, start.Attempt) { Node = node, Kind = kind, At = time.GetTimestamp() });

    private ValueTask EmitAsync<TOut>(AgentEvent<TOut> told, CancellationToken cancellationToken) => told switch
    {
        AgentEvent<TOut>.Delta delta => EmitAsync<AgentStreamItem>(new AgentDelta(delta.Text, delta.Source), AgentStreamJson.Default.AgentStreamItem, cancellationToken),
        AgentEvent<TOut>.Progress done => EmitAsync<AgentStreamItem>(new AgentProgress(done.Node, done.Kind, done.Data), AgentStreamJson.Default.AgentStreamItem, cancellationToken),
        _ => ValueTask.CompletedTask,
    };

    private void NoteUsage(int position, AgentUsage? usage)
    {
        lock (gate) calls[position] = calls[position] with { Usage = usage };
    }
}
