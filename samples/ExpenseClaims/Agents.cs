using Perdure;

namespace Expenses;

/// <summary>Sums a claim up.</summary>
[Agent("sum-up")]
public sealed class SumUp : IAgent<Claim, Summary>
{
    /// <inheritdoc/>
    public ValueTask<Summary> InvokeAsync(Claim input, AgentContext context, CancellationToken cancellationToken) =>
        new(new Summary(input.Number, input.Lines.Sum(line => line.Amount)));
}

/// <summary>Stands for a model that knows the rules.</summary>
[Agent("judge-claim")]
public sealed class JudgeClaim : IAgent<Question, Judgement>
{
    /// <inheritdoc/>
    public ValueTask<Judgement> InvokeAsync(Question input, AgentContext context, CancellationToken cancellationToken) => new(
        input.Summary.Total <= input.Limit
            ? new Judgement(Outcome.Pay, $"{input.Summary.Total} of {input.Limit}")
            : new Judgement(Outcome.Refuse, $"{input.Summary.Total} are more than {input.Limit}"));
}

/// <summary>Books a line.</summary>
[Agent("book-line")]
public sealed class BookLine : IAgent<Entry, string>
{
    /// <inheritdoc/>
    public ValueTask<string> InvokeAsync(Entry input, AgentContext context, CancellationToken cancellationToken) => new($"{input.Text} {input.Amount}");
}

/// <summary>Takes a line back, should what follows fail.</summary>
[Agent("strike-line")]
public sealed class StrikeLine : IAgent<Entry, None>
{
    /// <inheritdoc/>
    public ValueTask<None> InvokeAsync(Entry input, AgentContext context, CancellationToken cancellationToken) => default;
}

/// <summary>Writes to who claimed.</summary>
[Agent("write-letter")]
public sealed class WriteLetter : IAgent<Notice, Letter>
{
    /// <inheritdoc/>
    public ValueTask<Letter> InvokeAsync(Notice input, AgentContext context, CancellationToken cancellationToken) =>
        new(new Letter($"Dear {input.To}, {input.Reason}. Booked: {string.Join(", ", (input.Booked ?? []).OfType<string>().DefaultIfEmpty("nothing"))}."));
}
