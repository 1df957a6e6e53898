using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Perdure.Runtime.Tests.Process;

/// <summary>An agent whose remote side is a server in the process of the tests: it outlives workers. The input begins with the server's port.</summary>
public sealed class WireAgent(AgentAbilities abilities = WireAgent.All) : RemoteAgent<string, string>("wire", new WireRemote(abilities))
{
    /// <summary>All that the server is able to do.</summary>
    public const AgentAbilities All = AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart;
}

/// <summary>Speaks to the server, a line a word: fields are escaped, and parted by blanks.</summary>
internal sealed class WireRemote(AgentAbilities abilities) : IRemoteAgent<string, string>
{
    public AgentAbilities Abilities => abilities;

    public async IAsyncEnumerable<AgentEvent<string>> RunAsync(AgentRequest<string> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string port = request.Input.Split('|')[0];
        using var client = new TcpClient();
        AgentError? refused = await ConnectAsync(client, port, cancellationToken);
        if (refused is not null)
        {
            yield return new AgentEvent<string>.Failed(refused);
            yield break;
        }

        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        bool readsOn = request.Handle is { } handle && handle.Turn == request.Id.Turn && abilities.HasFlag(AgentAbilities.Reattach);
        string conversation = $"{port}:{request.Id.ConversationId(ConversationScope.Try):N}";
        await writer.WriteLineAsync(readsOn
            ? Line("read", request.Handle!.Run!)
            : Line(
                [
                    abilities.HasFlag(AgentAbilities.IdempotentStart) ? "start" : "new", request.Id.OperationId().ToString("N"), Text(request.Id.Try), Text(request.Id.Turn), request.Input, request.TraceParent ?? "",
                    Text(request.Id.Call), .. request.Answers.Select(answer => answer.Value),
                ]));
        List<AgentInterrupt> asked = [];
        AgentUsage? usage = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            string[] words = [.. line.Split(' ').Select(Uri.UnescapeDataString)];
            switch (words[0])
            {
                case "started":
                    yield return new AgentEvent<string>.Started(Handle(words[1]));
                    break;
                case "delta":
                    yield return new AgentEvent<string>.Delta(words[1], "node");
                    break;
                case "progress":
                    yield return new AgentEvent<string>.Progress(words[1], words[2], null);
                    break;
                case "usage":
                    usage = new AgentUsage(words[1], long.Parse(words[2], CultureInfo.InvariantCulture), long.Parse(words[3], CultureInfo.InvariantCulture));
                    break;
                case "ask":
                    asked.Add(new AgentInterrupt(words[1], "confirmation") { Message = words[2], Payload = """{"topic":"birds"}""", ResponseSchema = words.Length > 3 ? words[3] : null });
                    break;
                case "interrupted":
                    yield return new AgentEvent<string>.Interrupted(asked, Handle(words[1]) with { State = "signed" });
                    yield break;
                case "completed":
                    yield return new AgentEvent<string>.Completed(words[1], usage);
                    yield break;
                case "failed":
                    TimeSpan? rest = words.Length > 3 ? TimeSpan.FromSeconds(double.Parse(words[3], CultureInfo.InvariantCulture)) : null;
                    yield return new AgentEvent<string>.Failed(new AgentError(Enum.Parse<AgentErrorKind>(words[1]), words[2]) { Code = "E1", RetryAfter = rest });
                    yield break;
            }
        }

        AgentHandle Handle(string run) => new("wire", conversation, request.Id.Turn) { Run = run };
    }

    public async ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        if (await ConnectAsync(client, handle.Conversation.Split(':')[0], cancellationToken) is { } refused) throw new RemoteAgentException("wire", refused);
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        await writer.WriteLineAsync(Line("stop", handle.Run!));
        return await reader.ReadLineAsync(cancellationToken) == "stopped";
    }

    public string? Check(AgentInterrupt interrupt, string value) =>
        interrupt.ResponseSchema is null || value is "true" or "false" ? null : $"$: expected boolean, found {value}";

    private static async Task<AgentError?> ConnectAsync(TcpClient client, string port, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync("127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture), cancellationToken);
            return null;
        }
        catch (SocketException refused)
        {
            return new AgentError(AgentErrorKind.Unavailable, refused.Message);
        }
    }

    private static string Line(params ReadOnlySpan<string> words)
    {
        List<string> escaped = [];
        foreach (string word in words) escaped.Add(Uri.EscapeDataString(word));
        return string.Join(' ', escaped);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Plans of the agent on the wire, which tests share with processes.</summary>
public static class WirePlans
{
    private static readonly PayloadType Words = PayloadType.Of<string>();

    /// <summary>How the agent is registered.</summary>
    public static AgentDefinition Definition { get; } = new AgentDefinition<WireAgent, string, string>("wire", Words, Words, static _ => new WireAgent());

    /// <summary>One step whose agent may ask for an approval.</summary>
    public static WorkflowPlan<string, string> Remote { get; } = new("remote", 1, new WireRunner())
    {
        Input = Words,
        Output = Words,
        Steps = [new StepPlan("Ask") { Agent = "wire", Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = Words, Interrupt = new InterruptPlan("approve", PayloadType.Of<bool>()) }],
        Result = 0,
    };

    private sealed class WireRunner : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call) =>
            await call.InvokeAgentAsync<WireAgent, string, string>(call.Read<string>(WorkflowPlan.InputProducer, Words)).ConfigureAwait(false);
    }
}
