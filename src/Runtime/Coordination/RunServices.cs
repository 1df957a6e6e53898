using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Checkpoints;
using Perdure.Coordination.Notices;
using Perdure.Locks;
using Perdure.Queues;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Coordination;

/// <summary>What the drivers of all runs of one incarnation share.</summary>
internal sealed record RunServices(
    IExecutionStore Store,
    CheckpointWriter Writer,
    StateManager States,
    ItemReader Items,
    UndoReader Undos,
    StepExecutor Executor,
    DecisionMaker Decisions,
    StepCache Cache,
    QueueKeyReader Keys,
    QueueGranter Queues,
    AnswerChecker Answers,
    RemoteStopper Stopper,
    AgentOptions AgentOptions,
    LockManager Locks,
    StartWatch Starts,
    Patience Patience,
    Notifier Notifier,
    EngineMeter Meter,
    int MaxRecoveries,
    TimeProvider Time,
    ILogger Logger);
