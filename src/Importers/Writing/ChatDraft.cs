using System.Globalization;

namespace Perdure.Importers.Writing;

/// <summary>What a <c>[ChatAgent]</c> says of its model.</summary>
internal sealed record ChatDraft
{
    /// <summary>The key of the chat client; null: the one without a key.</summary>
    public string? Client { get; init; }

    public string? Model { get; init; }

    public double? Temperature { get; init; }

    public int? MaxTokens { get; init; }

    /// <summary>The system message; with a prompt, its braces are places or written twice.</summary>
    public string? Instructions { get; init; }

    /// <summary>What the user says, with places; null: the input.</summary>
    public string? Prompt { get; init; }

    /// <summary>The arguments, as C# writes them.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        .. Text(nameof(Client), Client), .. Text(nameof(Model), Model),
        .. Temperature is { } temperature ? [$"{nameof(Temperature)} = {temperature.ToString("R", CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
        .. MaxTokens is { } most ? [$"{nameof(MaxTokens)} = {most.ToString(CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
        .. Text(nameof(Instructions), Instructions), .. Text(nameof(Prompt), Prompt),
    ];

    private static string[] Text(string name, string? text) => text is null ? [] : [$"{name} = {CSharpText.Literal(text)}"];
}
