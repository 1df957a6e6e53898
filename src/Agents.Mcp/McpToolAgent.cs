using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Perdure.Agents.Mcp;

/// <summary>A tool of an MCP server, whichever revision it speaks. A call is told of before it is made: what became of one that was lost nobody can be asked, so only a tool that says that it may be called twice is called again.</summary>
internal sealed class McpToolAgent<TIn, TOut>(McpServer server, McpToolAttribute attribute, RemoteAgentTypes types, ILogger logger) : RemoteAgentBase<TIn, TOut>("mcp", types, logger), IMcpToolAgent
{
    /// <inheritdoc/>
    public override AgentAbilities Abilities => AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.TellsBeforeSending;

    /// <inheritdoc/>
    public override string? Check(AgentInterrupt interrupt, string value) => McpQuestions.Declines(value) ? null : base.Check(interrupt, value);

    string IMcpToolAgent.Name => Name;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> CompareAsync(CancellationToken cancellationToken)
    {
        McpTool? tool = await server.FindToolAsync(attribute.Tool, cancellationToken).ConfigureAwait(false);
        string where = $"Agent '{Name}': tool '{attribute.Tool}' of MCP server '{attribute.Server}'";
        return tool is null ? [$"{where} is not there"] : [.. ToolShape.Compare(tool, Input.Info, Output.Info).Select(difference => $"{where} {difference}")];
    }

    /// <inheritdoc/>
    protected override string Redact(string text) => server.Http.Redact(text);

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentEvent<TOut>> AskAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JsonObject arguments = Input.Write(request.Input) switch
        {
            JsonObject given => given,
            null => [],
            { } other => throw new AgentFailure(AgentErrorKind.InvalidRequest, $"a tool takes an object, and '{typeof(TIn).Name}' is written as {other.GetValueKind()}: let the agent take a record whose properties are the tool's arguments"),
        };
        bool isStateless = await server.IsStatelessAsync(request.TraceParent, cancellationToken).ConfigureAwait(false);
        if (SendMark.MayBeSent(request) && !(request.MayRepeat && await server.MayRepeatAsync(attribute.Tool, cancellationToken).ConfigureAwait(false)))
            throw new AgentFailure(AgentErrorKind.Ambiguous, $"a call of the tool '{attribute.Tool}' was made or was about to be, what became of it cannot be asked, and {(request.MayRepeat ? "the tool does not say that it may be called twice" : "its step may not be done twice")}");

        var handle = new AgentHandle(Runtime, request.Id.ConversationId(ConversationScope.Try).ToString(), request.Id.Turn) { State = request.Handle?.State };
        var call = new McpCall(attribute.Tool, request.Id.OperationId().ToString(), arguments, handle, request.Answers, request.TraceParent) { MayRepeat = request.MayRepeat };
        IAsyncEnumerable<AgentEvent<TOut>> told = isStateless
            ? new McpStatelessCall<TOut>(server, call, Output).RunAsync(cancellationToken)
            : new McpSessionCall<TOut>(server, call, attribute.RunsAgainToBeAnswered, Output).RunAsync(cancellationToken);
        await foreach (AgentEvent<TOut> one in told.ConfigureAwait(false)) yield return one;
    }

    /// <summary>A call without a session ends when its connection does, and there is nothing more to stop.</summary>
    protected override async ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken) =>
        handle.Run is { } operation && await McpSession.CancelAsync(server, handle.Conversation, operation, cancellationToken).ConfigureAwait(false);
}

/// <summary>One call of a tool.</summary>
/// <param name="Operation">The turn's id.</param>
/// <param name="Handle">The turn's handle, as it is told of before the call.</param>
internal sealed record McpCall(string Tool, string Operation, JsonObject Arguments, AgentHandle Handle, IReadOnlyList<AgentAnswer> Answers, string? TraceParent)
{
    /// <summary>Whether the step may be done twice: what its user says of it comes before what the server says of the tool.</summary>
    public required bool MayRepeat { get; init; }
}

/// <summary>A tool whose shape can be compared with its class, whatever the class's types are.</summary>
internal interface IMcpToolAgent
{
    /// <summary>The agent's name.</summary>
    string Name { get; }

    /// <summary>What the tool takes or answers otherwise than its class declares.</summary>
    /// <returns>A sentence for each difference.</returns>
    /// <exception cref="AgentFailure">The server cannot be asked.</exception>
    ValueTask<IReadOnlyList<string>> CompareAsync(CancellationToken cancellationToken);
}
