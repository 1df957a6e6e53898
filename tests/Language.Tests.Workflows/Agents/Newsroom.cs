namespace Perdure.Language.Tests.Workflows.Agents;

/// <summary>What is written about.</summary>
public sealed record Topic(string Title);

/// <summary>What was written.</summary>
public sealed record Article(string Text);

/// <summary>What the editor in chief says.</summary>
public sealed record Approval(string By);

/// <summary>Writes.</summary>
[DeskAgent("a writer")]
public sealed partial class WriterAgent : IAgent<Topic, Article>;

/// <summary>Asks before it prints.</summary>
[DeskAgent("a printer", Asks = "Shall I print it?", Name = "press")]
public sealed partial class PrinterAgent : IAgent<Article, Article>;

/// <summary>Sends what cannot be called back.</summary>
[LetterAgent]
public sealed partial class SenderAgent : IAgent<Article, Article>;

/// <summary>Rings somebody up.</summary>
[CallAgent]
public sealed partial class CallerAgent : IAgent<Article, Article>;

/// <summary>One agent by its step, and the same by code.</summary>
[Workflow]
public sealed partial class WriteTwice : IWorkflow<Topic, string>
{
    [Step<WriterAgent>(As = "first")]
    private partial ValueTask<Article> Write(Topic topic);

    [Step(As = "second")]
    private static async Task<Article> WriteAgain(Topic topic, WriterAgent writer, StepContext context, CancellationToken cancellationToken) => await context.InvokeAsync(writer, topic, cancellationToken);

    [Step]
    private static string Compare(Article first, Article second) => first == second ? first.Text : $"{first.Text}, {second.Text}";
}

/// <summary>Somebody has to agree before it is printed; of several articles, to each.</summary>
[Workflow]
public sealed partial class PrintNews : IWorkflow<Topic, string>
{
    [Step<WriterAgent>]
    private partial ValueTask<Article> Write(Topic topic);

    [Step<PrinterAgent>, OnInterrupt<Approval>("agreed", Timeout = "30d")]
    private partial ValueTask<Article> Print([From(nameof(Write))] Article article);

    [Step]
    private static Article[] Extras(Topic topic) => [new($"more of {topic.Title}"), new($"most of {topic.Title}")];

    [Step<PrinterAgent>, OnInterrupt<Approval>]
    private partial ValueTask<Article> PrintExtra([ForEach, From(nameof(Extras))] Article extra);

    [Step, Result]
    private static string Read([From(nameof(Print))] Article article, [From(nameof(PrintExtra))] IReadOnlyList<Article> extras) =>
        string.Join("; ", extras.Select(extra => extra.Text).Prepend(article.Text));
}

/// <summary>Each part is read until two have agreed to it, one after the other.</summary>
[Workflow]
public sealed partial class ProofreadNews : IWorkflow<Topic, string>
{
    [Step]
    private static Article[] Parts(Topic topic) => [new($"{topic.Title} one"), new($"{topic.Title} two")];

    [Step<PrinterAgent>, OnInterrupt<Approval>, Repeat(Until = nameof(IsAgreed), Max = 5)]
    private partial ValueTask<Article> Proofread([ForEach, From(nameof(Parts))] Article part);

    private static bool IsAgreed(Article part) => part.Text.Split("said").Length > 2;

    [Step]
    private static string Join([From(nameof(Proofread))] IReadOnlyList<Article> parts) => string.Join("; ", parts.Select(part => part.Text));
}

/// <summary>What is sent twice does harm, and nobody can tell whether it was sent.</summary>
[Workflow]
public sealed partial class SendNews : IWorkflow<Topic, Article>
{
    [Step<WriterAgent>]
    private partial ValueTask<Article> Write(Topic topic);

#pragma warning disable PDR120 // A person is to decide: that is what the test is about.
    [Step<SenderAgent>, NotIdempotent, Retry(5, Delay = "0s")]
    private partial ValueTask<Article> Send(Article article);
#pragma warning restore PDR120
}

/// <summary>The same where it does no harm.</summary>
[Workflow]
public sealed partial class SendNewsAgain : IWorkflow<Topic, Article>
{
    [Step<WriterAgent>]
    private partial ValueTask<Article> Write(Topic topic);

    [Step<SenderAgent>]
    private partial ValueTask<Article> Send(Article article);
}

/// <summary>Who is rung up twice is angry, but whether he was can be seen.</summary>
[Workflow]
public sealed partial class CallNews : IWorkflow<Topic, Article>
{
    [Step<WriterAgent>]
    private partial ValueTask<Article> Write(Topic topic);

    [Step<CallerAgent>, NotIdempotent]
    private partial ValueTask<Article> Call(Article article);
}
