using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Perdure.CodeFixes.Syntax;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR605 and PDR606: writes the record as the contract has it. A record of the project that is its parameters and no more is rewritten, but for what fits already; beside anything else a new one is written.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteContractTypeFixer)), Shared]
public sealed class WriteContractTypeFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR605", "PDR606"];

    /// <summary>None: what an agent takes and answers is decided agent by agent.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not TypeSyntax written) continue;
            if (await ReadAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } contract) continue;
            if (Plan.Create(model, written, contract, isInput: diagnostic.Id == "PDR605") is not { } plan) continue;
            context.RegisterCodeFix(CodeAction.Create(plan.Title, cancellation => WriteAsync(context.Document.Project.Solution, plan, cancellation), nameof(WriteContractTypeFixer)), diagnostic);
        }
    }

    private static async Task<AgentContract?> ReadAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (!diagnostic.Properties.TryGetValue(FindingProperties.Contract, out string? path)) return null;
        TextDocument? file = document.Project.AdditionalDocuments.FirstOrDefault(other => other.FilePath == path);
        return file is null ? null : ContractReader.Read((await file.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString()).Contract;
    }

    private static async Task<Solution> WriteAsync(Solution solution, Plan plan, CancellationToken cancellationToken)
    {
        if (solution.GetDocument(plan.Place.SyntaxTree) is not { } document) return solution;
        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        SemanticModel model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        TextLine line = text.Lines.GetLineFromPosition(plan.Place.SpanStart);
        string indent = new([.. line.ToString().TakeWhile(char.IsWhiteSpace)]);
        return solution.WithDocumentText(document.Id, text.WithChanges(plan.Changes(model, LineEnds.Of(text, line) + indent)));
    }

    /// <summary>What is written, and where.</summary>
    private sealed record Plan(TypeSyntax Written, MemberDeclarationSyntax Place, RecordDeclarationSyntax? Record, string Name, ContractSchema Schema, JsonSettings Settings, bool IsInput)
    {
        public string Title => Record is null ? $"Write the record '{Name}' as the contract has it" : $"Rewrite the record '{Name}' as the contract has it";

        public static Plan? Create(SemanticModel model, TypeSyntax written, AgentContract contract, bool isInput)
        {
            if (written.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } agent || model.GetDeclaredSymbol(agent) is not INamedTypeSymbol symbol || symbol.FindAgentAttribute() is not { } attribute) return null;
            if (ContractBinding.Part(contract, attribute, isInput) is not { Fields.Count: > 0 } schema || AgentReader.Contracts(symbol) is not [{ TypeArguments: var types }]) return null;
            ITypeSymbol type = types[isInput ? 0 : 1];
            bool isShared = SymbolEqualityComparer.Default.Equals(type, types[isInput ? 1 : 0]);
            if (!isShared && Rewritable(type) is { } record) return new Plan(written, record, record, type.Name, schema, JsonSettings.Of(type, ContextFinder.Find(model.Compilation)), isInput);
            string stem = symbol.Name.Length > 5 && symbol.Name.EndsWith("Agent", StringComparison.Ordinal) ? symbol.Name.Substring(0, symbol.Name.Length - 5) : symbol.Name;
            string name = ContractRecordWriter.Unique(stem + (isInput ? "Input" : "Output"), other => IsType(model, agent.SpanStart, other));
            return new Plan(written, agent, null, name, schema, JsonSettings.Default, isInput);
        }

        public IEnumerable<TextChange> Changes(SemanticModel model, string newLine)
        {
            int position = Place.SpanStart;
            var writer = new ContractRecordWriter(new NamesInScope(model, position), Settings.Naming, Settings.Omission == JsonOmission.Nulls, IsInput, Access(), name => IsType(model, position, name));
            if (Record is { ParameterList: { } old })
            {
                string parameters = writer.Parameters(Name, Schema, (name, field) => Kept(model, old, name, field, writer));
                yield return new TextChange(old.Span, $"({parameters})");
                if (writer.Others.Count > 0) yield return new TextChange(new TextSpan(Record.Span.End, 0), Beside(writer.Others, newLine));
                yield break;
            }

            string first = $"{Access()} sealed record {Name}({writer.Parameters(Name, Schema, static (_, _) => null)});";
            yield return new TextChange(Written.Span, Name);
            yield return new TextChange(new TextSpan(Place.Span.End, 0), Beside([first, .. writer.Others], newLine));
        }

        private static string Beside(IEnumerable<string> declarations, string newLine) => string.Concat(declarations.Select(declaration => newLine.TrimEnd(' ', '\t') + newLine + declaration.Replace("\n", newLine)));

        private string Access() => Place.Modifiers.FirstOrDefault(static word => word.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.PrivateKeyword) is { RawKind: not 0 } word ? word.ValueText : Place.Parent is TypeDeclarationSyntax ? "private" : "internal";

        /// <summary>A parameter that says what the contract says already, as it stands there.</summary>
        private KeptParameter? Kept(SemanticModel model, ParameterListSyntax old, string name, ContractSchema field, ContractRecordWriter writer)
        {
            foreach (ParameterSyntax parameter in old.Parameters)
            {
                if (model.GetDeclaredSymbol(parameter) is not { ContainingType: { } record } symbol || record.GetMembers(symbol.Name).OfType<IPropertySymbol>().FirstOrDefault() is not { } property) continue;
                ValueShape whole = new ShapeReader(Settings, IsInput).Read(record.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
                if (whole.Fields?.Value.FirstOrDefault(one => one.Name == name) is not { } shape || JsonNameOf(property) != name) continue;
                bool isCertain = writer.IsNeeded(Schema, name, field);
                bool fits = IsInput ? (shape.IsCertain || !isCertain) && !ContractJudge.Input(shape.Value, field, "$.field").Any() : (isCertain || !shape.IsCertain) && !ContractJudge.Output(shape.Value, field, "$.field").Any() && (shape.Value.Kinds?.Contains("null") != false || field.Kinds?.Contains("null") != true);
                return fits ? new KeptParameter(parameter.ToString(), parameter.Default is not null) : null;
            }

            return null;
        }

        private string JsonNameOf(IPropertySymbol property) =>
            property.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass?.Name == "JsonPropertyNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string ?? JsonNames.Of(property.Name, Settings.Naming);

        /// <summary>The declaration of a record that is its parameters and no more; null: it is something else, or said in several places.</summary>
        private static RecordDeclarationSyntax? Rewritable(ITypeSymbol type) =>
            type is INamedTypeSymbol { IsRecord: true, IsValueType: false, IsGenericType: false, DeclaringSyntaxReferences: [var declaration] } && declaration.GetSyntax() is RecordDeclarationSyntax { ParameterList: not null, Members.Count: 0, BaseList: null } record ? record : null;

        private static bool IsType(SemanticModel model, int position, string name) => model.LookupNamespacesAndTypes(position, name: name).Length > 0;
    }
}
