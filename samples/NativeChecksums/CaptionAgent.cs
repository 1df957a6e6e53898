using Perdure;

namespace Checksums;

/// <summary>Puts a title over a text. No workflow of the program calls it: documents do that are published to it.</summary>
[Agent("caption")]
public sealed class CaptionAgent : IAgent<Caption, string>
{
    /// <inheritdoc/>
    public ValueTask<string> InvokeAsync(Caption input, AgentContext context, CancellationToken cancellationToken) =>
        new(string.Join(Environment.NewLine, input.Title, string.Concat(Enumerable.Repeat(input.Line, input.Title.Length)), input.Text));
}
