namespace Perdure.Language.Tests.Matrix;

/// <summary>The remote agents of the matrix: each asks once, and appends when it is answered.</summary>
internal static class RemoteAppend
{
    /// <summary>What is compiled with the workflows.</summary>
    public const string Source = """
        [AppendAgent] public sealed partial class AppendToTextAgent : IAgent<Text, Text>;
        [AppendAgent] public sealed partial class AppendToStringAgent : IAgent<string, string>;
        [AppendAgent] public sealed partial class AppendWhenToldAgent : IAgent<Told, Text>;
        [AppendAgent] public sealed partial class AppendBesideAgent : IAgent<Beside, Text>;

        [AgentRuntime(typeof(AppendConnector), AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart)]
        public sealed class AppendAgentAttribute : RemoteAgentAttribute;

        public sealed class AppendConnector : IAgentConnector<AppendAgentAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(AppendAgentAttribute attribute, RemoteAgentTypes types) => new Appending<TIn, TOut>();
        }

        internal sealed class Appending<TIn, TOut> : IRemoteAgent<TIn, TOut>
        {
            public AgentAbilities Abilities => AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart;

            public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
            {
                var handle = new AgentHandle("append", request.Id.ConversationId(ConversationScope.Try).ToString(), request.Id.Turn);
                yield return new AgentEvent<TOut>.Started(handle);
                if (request.Answers.Count == 0) yield return new AgentEvent<TOut>.Interrupted([new AgentInterrupt("1", "interrupt")], handle);
                else yield return new AgentEvent<TOut>.Completed((TOut)Append(request.Input!));
            }

            public ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => new(true);

            public string? Check(AgentInterrupt interrupt, string value) => null;

            private static object Append(object input) => input switch
            {
                Text text => new Text(text.Value + "x"),
                Told told => new Text(told.Whole.Value + "x"),
                Beside beside when beside.Whole.Value.StartsWith(beside.Copy.Value) => new Text(beside.Whole.Value + "x"),
                _ => $"{input}x",
            };
        }
        """;
}
