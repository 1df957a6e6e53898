[assembly: Perdure.Queue("claims", Concurrency = 2)]

namespace Perdure.Language.Tests.Workflows.Documents;

/// <summary>What becomes of a claim.</summary>
public enum Outcome
{
    Pay,
    Ask,
    Refuse,
}

/// <summary>A part that was damaged.</summary>
public sealed record Part(string Name, decimal Price, bool IsBroken);

/// <summary>What somebody wants to be paid.</summary>
public sealed record Claim(string Number, decimal Limit, string? Remark, Part[] Parts);

/// <summary>A claim, read.</summary>
public sealed record Reading(string Number, decimal Total, IReadOnlyList<Part> Parts);

/// <summary>What a claim is judged by.</summary>
public sealed record Question(decimal Total, decimal Limit, int Factor = 2);

/// <summary>A claim, judged.</summary>
public sealed record Judgement(Outcome Outcome, double Risk);

/// <summary>A part, noted.</summary>
public sealed record Remark(string Claim, string Name, decimal Price);

/// <summary>What somebody said to a claim that was doubtful.</summary>
public sealed record Consent(string By, bool IsGiven);

/// <summary>What an answer is made of.</summary>
public sealed record Draft(string Number, string By, string Kind = "plain");

/// <summary>What is written back.</summary>
public sealed record Answer(string Text);

/// <summary>All that a letter says.</summary>
public sealed record Letter(string Text, IReadOnlyList<decimal> Prices, IReadOnlyList<string?> Remarks, double Risk, string? Warning = null);

/// <summary>A number, and by what it is scaled.</summary>
public sealed record Scaling(double Value, double Factor);

/// <summary>What a list says.</summary>
public sealed record PriceList(IReadOnlyList<decimal?> Prices, double Risk, string? Seen);

[Agent("scale")]
public sealed class Scale : IAgent<Scaling, double>
{
    public ValueTask<double> InvokeAsync(Scaling input, AgentContext context, CancellationToken cancellationToken) => new(input.Value * input.Factor);
}

[Agent("list-prices")]
public sealed class ListPrices : IAgent<PriceList, string>
{
    public ValueTask<string> InvokeAsync(PriceList input, AgentContext context, CancellationToken cancellationToken) =>
        new(FormattableString.Invariant($"[{string.Join(", ", input.Prices.Select(price => price is { } known ? FormattableString.Invariant($"{known}") : "-"))}] {input.Risk} {input.Seen}"));
}

[Agent("read-claim")]
public sealed class ReadClaim : IAgent<Claim, Reading>
{
    public ValueTask<Reading> InvokeAsync(Claim input, AgentContext context, CancellationToken cancellationToken) =>
        new(new Reading(input.Number, input.Parts.Sum(part => part.Price), input.Parts));
}

[Agent("judge-claim")]
public sealed class JudgeClaim : IAgent<Question, Judgement>
{
    public ValueTask<Judgement> InvokeAsync(Question input, AgentContext context, CancellationToken cancellationToken) =>
        new(new Judgement(input.Total <= input.Limit ? Outcome.Pay : input.Total <= input.Limit * input.Factor ? Outcome.Ask : Outcome.Refuse, 0.8));
}

[Agent("price-part")]
public sealed class PricePart : IAgent<decimal, decimal>
{
    public ValueTask<decimal> InvokeAsync(decimal input, AgentContext context, CancellationToken cancellationToken) => new(input * 2);
}

[Agent("note-part")]
public sealed class NotePart : IAgent<Remark, string>
{
    public ValueTask<string> InvokeAsync(Remark input, AgentContext context, CancellationToken cancellationToken) =>
        new(FormattableString.Invariant($"{input.Claim}: {input.Name} for {input.Price}"));
}

[Agent("halve")]
public sealed class Halve : IAgent<double, double>
{
    public ValueTask<double> InvokeAsync(double input, AgentContext context, CancellationToken cancellationToken) => new(input / 2);
}

[Agent("answer-claim")]
public sealed class AnswerClaim : IAgent<Draft, Answer>
{
    public ValueTask<Answer> InvokeAsync(Draft input, AgentContext context, CancellationToken cancellationToken) => new(new Answer($"{input.Kind} {input.Number} by {input.By}"));
}

[Agent("frame-answer")]
public sealed class FrameAnswer : IAgent<Answer, string>
{
    public ValueTask<string> InvokeAsync(Answer input, AgentContext context, CancellationToken cancellationToken) => new($"<{input.Text}>");
}

[Agent("warn")]
public sealed class Warn : IAgent<string?, string>
{
    public ValueTask<string> InvokeAsync(string? input, AgentContext context, CancellationToken cancellationToken) => new("mind " + input);
}

[Agent("write-letter")]
public sealed class WriteLetter : IAgent<Letter, string>
{
    public ValueTask<string> InvokeAsync(Letter input, AgentContext context, CancellationToken cancellationToken) => new(FormattableString.Invariant(
        $"{input.Text} [{string.Join(", ", input.Prices)}] [{string.Join(", ", input.Remarks.Select(remark => remark ?? "-"))}] {input.Risk} {input.Warning ?? "fine"}"));
}
