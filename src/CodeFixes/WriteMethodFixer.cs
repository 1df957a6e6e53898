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

/// <summary>PDR203, PDR207, PDR211 and PDR232: a member was named, or wanted, where a method says it; writes that method, below the step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteMethodFixer)), Shared]
public sealed class WriteMethodFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR203", "PDR207", "PDR211", "PDR232"];

    /// <summary>None: two steps may want the same method, which is written once.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration) continue;
            if (model.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } step || Reader.Find(diagnostic, step, model, declaration.SpanStart) is not { } reader) continue;
            context.RegisterCodeFix(
                CodeAction.Create($"Write '{reader.Signature}'", cancellation => WriteAsync(context.Document, declaration, reader, cancellation), nameof(WriteMethodFixer)),
                diagnostic);
        }
    }

    // Written into the text: what stands around it, line ends and comments, stays where it is.
    private static async Task<Document> WriteAsync(Document document, MethodDeclarationSyntax step, Reader reader, CancellationToken cancellationToken)
    {
        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        TextLine first = text.Lines.GetLineFromPosition(step.SpanStart);
        int place = EndOf(step);
        string indent = text.ToString(TextSpan.FromBounds(first.Start, step.SpanStart));
        string end = LineEnds.Of(text, text.Lines.GetLineFromPosition(place));
        string written = string.Concat(reader.Lines.Select(line => end + (line.Length == 0 ? "" : indent) + line));
        return document.WithText(text.WithChanges(new TextChange(new TextSpan(place, 0), written)));
    }

    /// <summary>A comment behind the step, on its last line, is the step's.</summary>
    private static int EndOf(MethodDeclarationSyntax step)
    {
        SyntaxTrivia last = step.GetTrailingTrivia().LastOrDefault(static trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia);
        return last == default ? step.Span.End : last.Span.End;
    }

    /// <summary>A method that returns a member.</summary>
    private sealed record Reader(string Signature, IReadOnlyList<string> Lines)
    {
        public static Reader? Find(Diagnostic diagnostic, IMethodSymbol step, SemanticModel model, int position)
        {
            INamedTypeSymbol workflow = step.ContainingType;
            if (!diagnostic.Properties.TryGetValue(FindingProperties.Member, out string? name) || !workflow.GetMembers(name!).IsEmpty || workflow.Name == name) return null;
            if (Taken(diagnostic, step) is not { } taken || MemberType(taken.Type, name!) is not { } type || !IsMeant(diagnostic.Id, type)) return null;
            bool isStep = diagnostic.Id == "PDR207";
            string attribute = diagnostic.Properties.ContainsKey(FindingProperties.Explicit) ? $"[{taken.Attribute(model, position)}] " : "";
            string parameter = $"{taken.Type.ToMinimalDisplayString(model, position)} {Identifier(taken.Name)}";
            string method = $"private static {type.ToMinimalDisplayString(model, position)} {Identifier(name!)}({attribute}{parameter}) => {Identifier(taken.Name)}.{Identifier(name!)};";
            string[] marks = isStep ? [$"[{new AttributeNames(model, position).Of(PerdureSymbols.StepAttribute)}]"] : [];
            return new Reader($"{name}({parameter})", ["", .. marks, method]);
        }

        private static Value? Taken(Diagnostic diagnostic, IMethodSymbol step)
        {
            if (diagnostic.Properties.TryGetValue(FindingProperties.Parameter, out string? parameter))
                return step.Parameters.FirstOrDefault(one => one.Name == parameter) is { } taken ? new Value(taken.Type, taken.Name, null) : null;
            if (diagnostic.Properties.ContainsKey(FindingProperties.Input))
            {
                INamedTypeSymbol? contract = step.ContainingType.AllInterfaces.FirstOrDefault(one => one.OriginalDefinition.IsPerdure("IWorkflow`2"));
                return contract is null ? null : new Value(contract.TypeArguments[0], Names.OfResult(contract.TypeArguments[0].Name), null);
            }

            if (!diagnostic.Properties.TryGetValue(FindingProperties.Steps, out string? producer)) return null;
            IMethodSymbol? method = step.ContainingType.GetMembers(producer!).OfType<IMethodSymbol>().FirstOrDefault();
            return method is not null && ResultType.Of(method).Type is { } result ? new Value(result, Names.OfResult(method.Name), method.Name) : null;
        }

        private static ITypeSymbol? MemberType(ITypeSymbol owner, string name)
        {
            for (ITypeSymbol? type = owner; type is not null; type = type.BaseType)
            {
                foreach (ISymbol member in type.GetMembers(name).Concat(type.TypeKind == TypeKind.Interface ? type.AllInterfaces.SelectMany(inherited => inherited.GetMembers(name)) : []))
                {
                    if (((member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type) is { } found) return found;
                }
            }

            return null;
        }

        /// <summary>Whether what the member is can be what the method has to say.</summary>
        private static bool IsMeant(string id, ITypeSymbol type) => id switch
        {
            "PDR203" => type.SpecialType == SpecialType.System_Boolean,
            "PDR211" => QueueKeyParser.IsKeyType(type),
            "PDR232" => DelayParser.IsTime(type),
            _ => true,
        };

        private static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
    }

    /// <summary>What has the member.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Name">What the parameter is called.</param>
    /// <param name="Step">The step that returns it; null: it is the workflow's input, or taken by name.</param>
    private sealed record Value(ITypeSymbol Type, string Name, string? Step)
    {
        public AttributeSyntax Attribute(SemanticModel model, int position)
        {
            var names = new AttributeNames(model, position);
            return Step is null ? Attributes.Marker(names.Of(PerdureSymbols.InputAttribute)!) : Attributes.WithNameOf(names.Of(PerdureSymbols.FromAttribute)!, Step);
        }
    }
}
