using Documents.Agents;
using Perdure;

namespace Documents.Tests.Agents;

/// <summary>Asks an agent, as a step would.</summary>
internal static class Ask
{
    public static async Task<TOut> Agent<TOut>(IAgent<Document, TOut> agent, string text)
    {
        var context = new AgentContext(Guid.CreateVersion7(), "document-insights", "Step", 1, "key", "agent");
        return await agent.InvokeAsync(new Document("test.txt", text), context, TestContext.Current.CancellationToken);
    }

    public static Task<Entities> Entities(string text) => Agent(new EntityAgent(Pace.Full), text);

    public static Task<Summary> Summary(string text) => Agent(new SummarizeAgent(Pace.Full), text);
}
