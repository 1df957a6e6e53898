using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Perdure;

/// <summary>How long a remote conversation (a thread, session or context) lives.</summary>
public enum ConversationScope
{
    /// <summary>For all steps of a run that use the agent's runtime so: they share its memory.</summary>
    Execution,

    /// <summary>For all tries of a step: a later one goes on where an earlier one came to.</summary>
    Step,

    /// <summary>For one try: the next begins anew.</summary>
    Try,
}

/// <summary>
/// Which call of an agent it is. It says what the call is for, and not who makes it: a worker that takes a run over after a crash makes the call by the same id as the worker before it, and so finds what that one left at work.
/// </summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="StepId">The step's durable id.</param>
/// <param name="Item">The item of a mapped step, from 1; else 0.</param>
/// <param name="Round">The round of a repeated step, from 1; else 0.</param>
/// <param name="Try">One more than the tries that failed, or whose outcome is not known, from 1. Other than <see cref="AgentContext.Attempt"/> it does not count attempts that were lost with their worker, nor those whose turn is sent again.</param>
/// <param name="Turn">How often the agent asked back in this try and was answered.</param>
public readonly record struct AgentCallId(Guid ExecutionId, string StepId, int Item, int Round, int Try, int Turn)
{
    /// <summary>Tells calls of agents within one code step apart: a hash of the agent's name and of what it is given, so that calls that are made in another order after a crash are still the same; null: the agent is the step's own.</summary>
    public string? Asked { get; init; }

    /// <summary>Which it is of the calls with the same <see cref="Asked"/>, from 1; 0: the agent is the step's own.</summary>
    public int Call { get; init; }

    /// <summary>The id of the remote conversation, of version 8 (RFC 9562, section 5.8).</summary>
    /// <param name="scope">How long it lives.</param>
    /// <returns>The id; the same for all calls within the scope.</returns>
    public Guid ConversationId(ConversationScope scope) => scope switch
    {
        ConversationScope.Execution => Derive("execution", ExecutionId.ToString("N")),
        ConversationScope.Step => Derive("step", Unit()),
        _ => Derive("try", Number(Try), Unit()),
    };

    /// <summary>The id of what is sent in this turn, of version 8: whenever the same is sent again it is the same.</summary>
    /// <returns>The id.</returns>
    public Guid OperationId() => Derive("operation", Number(Try), Number(Turn), Unit());

    /// <summary>The step's id comes last: it alone may hold any character.</summary>
    private string Unit() => $"{ExecutionId:N}\n{Number(Item)}\n{Number(Round)}\n{Asked}\n{Number(Call)}\n{StepId}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Guid Derive(params ReadOnlySpan<string> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"perdure agent\n{string.Join('\n', parts!)}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
