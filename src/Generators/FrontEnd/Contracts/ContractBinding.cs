using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A remote agent and the contract of its name: what of both is compared with what, as the adapter of the runtime sends and reads it.</summary>
internal sealed class ContractBinding
{
    private const string LangGraph = "langgraph";
    private const string Mcp = "mcp";

    private static readonly Dictionary<string, string> Runtimes = new(StringComparer.Ordinal)
    {
        ["LangGraphAgentAttribute"] = LangGraph,
        ["AdkAgentAttribute"] = "adk",
        ["A2AAgentAttribute"] = "a2a",
        ["StrandsAgentAttribute"] = "strands",
        ["McpToolAttribute"] = Mcp,
    };

    private readonly AttributeData attribute;
    private readonly AgentContract contract;
    private readonly string? runtime;

    public ContractBinding(INamedTypeSymbol contractType, AttributeData attribute, AgentContract contract)
    {
        Input = contractType.TypeArguments[0];
        Output = contractType.TypeArguments[1];
        this.attribute = attribute;
        this.contract = contract;
        runtime = attribute.AttributeClass is { } kind && kind.ContainingNamespace is { Name: "Perdure", ContainingNamespace.IsGlobalNamespace: true } && Runtimes.TryGetValue(kind.Name, out string? known) ? known : null;
    }

    public ITypeSymbol Input { get; }

    public ITypeSymbol Output { get; }

    /// <summary>Why the contract is of something else than the agent asks, as what follows the agent's name; null: it is not.</summary>
    public string? Stranger(string file)
    {
        if (runtime is not null && runtime != contract.Runtime.Value) return $"is marked [{attribute.Short()}], but its contract '{file}' is of the runtime '{contract.Runtime.Value}'";
        foreach (KeyValuePair<string, Written<string>> part in contract.Of)
        {
            if (Argument(part.Key) is { } asked && asked != part.Value.Value) return $"asks for the {part.Key} '{asked}', but its contract '{file}' is of '{part.Value.Value}'";
        }

        return null;
    }

    /// <summary>What the runtime does not take of what the agent sends.</summary>
    public IEnumerable<string> CompareInput(IEnumerable<INamedTypeSymbol> contexts)
    {
        if (contract.Input is not { } schema || Input.IsNone()) return [];
        ValueShape shape = new ShapeReader(JsonSettings.Of(Input, contexts), isWriting: true).Read(Input);
        if (runtime != LangGraph) return ContractJudge.Input(shape, schema);
        if (attribute.Named<string>("InputField") is { } field) return ContractJudge.Input(ObjectOf(field, shape), schema);
        return ContractJudge.Input(IsText(Input) ? ObjectOf("messages", ValueShape.Of("array")) : shape, schema);
    }

    /// <summary>What the agent does not read of what the runtime answers.</summary>
    public IEnumerable<string> CompareOutput(IEnumerable<INamedTypeSymbol> contexts)
    {
        if (contract.Output is not { } schema || Output.IsNone()) return [];
        ValueShape shape = new ShapeReader(JsonSettings.Of(Output, contexts), isWriting: false).Read(Output);

        // The text of a tool is there whatever its structured content is.
        if (runtime == Mcp && IsText(Output)) return [];
        return runtime == LangGraph ? CompareState(shape, schema) : ContractJudge.Output(shape, schema);
    }

    /// <summary>The schema that an agent's type stands for: of a graph that of the named field.</summary>
    public static ContractSchema? Part(AgentContract contract, AttributeData attribute, bool isInput)
    {
        ContractSchema? whole = isInput ? contract.Input : contract.Output;
        return attribute.Named<string>(isInput ? "InputField" : "OutputField") is { } field ? whole?.Field(field) : whole;
    }

    /// <summary>The end of a message that offers a name.</summary>
    public static string DidYouMean(string? name) => name is null ? "" : $": did you mean '{name}'";

    private IEnumerable<string> CompareState(ValueShape shape, ContractSchema schema)
    {
        string? field = attribute.Named<string>("OutputField");
        if (field is null && !IsText(Output)) return ContractJudge.Output(shape, schema);
        if (schema.Field(field ?? "messages") is not { } answer)
        {
            if (schema.Fields is not { } known || (schema.Others is not null && field is not null)) return [];
            return field is null
                ? ["at $.messages an array is expected, whose last message is the answer, and nothing is answered: name the field that is meant with OutputField"]
                : [$"at $.{field} the answer is expected, and nothing is answered{DidYouMean(NearNames.Find(field, known.Select(static one => one.Key)))}"];
        }

        // A model may have written JSON into a field of text, and that is read.
        bool isJson = shape.Kinds is null || shape.Kinds.Any(static kind => kind is "object" or "array");
        bool isJsonInText = isJson && answer.Kinds is { } kinds && kinds.All(static kind => kind is "string" or "null");
        return field is null || isJsonInText ? [] : ContractJudge.Output(shape, answer, $"$.{field}");
    }

    private static ValueShape ObjectOf(string field, ValueShape value) => ValueShape.Of("object") with { Fields = new Lazy<IReadOnlyList<ShapeField>>(() => [new ShapeField(field, value, IsCertain: true)]) };

    private static bool IsText(ITypeSymbol type) => type.SpecialType == SpecialType.System_String;

    /// <summary>What the attribute says in an argument of a name; null: nothing.</summary>
    private string? Argument(string name)
    {
        int position = attribute.AttributeConstructor?.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))?.Ordinal ?? -1;
        return position >= 0 ? attribute.Argument<string>(position) : attribute.NamedArguments.Where(argument => string.Equals(argument.Key, name, StringComparison.OrdinalIgnoreCase)).Select(static argument => argument.Value.Value as string).FirstOrDefault();
    }
}
