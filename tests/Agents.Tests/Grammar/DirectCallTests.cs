using System.Runtime.CompilerServices;
using Shouldly;

namespace Perdure.Agents.Tests.Grammar;

/// <summary>A remote agent that is called as a local one would be, outside of the step that is its own.</summary>
public sealed class DirectCallTests
{
    [Fact]
    public async Task TwoCallsOfOneContextAreTwoWorks()
    {
        var remote = new Echo();
        var agent = new EchoAgent(remote);
        var context = new AgentContext(Guid.CreateVersion7(), "workflow", "Step", attempt: 1, "key", "echo");

        (await agent.InvokeAsync("one", context, TestContext.Current.CancellationToken)).ShouldBe("one");
        (await agent.InvokeAsync("two", context, TestContext.Current.CancellationToken)).ShouldBe("two");

        remote.Asked.Select(static id => id.ConversationId(ConversationScope.Step)).Distinct().Count().ShouldBe(2);
        remote.Asked.Select(static id => id.OperationId()).Distinct().Count().ShouldBe(2);
    }

    private sealed class EchoAgent(Echo remote) : RemoteAgent<string, string>("echo", remote);

    /// <summary>A runtime that finds its work by the conversation's id, and answers what it answered.</summary>
    private sealed class Echo : IRemoteAgent<string, string>
    {
        private readonly Dictionary<Guid, string> known = [];

        public List<AgentCallId> Asked { get; } = [];

        public AgentAbilities Abilities => AgentAbilities.None;

        public async IAsyncEnumerable<AgentEvent<string>> RunAsync(AgentRequest<string> request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Asked.Add(request.Id);
            Guid conversation = request.Id.ConversationId(ConversationScope.Step);
            known.TryAdd(conversation, request.Input);
            yield return new AgentEvent<string>.Started(new AgentHandle("echo", conversation.ToString(), 0));
            await Task.Yield();
            yield return new AgentEvent<string>.Completed(known[conversation]);
        }

        public ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => new(false);

        public string? Check(AgentInterrupt interrupt, string value) => null;
    }
}
