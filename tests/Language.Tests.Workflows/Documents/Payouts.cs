namespace Perdure.Language.Tests.Workflows.Documents;

/// <summary>Somebody who is told of a payout.</summary>
public sealed record Party(string Name, string Mail);

/// <summary>What is paid out.</summary>
public sealed record Payout(string Number, decimal Amount, int Count, TimeSpan Pause, Party[] Parties);

/// <summary>A sum, to be put aside.</summary>
public sealed record Sum(string Number, decimal Amount);

/// <summary>A sum, put aside.</summary>
public sealed record Reserve(string Receipt);

/// <summary>Who is to be told of what.</summary>
public sealed record Notice(string Number, string Mail);

/// <summary>What somebody was told.</summary>
public sealed record Told(string Text);

/// <summary>What is sent.</summary>
public sealed record Sending(string Receipt, int Parts, string Number);

/// <summary>What was sent.</summary>
public sealed record Sent(string Id);

/// <summary>What an undo writes down.</summary>
public sealed record Undone(string What, decimal Amount = 0, string? Of = null);

/// <summary>What the undo of a sending knows of it, which may be nothing.</summary>
public sealed record Recall(string Number, Sent? Sent, string? Why);

[Agent("reserve-sum")]
public sealed class ReserveSum : IAgent<Sum, Reserve>
{
    public ValueTask<Reserve> InvokeAsync(Sum input, AgentContext context, CancellationToken cancellationToken) => new(new Reserve("r-" + input.Number));
}

[Agent("tell-party")]
public sealed class TellParty : IAgent<Notice, Told>
{
    public ValueTask<Told> InvokeAsync(Notice input, AgentContext context, CancellationToken cancellationToken) => new(new Told($"told {input.Mail} of {input.Number}"));
}

[Agent("split-sum")]
public sealed class SplitSum : IAgent<int, int>
{
    public ValueTask<int> InvokeAsync(int input, AgentContext context, CancellationToken cancellationToken) => new(input * 2);
}

[Agent("send-sum")]
public sealed class SendSum : IAgent<Sending, Sent>
{
    public ValueTask<Sent> InvokeAsync(Sending input, AgentContext context, CancellationToken cancellationToken) => throw new InvalidOperationException($"no bank for {input.Receipt} in {input.Parts} for {input.Number}");
}

[Agent("release-sum")]
public sealed class ReleaseSum : IAgent<Reserve, None>
{
    public ValueTask<None> InvokeAsync(Reserve input, AgentContext context, CancellationToken cancellationToken) => Undos.NoteAsync(context, $"{input.Receipt} {context.IdempotencyKey.Split('/')[^1]}");
}

[Agent("join-sum")]
public sealed class JoinSum : IAgent<int, None>
{
    public ValueTask<None> InvokeAsync(int input, AgentContext context, CancellationToken cancellationToken) => Undos.NoteAsync(context, FormattableString.Invariant($"{input}"));
}

[Agent("untell-party")]
public sealed class UntellParty : IAgent<Undone, None>
{
    public ValueTask<None> InvokeAsync(Undone input, AgentContext context, CancellationToken cancellationToken) =>
        context.Attempt == 1 ? throw new IOException("not yet") : Undos.NoteAsync(context, FormattableString.Invariant($"{input.What}, {input.Amount} of {input.Of ?? "nobody"}"));
}

[Agent("recall-sum"), Retry(3, Delay = "0s")]
public sealed class RecallSum : IAgent<Recall, string>
{
    public async ValueTask<string> InvokeAsync(Recall input, AgentContext context, CancellationToken cancellationToken)
    {
        if (context.Attempt == 1) throw new IOException("not yet");
        await Undos.NoteAsync(context, $"{input.Sent?.Id ?? "nothing"} of {input.Number}, since {input.Why}");
        return "recalled";
    }
}

/// <summary>The file in which each undo of a run leaves a line.</summary>
internal static class Undos
{
    public static string PathOf(Guid run) => Path.Combine(Path.GetTempPath(), $"{run}.undone");

    public static async ValueTask<None> NoteAsync(AgentContext context, string line)
    {
        await File.AppendAllTextAsync(PathOf(context.ExecutionId), $"{context.StepId}: {line}\n");
        return default;
    }
}
