using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>What a document can name, and what is known about its types, in a compilation.</summary>
/// <param name="compilation">The compilation.</param>
/// <param name="names">Its names.</param>
/// <param name="documents">The workflows of all its documents.</param>
/// <param name="namespace">The namespace of the document's class.</param>
internal sealed class DocumentTypes(Compilation compilation, DocumentNames names, IReadOnlyList<DocumentHead> documents, string? @namespace) : IDocumentTypes
{
    private readonly DocumentTypeReader typeReader = new(compilation, names, @namespace);

    /// <summary>Describes types, and knows the symbols behind.</summary>
    public TypeReader Reader { get; } = new(compilation);

    public IReadOnlyList<string> Agents => [.. names.Agents.Keys.OrderBy(name => name, StringComparer.Ordinal)];

    public IReadOnlyList<string> Workflows => [.. names.Workflows.Keys.Concat(documents.Select(document => document.Id)).Select(id => id.Split('@')[0]).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal)];

    public IReadOnlyList<string> Queues => [.. QueueDeclarations.Names(compilation)];

    public AgentDescription? Agent(string name) => names.Agents.TryGetValue(name, out INamedTypeSymbol? agent) ? AgentReader.Describe(agent, Reader) : null;

    /// <summary>The class of an agent, as C# text.</summary>
    public string ClassOfAgent(string name) => TypeReader.Text(names.Agents[name]);

    /// <summary>The class of a workflow, as C# text.</summary>
    public string ClassOfWorkflow(string name, int version) =>
        documents.FirstOrDefault(document => document.Id == Id(name, version))?.Class.FullName ?? TypeReader.Text(names.Workflows[Id(name, version)]);

    public ChildDescription? Workflow(string name, int? version)
    {
        int? wanted = version ?? Versions(name).Cast<int?>().Max();
        if (wanted is not { } number) return null;
        if (documents.FirstOrDefault(document => document.Id == Id(name, number)) is { } head) return Describe(head, name, number);
        if (!names.Workflows.TryGetValue(Id(name, number), out INamedTypeSymbol? workflow)) return null;
        ChildDescription? child = ChildReader.Describe(workflow, workflow.FindAttribute(PerdureSymbols.WorkflowAttribute)!, Reader);
        return child is not null && RegistryReader.Knows(workflow, child, compilation.Assembly) ? child : null;
    }

    public TypeReading Type(string written)
    {
        ITypeSymbol? type = typeReader.Read(written, out string? problem);
        return type is null ? new TypeReading(null, problem) : new TypeReading(Reader.DescribeUnlessNone(type), null);
    }

    public TypeDescription Many(TypeDescription element, bool canBeNull)
    {
        ITypeSymbol symbol = Reader.Find(element)!;
        return Reader.DescribeMany(element.IsNullable && symbol.IsValueType ? compilation.GetSpecialType(SpecialType.System_Nullable_T).Construct(symbol)
            : element.IsNullable ? symbol.WithNullableAnnotation(NullableAnnotation.Annotated) : symbol, canBeNull);
    }

    public TypeDescription? Element(TypeDescription collection) => collection.ElementKey is null ? null : Reader.Find(collection) switch
    {
        IArrayTypeSymbol array => Reader.Describe(array.ElementType),
        INamedTypeSymbol { TypeArguments: [var element] } => Reader.Describe(element),
        _ => null,
    };

    public bool IsScalar(TypeDescription type) => Reader.Find(type) is { } symbol && TagReader.IsScalar(symbol);

    public bool Converts(TypeDescription from, TypeDescription to) => Reader.Converts(from, to);

    public SwitchType? Switch(TypeDescription type) => Reader.Switch(type);

    public TypeDescription? Member(TypeDescription type, string member) => Reader.Member(type, member);

    public IReadOnlyList<string> Members(TypeDescription type) => Reader.Members(type);

    private static string Id(string name, int version) => $"{name}@{version.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    private IEnumerable<int> Versions(string name) => names.Workflows.Keys.Concat(documents.Select(document => document.Id))
        .Where(id => id.StartsWith(name + "@", StringComparison.Ordinal))
        .Select(id => int.Parse(id.Substring(name.Length + 1), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Another document as a child; null where its types are not known, which is reported there.</summary>
    private ChildDescription? Describe(DocumentHead head, string name, int version)
    {
        var reader = new DocumentTypeReader(compilation, names, head.Class.Namespace);
        ITypeSymbol? input = head.Input is { } taken ? reader.Read(taken, out _) : null;
        ITypeSymbol? output = head.Output is { } returned ? reader.Read(returned, out _) : null;
        if ((head.Input is not null && input is null) || (head.Output is not null && output is null)) return null;
        return new ChildDescription(head.Class.Name, name, version, input is null ? null : Reader.Describe(input), output is null ? null : Reader.DescribeUnlessNone(output), input is null ? null : InputConstructorReader.Read(input, Reader));
    }
}

/// <summary>What other documents have to know of one.</summary>
/// <param name="Id">Its name and version.</param>
/// <param name="Class">The class that stands for it.</param>
/// <param name="Input">What it takes, as written.</param>
/// <param name="Output">What it returns, as written.</param>
internal sealed record DocumentHead(string Id, Model.ClassModel Class, string? Input, string? Output);
