using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Perdure.Tests.Compiling;

/// <summary>A file of a project that is no C#.</summary>
/// <param name="path">Its path.</param>
/// <param name="text">Its text.</param>
public sealed class TestDocument(string path, string text) : AdditionalText
{
    /// <summary>The path of a document where a test has one.</summary>
    public const string OnlyPath = "test.workflow.json";

    /// <inheritdoc/>
    public override string Path { get; } = path;

    /// <summary>Its text.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(Text, Encoding.UTF8);
}
