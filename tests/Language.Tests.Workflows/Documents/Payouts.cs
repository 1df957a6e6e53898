namespace Perdure.Language.Tests.Workflows.Documents;

/// <summary>Somebody who is told of a payout.</summary>
public sealed record Party(string Name, string Mail);

/// <summary>What is paid out, and the file in which each undo leaves a line.</summary>
public sealed record Payout(string Log, string Number, decimal Amount, int Count, TimeSpan Pause, Party[] Parties);

/// <summary>A sum, to be put aside.</summary>
public sealed record Sum(string Number, decimal Amount);

/// <summary>A sum, put aside.</summary>
public sealed record Reserve(string Receipt);

/// <summary>Who is to be told of what.</summary>
public sealed record Notice(string Number, string Mail);

/// <summary>What is sent.</summary>
public sealed record Sending(string Receipt, int Parts, string Number);

/// <summary>What was sent.</summary>
public sealed record Sent(string Id);

/// <summary>What an undo writes down.</summary>
public sealed record Undone(string Log, string What, decimal Amount = 0, string? Of = null);

/// <summary>What the undo of a sending knows of it, which may be nothing.</summary>
public sealed record Recall(string Log, string Number, Sent? Sent, string? Why);

[Agent("reserve-sum")]
public sealed class ReserveSum : IAgent<Sum, Reserve>
{
    public ValueTask<Reserve> InvokeAsync(Sum input, AgentContext context, CancellationToken cancellationToken) => new(new Reserve("r-" + input.Number));
}

[Agent("tell-party")]
public sealed class TellParty : IAgent<Notice, string>
{
    public ValueTask<string> InvokeAsync(Notice input, AgentContext context, CancellationToken cancellationToken) => new($"told {input.Mail} of {input.Number}");
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

/// <summary>Undoes whatever it is given, at its second attempt.</summary>
[Agent("undo-payout")]
public sealed class UndoPayout : IAgent<Undone, None>
{
    public ValueTask<None> InvokeAsync(Undone input, AgentContext context, CancellationToken cancellationToken)
    {
        if (context.Attempt == 1) throw new IOException("not yet");
        File.AppendAllText(input.Log, FormattableString.Invariant($"{context.StepId}: {input.What}, {input.Amount} of {input.Of ?? "nobody"}, {context.IdempotencyKey.Split('/')[^1]}\n"));
        return default;
    }
}

[Agent("recall-sum"), Retry(3, Delay = "0s")]
public sealed class RecallSum : IAgent<Recall, string>
{
    public ValueTask<string> InvokeAsync(Recall input, AgentContext context, CancellationToken cancellationToken)
    {
        if (context.Attempt == 1) throw new IOException("not yet");
        File.AppendAllText(input.Log, $"{context.StepId}: {input.Sent?.Id ?? "nothing"} of {input.Number}, since {input.Why}\n");
        return new("recalled");
    }
}
