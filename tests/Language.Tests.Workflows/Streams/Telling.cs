using System.Text.Json.Serialization;

namespace Perdure.Language.Tests.Workflows.Streams;

/// <summary>What is told.</summary>
public sealed record Tale(string Text);

/// <summary>A part of what is told, as it comes.</summary>
public sealed record Token(string Text);

/// <summary>What was spelt.</summary>
public sealed record Spelling(string Text);

[JsonSerializable(typeof(Token))]
internal sealed partial class TokenJson : JsonSerializerContext;

/// <summary>Tells word by word; the first time it loses the thread.</summary>
[Agent]
public sealed class NarratorAgent : IAgent<string, Tale>
{
    public async ValueTask<Tale> InvokeAsync(string text, AgentContext context, CancellationToken cancellationToken)
    {
        foreach (string word in text.Split(' '))
        {
            await context.EmitAsync(new Token(word), cancellationToken);
            if (context.Attempt == 1 && word == "upon") throw new IOException("where was I");
        }

        return new Tale(text);
    }
}

/// <summary>Everything that emits: an agent, the items of a map, the rounds of a loop, a step with a transaction, and an undo.</summary>
[Workflow]
public sealed partial class Telling : IWorkflow<string, Spelling>
{
    [Step<NarratorAgent>, Retry(9, Delay = "0s")]
    private partial ValueTask<Tale> Tell(string text);

    [Step]
    private static string[] Words(Tale tale) => tale.Text.Split(' ');

    [Step]
    private static async Task<Spelling> Spell([ForEach] string word, StepContext context, CancellationToken cancellationToken)
    {
        foreach (char letter in word) await context.EmitAsync(new Token($"{letter}"), TokenJson.Default.Token, cancellationToken);
        return new Spelling(string.Join('-', word.ToCharArray()));
    }

    [Step]
    private static Spelling Join(IReadOnlyList<Spelling> spellings) => new(string.Join(' ', spellings.Select(spelling => spelling.Text)));

    [Step, Repeat(Until = nameof(IsShort), Max = 5)]
    private static async Task<Spelling> Shorten([From(nameof(Join))] Spelling spelling, StepContext context, CancellationToken cancellationToken)
    {
        await context.EmitAsync(new Token(spelling.Text), TokenJson.Default.Token, cancellationToken);
        return new Spelling(spelling.Text[(spelling.Text.Length / 2)..]);
    }

    private static bool IsShort([From(nameof(Shorten))] Spelling spelling) => spelling.Text.Length <= 4;

    [Step, Result]
    private static async Task<Spelling> Note([From(nameof(Shorten))] Spelling spelling, System.Data.Common.DbTransaction transaction, StepContext context, CancellationToken cancellationToken)
    {
        await context.EmitAsync(new Token(transaction.Connection is null ? "not noted" : "noted"), TokenJson.Default.Token, cancellationToken);
        return spelling;
    }
}

/// <summary>What it did is undone, and it says so.</summary>
[Workflow]
public sealed partial class Retracting : IWorkflow<string, string>
{
    [Step, Compensate(nameof(Retract))]
    private static async Task<Tale> Claim(string text, StepContext context, CancellationToken cancellationToken)
    {
        await context.EmitAsync(new Token($"it is {text}"), TokenJson.Default.Token, cancellationToken);
        return new Tale(text);
    }

    private static async Task Retract(Tale tale, StepContext context, CancellationToken cancellationToken) =>
        await context.EmitAsync(new Token($"it is not {tale.Text}"), TokenJson.Default.Token, cancellationToken);

    [Step]
    private static string Doubt(Tale tale) => throw new InvalidOperationException($"{tale.Text}?");
}
