using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace Perdure.Tests.Compiling;

/// <summary>Kinds of remote agents as packages bring them: one whose runtime can do everything, and two whose work is lost with the call. They answer with what they were told, so that they can be run.</summary>
public static class RemoteKinds
{
    /// <summary>Their source.</summary>
    public const string Source = """
        using System.Runtime.CompilerServices;

        namespace Perdure;

        [AgentRuntime(typeof(LangGraphConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart | AgentAbilities.ResumeFailed)]
        public sealed class LangGraphAgentAttribute(string assistant) : RemoteAgentAttribute
        {
            public string Assistant { get; } = assistant;
            public string? InputField { get; set; }
            public string? OutputField { get; set; }
        }

        [AgentRuntime(typeof(McpConnector), AgentAbilities.Stream | AgentAbilities.Interrupt)]
        public sealed class McpToolAttribute(string server, string tool) : RemoteAgentAttribute
        {
            public string Server { get; } = server;
            public string Tool { get; } = tool;
        }

        [AgentRuntime(typeof(ChatConnector), AgentAbilities.Stream | AgentAbilities.Interrupt)]
        public sealed class ChatAgentAttribute : RemoteAgentAttribute
        {
            public string? Instructions { get; set; }
        }

        public sealed class LangGraphConnector : IAgentConnector<LangGraphAgentAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(LangGraphAgentAttribute attribute, RemoteAgentTypes types) => new Told<TIn, TOut>($"{attribute.Assistant}/{attribute.OutputField}/{types.Name}");
        }

        public sealed class McpConnector : IAgentConnector<McpToolAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(McpToolAttribute attribute, RemoteAgentTypes types) => new Told<TIn, TOut>($"{attribute.Tool}/{types.Name}");
        }

        public sealed class ChatConnector : IAgentConnector<ChatAgentAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(ChatAgentAttribute attribute, RemoteAgentTypes types) => new Told<TIn, TOut>($"{attribute.Instructions}/{types.Name}");
        }

        public sealed class Told<TIn, TOut>(string told) : IRemoteAgent<TIn, TOut>
        {
            public AgentAbilities Abilities => AgentAbilities.None;

            public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
            {
                await Task.Yield();
                yield return new AgentEvent<TOut>.Completed((TOut)(object)$"{told}: {request.Input}");
            }

            public ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => new(false);

            public string? Check(AgentInterrupt interrupt, string value) => null;
        }
        """;

    private static readonly Lazy<MetadataReference> Compiled = new(Compile);

    /// <summary>Their assembly, as it comes in a package.</summary>
    public static MetadataReference Reference => Compiled.Value;

    private static PortableExecutableReference Compile()
    {
        using var stream = new MemoryStream();
        TestCompilation.Named("Perdure.Agents.Test", [], Source).Emit(stream).Success.ShouldBeTrue();
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
