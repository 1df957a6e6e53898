namespace Perdure.Language.Tests.Workflows.Caching;

/// <summary>What is asked for.</summary>
public sealed record Good(string Name);

/// <summary>An answer that differs each time.</summary>
public sealed record Quote(string Name, Guid Id);

/// <summary>Answers otherwise each time, as a model does.</summary>
[Agent]
public sealed class QuoteAgent : IAgent<Good, Quote>
{
    public ValueTask<Quote> InvokeAsync(Good input, AgentContext context, CancellationToken cancellationToken) => new(new Quote(input.Name, Guid.CreateVersion7()));
}

/// <summary>A code step whose results its runs share, and one that takes them.</summary>
[Workflow]
public sealed partial class Appraise : IWorkflow<Good, string>
{
    [Step, Cache("1h")]
    private static Quote Ask(Good good) => new(good.Name, Guid.CreateVersion7());

    [Step]
    private static string Print(Quote quote) => $"{quote.Name} {quote.Id}";
}

/// <summary>The items of a map share results one by one.</summary>
[Workflow]
public sealed partial class AppraiseAll : IWorkflow<Good[], Quote[]>
{
    [Step, Cache("1h")]
    private static Quote Ask([ForEach(MaxParallel = 2)] Good good) => new(good.Name, Guid.CreateVersion7());
}

/// <summary>What a person says is a part of what is asked.</summary>
[Workflow]
public sealed partial class Judge : IWorkflow<Good, Quote>
{
    [Step, Cache("1h")]
    private static Quote Ask(Good good, [Signal] string verdict) => new($"{good.Name} is {verdict}", Guid.CreateVersion7());
}

/// <summary>A loop shares what it comes to, and not its rounds.</summary>
[Workflow]
public sealed partial class Haggle : IWorkflow<Quote, Quote>
{
    [Step, Cache("1h"), Repeat(Until = nameof(IsLong), Max = 9)]
    private static Quote Ask(Quote quote) => new(quote.Name + "!", Guid.CreateVersion7());

    private static bool IsLong(Quote quote) => quote.Name.Length > 5;
}

/// <summary>One of the workflows that share what an agent said.</summary>
[Workflow]
public sealed partial class BuyByAgent : IWorkflow<Good, Quote>
{
    [Step<QuoteAgent>, Cache("1h", Scope = CacheScope.Agent)]
    private partial ValueTask<Quote> Buy(Good good);
}

/// <summary>Another one.</summary>
[Workflow]
public sealed partial class SellByAgent : IWorkflow<Good, Quote>
{
    [Step<QuoteAgent>, Cache("1h", Scope = CacheScope.Agent)]
    private partial ValueTask<Quote> Sell(Good good);
}

/// <summary>One that calls the agent and keeps what it said to itself.</summary>
[Workflow]
public sealed partial class SellAnew : IWorkflow<Good, Quote>
{
    [Step<QuoteAgent>, Cache("1h", Scope = CacheScope.Agent, Version = "2")]
    private partial ValueTask<Quote> Sell(Good good);
}
