using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Generators.Emission;
using Perdure.Generators.FrontEnd;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators;

/// <summary>Compiles workflow classes into plans and runners. Reports nothing: the analyzer does, where <c>#pragma</c> and <c>.editorconfig</c> work.</summary>
[Generator]
public sealed class WorkflowGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterPostInitializationOutput(static output => output.AddEmbeddedAttributeDefinition());

        IncrementalValueProvider<SerializerContexts> contexts = ReadContexts(context);
        IncrementalValuesProvider<WorkflowModel?> workflows = ReadWorkflows(context);
        IncrementalValuesProvider<AgentModel?> agents = ReadAgents(context);
        IncrementalValuesProvider<WorkflowModel?> documents = ReadDocuments(context);
        IncrementalValuesProvider<RemoteAgentModel> remote = RemoteAgents.Read(context);
        IncrementalValueProvider<ImmutableArray<WorkflowModel?>> all = workflows.Collect().Combine(documents.Collect()).Select(static (both, _) => both.Left.AddRange(both.Right));
        IncrementalValueProvider<RegistryModel?> registry = BuildRegistry(context, all, agents, remote, contexts);
        IncrementalValueProvider<FileNames> names = all.Select(static (models, _) => FileNames.Of(models.Select(workflow => workflow?.Class.HintName)));

        foreach (IncrementalValuesProvider<WorkflowModel?> written in new[] { workflows, documents })
            context.RegisterSourceOutput(Files(written, contexts, names), static (output, file) => output.AddSource(file.Name, WorkflowEmitter.Emit(file.Workflow)));
        context.RegisterSourceOutput(RemoteAgents.Files(remote, contexts), static (output, file) => output.AddSource(file.Name, RemoteAgentEmitter.Emit(file.Agent)));
        context.RegisterSourceOutput(registry, static (output, model) =>
        {
            if (model is not null) output.AddSource(RegistryEmitter.FileName, RegistryEmitter.Emit(model));
        });
        context.RegisterSourceOutput(Registries(context, registry), static (output, registries) =>
        {
            if (registries.Count > 0) output.AddSource(AddWorkflowsEmitter.FileName, AddWorkflowsEmitter.Emit(registries));
        });
    }

    private static IncrementalValuesProvider<WorkflowModel?> ReadWorkflows(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            "Perdure.WorkflowAttribute",
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, cancellation) => Candidate.IsFirst(found) ? ReadWorkflow((INamedTypeSymbol)found.TargetSymbol, found, cancellation) : null)
        .WithTrackingName(TrackingNames.Workflows);

    private static WorkflowModel? ReadWorkflow(INamedTypeSymbol symbol, GeneratorAttributeSyntaxContext found, CancellationToken cancellation)
    {
        ParsedWorkflow workflow = WorkflowParser.Parse(symbol, found.Attributes[0], found.SemanticModel.Compilation, forMessages: false);
        cancellation.ThrowIfCancellationRequested();
        return WorkflowModelBuilder.Build(workflow, workflow.Plan());
    }

    /// <summary>A text is read when it changes; what it names is looked up whenever code changes, as for classes, and mostly to the same end.</summary>
    private static IncrementalValuesProvider<WorkflowModel?> ReadDocuments(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<DocumentFile>> files = context.AdditionalTextsProvider
            .Where(static file => DocumentFile.Is(file.Path))
            .Select(static (file, cancellation) => DocumentFile.Read(file.Path, file.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(TrackingNames.Documents)
            .Collect();
        IncrementalValueProvider<string?> root = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => DocumentOptions.RootNamespace(options));
        return files
            .Combine(root)
            .Combine(context.CompilationProvider)
            .SelectMany(static (parts, cancellation) => DocumentCompiler.Compile(parts.Left.Left, parts.Right, parts.Left.Right, cancellation).Select(compiled => compiled.Model).ToImmutableArray())
            .WithTrackingName(TrackingNames.DocumentWorkflows);
    }

    private static IncrementalValuesProvider<AgentModel?> ReadAgents(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            "Perdure.AgentAttribute",
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, _) => Candidate.IsFirst(found)
                ? AgentParser.Parse((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], found.SemanticModel.Compilation).Model
                : null)
        .WithTrackingName(TrackingNames.Agents);

    private static IncrementalValueProvider<SerializerContexts> ReadContexts(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            SerializerContextReader.Attribute,
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => SerializerContextReader.Read((INamedTypeSymbol)found.TargetSymbol))
        .Collect()
        .Select(static (found, _) => new SerializerContexts(new EquatableArray<SerializerContextModel>(
            found.OfType<SerializerContextModel>().Distinct().OrderBy(model => model.FullName, StringComparer.Ordinal))))
        .WithTrackingName(TrackingNames.Contexts);

    private static IncrementalValuesProvider<WorkflowFile> Files(
        IncrementalValuesProvider<WorkflowModel?> workflows, IncrementalValueProvider<SerializerContexts> contexts, IncrementalValueProvider<FileNames> names)
    {
        return workflows
            .Combine(contexts)
            .Combine(names)
            .SelectMany(static (parts, _) =>
                parts is { Left: { Left: { } workflow, Right: var contexts }, Right: var names } && names.Name(workflow.Class.HintName) is { } name
                    ? ImmutableArray.Create(new WorkflowFile(name, workflow.With(contexts)))
                    : [])
            .WithTrackingName(TrackingNames.Files);
    }

    /// <summary>The registry of this assembly; null where it has neither workflows nor agents nor queues. One that holds wrong ones only is empty, so that <c>AddWorkflows()</c> is there.</summary>
    private static IncrementalValueProvider<RegistryModel?> BuildRegistry(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<ImmutableArray<WorkflowModel?>> workflows,
        IncrementalValuesProvider<AgentModel?> agents,
        IncrementalValuesProvider<RemoteAgentModel> remote,
        IncrementalValueProvider<SerializerContexts> contexts)
    {
        IncrementalValueProvider<EquatableArray<RegisteredWorkflow>?> registered = workflows.Select(static (all, _) => all.IsEmpty
            ? default(EquatableArray<RegisteredWorkflow>?)
            : new EquatableArray<RegisteredWorkflow>(all.Where(workflow => workflow?.Plan is not null).Select(workflow => new RegisteredWorkflow(workflow!.Plan!.Name + "@" + workflow.Plan.Version, workflow.Class.FullName))));
        IncrementalValueProvider<ImmutableArray<AgentModel?>> resolved = agents
            .Combine(contexts)
            .Select(static (pair, _) => pair.Left?.With(pair.Right))
            .Collect();
        IncrementalValueProvider<ImmutableArray<AgentModel?>> connected = remote
            .Combine(contexts)
            .Select(static (pair, _) => pair.Left.Agent?.With(pair.Right))
            .Collect();
        IncrementalValueProvider<ImmutableArray<AgentModel?>> all = resolved.Combine(connected).Select(static (pair, _) => pair.Left.AddRange(pair.Right));
        IncrementalValueProvider<string> assembly = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "");
        IncrementalValueProvider<EquatableArray<QueueModel>> queues = context.CompilationProvider.Select(static (compilation, _) => QueueDeclarations.Describe(compilation.Assembly));
        return registered
            .Combine(all)
            .Combine(assembly)
            .Combine(queues)
            .Select(static (parts, _) => parts is { Left.Left: { Left: null, Right.Length: 0 }, Right.Count: 0 }
                ? null
                : RegistryModel.Of(parts.Left.Right, parts.Left.Left.Left ?? default, parts.Left.Left.Right) with { Queues = parts.Right })
            .WithTrackingName(TrackingNames.Registry);
    }

    /// <summary>The registries that <c>AddWorkflows()</c> adds: those of referenced assemblies, then this one's.</summary>
    private static IncrementalValueProvider<EquatableArray<string>> Registries(IncrementalGeneratorInitializationContext context, IncrementalValueProvider<RegistryModel?> registry)
    {
        IncrementalValueProvider<EquatableArray<string>> referenced = context.CompilationProvider
            .Select(static (compilation, _) => new EquatableArray<string>(RegistryReader.Referenced(compilation).Select(found => found.Class)));
        IncrementalValueProvider<string?> own = registry.Select(static (model, _) => model?.FullName);
        return referenced
            .Combine(own)
            .Select(static (pair, _) => pair.Right is null ? pair.Left : new EquatableArray<string>([.. pair.Left, pair.Right]))
            .WithTrackingName(TrackingNames.Registries);
    }
}
