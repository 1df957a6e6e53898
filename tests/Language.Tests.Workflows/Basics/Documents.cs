namespace Perdure.Language.Tests.Workflows.Basics;

/// <summary>What is worked on.</summary>
public sealed record Document(string Text);

/// <summary>What an agent makes of it.</summary>
public sealed record Summary(string Text);

/// <summary>What somebody thinks of it.</summary>
public sealed record Opinion(string Text);

/// <summary>The end of it.</summary>
public sealed record Report(string Text);

/// <summary>Takes the first word.</summary>
[Agent("first-word"), Retry(4, Delay = "0s", Factor = 1, MaxDelay = "1s", Jitter = 0)]
public sealed class FirstWordAgent : IAgent<Document, Summary>
{
    public ValueTask<Summary> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken) => new(new Summary(document.Text.Split(' ')[0]));
}

/// <summary>Has an opinion, at the second attempt.</summary>
[Agent]
public sealed class OpinionAgent : IAgent<Document, Opinion>
{
    public ValueTask<Opinion> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken) =>
        context.Attempt == 1 ? throw new IOException("not yet") : new ValueTask<Opinion>(new Opinion($"{context.Agent}: {document.Text.Length}"));
}
