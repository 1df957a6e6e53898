using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>The rules as the compiler knows them.</summary>
internal static class Descriptors
{
    private const string Category = "Perdure";
    private const string Pages = "https://github.com/perdure/perdure/blob/main/docs/diagnostics/";

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById =
        ShapeRules.All.Concat(Rules.All).Concat(DocumentRules.All).Concat(ContractRules.All).ToImmutableDictionary(rule => rule.Id, Describe, StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> OfDocumentsById =
        Rules.All.Select(DocumentWords.Of).Concat(DocumentRules.All).ToImmutableDictionary(rule => rule.Id, Describe, StringComparer.Ordinal);

    public static DiagnosticDescriptor Of(Rule rule) => ById[rule.Id];

    /// <summary>The rule in the words of documents.</summary>
    public static DiagnosticDescriptor OfDocuments(Rule rule) => OfDocumentsById[rule.Id];

    public static ImmutableArray<DiagnosticDescriptor> Of(IEnumerable<Rule> rules) => [.. rules.Select(Of)];

    private static DiagnosticDescriptor Describe(Rule rule) => new(
        rule.Id,
        rule.Title,
        rule.Message,
        Category,
        rule.Severity switch { Severity.Error => DiagnosticSeverity.Error, Severity.Warning => DiagnosticSeverity.Warning, _ => DiagnosticSeverity.Info },
        isEnabledByDefault: true,
        helpLinkUri: Pages + rule.Id + ".md",
        customTags: ShapeRules.NeedWholeCompilation.Concat(ContractRules.NeedWholeCompilation).Contains(rule) ? [WellKnownDiagnosticTags.CompilationEnd] : []);
}
