using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Generators.FrontEnd;
using Perdure.Generators.Model;

namespace Perdure.Generators;

/// <summary>Finds the remote agents of a compilation. Each runtime brings an attribute of its own, so that they are found by what their attributes derive from, and not by a name.</summary>
internal static class RemoteAgents
{
    public static IncrementalValuesProvider<RemoteAgentModel> Read(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .CreateSyntaxProvider(
            static (node, _) => node is ClassDeclarationSyntax { AttributeLists.Count: > 0 } or RecordDeclarationSyntax { AttributeLists.Count: > 0 },
            static (found, cancellation) => Read((TypeDeclarationSyntax)found.Node, found.SemanticModel, cancellation))
        .Where(static agent => agent is not null)
        .Select(static (agent, _) => agent!)
        .WithTrackingName(TrackingNames.RemoteAgents);

    public static IncrementalValuesProvider<RemoteAgentFile> Files(IncrementalValuesProvider<RemoteAgentModel> agents, IncrementalValueProvider<SerializerContexts> contexts)
    {
        IncrementalValueProvider<FileNames> names = agents.Collect().Select(static (all, _) => FileNames.Of(all.Select(agent => agent.Class?.HintName)));
        return agents
            .Combine(contexts)
            .Combine(names)
            .SelectMany(static (parts, _) =>
                parts is { Left: { Left: { Class: { } @class } agent, Right: var contexts }, Right: var names } && names.Name(@class.HintName) is { } name
                    ? ImmutableArray.Create(new RemoteAgentFile(name, agent.With(contexts)))
                    : [])
            .WithTrackingName(TrackingNames.RemoteFiles);
    }

    private static RemoteAgentModel? Read(TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol symbol || symbol.FindRemoteAttributes() is not [var attribute, ..]) return null;
        // A partial class is found at each of its parts that bears attributes: it is read at the one that bears this.
        if (attribute.ApplicationSyntaxReference is not { } mark || mark.SyntaxTree != declaration.SyntaxTree || !declaration.Span.Contains(mark.Span)) return null;
        return RemoteAgentModelBuilder.Build(AgentParser.Parse(symbol, attribute, model.Compilation));
    }
}
