using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR601 to PDR606: compares remote agents with the contracts of their runtimes, which are files of the project. Generated code does not depend on them, so the generator does not read them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    /// <summary>A schema that is another one altogether is told of in so many words.</summary>
    private const int MostDifferences = 5;

    private static readonly SourceTextValueProvider<ContractReading> Readings = new(ContractFile.Read);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of(ContractRules.All);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext start)
    {
        ContractFile[] files = [.. Files(start.Options, text => start.TryGetValue(text, Readings, out ContractReading? reading) ? reading : null, start.CancellationToken)];
        if (files.Length == 0) return;
        Dictionary<string, ContractFile> contracts = files.Where(static file => file.Reading.Contract is not null)
            .GroupBy(static file => file.Reading.Contract!.Agent.Value, StringComparer.Ordinal).ToDictionary(static same => same.Key, static same => same.First(), StringComparer.Ordinal);
        Compilation compilation = start.Compilation;
        var contexts = new Lazy<INamedTypeSymbol[]>(() => ContextFinder.Find(compilation));
        var agents = new ConcurrentBag<INamedTypeSymbol>();
        start.RegisterAdditionalFileAction(action =>
        {
            if (Array.Find(files, file => file.Path == action.AdditionalFile.Path) is not { } file) return;
            foreach (Diagnostic diagnostic in Judge(file, contracts)) action.ReportDiagnostic(diagnostic);
        });
        start.RegisterSymbolAction(action => Compare(action, contracts, contexts, agents), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end =>
        {
            foreach (ContractFile file in contracts.Values.Where(file => !agents.Any(agent => IsMeant(agent, file)))) end.ReportDiagnostic(Orphan(file, agents));
        });
    }

    private static bool IsMeant(INamedTypeSymbol agent, ContractFile file) => agent.FindRemoteAttributes().Length > 0 && AgentReader.Name(agent) == file.Reading.Contract!.Agent.Value;

    /// <summary>The contracts of the project, in the order of their paths.</summary>
    private static IEnumerable<ContractFile> Files(AnalyzerOptions options, Func<SourceText, ContractReading?> read, CancellationToken cancellation)
    {
        foreach (AdditionalText file in options.AdditionalFiles.Where(static file => ContractFile.Is(file.Path)).OrderBy(static file => file.Path, StringComparer.Ordinal))
        {
            if (file.GetText(cancellation) is { } text && read(text) is { } reading) yield return new ContractFile(file.Path, text, reading);
        }
    }

    private static IEnumerable<Diagnostic> Judge(ContractFile file, Dictionary<string, ContractFile> contracts)
    {
        if (file.Reading.Contract is not { } contract)
        {
            yield return Diagnostic.Create(Descriptors.Of(ContractRules.Unreadable), file.At(file.Reading.Range), file.Name, file.Reading.Problem);
        }
        else if (contracts[contract.Agent.Value] is var first && first.Path != file.Path)
        {
            yield return Diagnostic.Create(Descriptors.Of(ContractRules.Twice), file.At(contract.Agent.Range), [first.At(first.Reading.Contract!.Agent.Range)], file.Name, contract.Agent.Value, first.Name);
        }
    }

    private static Diagnostic Orphan(ContractFile file, IReadOnlyCollection<INamedTypeSymbol> agents)
    {
        Written<string> name = file.Reading.Contract!.Agent;
        string problem = agents.FirstOrDefault(agent => AgentReader.Name(agent) == name.Value) is { } local
            ? $"but '{local.Name}', which is called so, is no remote agent"
            : $"which no remote agent of this project is called{ContractBinding.DidYouMean(NearNames.Find(name.Value, agents.Where(static agent => agent.FindRemoteAttributes().Length > 0).Select(AgentReader.Name).OrderBy(static other => other, StringComparer.Ordinal)))}";
        return Diagnostic.Create(Descriptors.Of(ContractRules.UnknownAgent), file.At(name.Range), file.Name, name.Value, problem);
    }

    private static void Compare(SymbolAnalysisContext context, Dictionary<string, ContractFile> contracts, Lazy<INamedTypeSymbol[]> contexts, ConcurrentBag<INamedTypeSymbol> agents)
    {
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } symbol || symbol.FindAgentAttribute() is not { } attribute) return;
        agents.Add(symbol);
        if (!attribute.IsRemote() || !contracts.TryGetValue(AgentReader.Name(symbol), out ContractFile? file)) return;

        // What is wrong with the class is told of first.
        if (AgentParser.Parse(symbol, attribute, context.Compilation).Model is null || AgentReader.Contracts(symbol) is not [var contract]) return;
        var binding = new ContractBinding(contract, attribute, file.Reading.Contract!);
        if (binding.Stranger(file.Name) is { } stranger)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(ContractRules.Stranger), SourceLocations.Attribute(attribute), symbol.Name, stranger));
            return;
        }

        Report(context, ContractRules.Input, symbol, attribute, 0, binding.Input, file, binding.CompareInput(contexts.Value));
        Report(context, ContractRules.Output, symbol, attribute, 1, binding.Output, file, binding.CompareOutput(contexts.Value));
    }

    private static void Report(SymbolAnalysisContext context, Rule rule, INamedTypeSymbol agent, AttributeData attribute, int argument, ITypeSymbol type, ContractFile file, IEnumerable<string> differences)
    {
        string[] all = [.. differences];
        if (all.Length == 0) return;
        string told = string.Join("; ", all.Take(MostDifferences)) + (all.Length > MostDifferences ? $"; and {all.Length - MostDifferences} more" : "");
        ContractSchema schema = (argument == 0 ? file.Reading.Contract!.Input : file.Reading.Contract!.Output)!;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.Of(rule),
            TypeArgument(agent, argument, context.CancellationToken) ?? SourceLocations.Identifier(agent, attribute),
            [file.At(schema.Range)],
            ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Contract, file.Path),
            agent.Name,
            TypeReader.Display(type),
            told));
    }

    /// <summary>A type of <c>IAgent&lt;TIn, TOut&gt;</c>, where the class names that itself.</summary>
    private static Location? TypeArgument(INamedTypeSymbol agent, int position, CancellationToken cancellation) => agent.DeclaringSyntaxReferences
        .Where(static declaration => !SourceLocations.IsGenerated(declaration.SyntaxTree))
        .Select(declaration => declaration.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>()
        .SelectMany(static declaration => declaration.BaseList?.Types ?? [])
        .SelectMany(static type => type.Type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().Take(1))
        .Where(static name => name.Identifier.ValueText == "IAgent" && name.TypeArgumentList.Arguments.Count == 2)
        .Select(name => name.TypeArgumentList.Arguments[position].GetLocation())
        .FirstOrDefault();
}
