using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Generators.Diagnostics;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads the steps of one workflow.</summary>
/// <param name="types">Describes types.</param>
/// <param name="suggestions">Finds the agent that was probably meant; null where nobody will read the message.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class StepParser(TypeReader types, AgentSuggestions? suggestions, List<ShapeFinding> findings)
{
    /// <summary>Whether something could not be read that the compiler, or the rule of an agent, reports elsewhere.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether a step is so wrong that a plan would only repeat the mistake in other words.</summary>
    public bool PreventsPlan { get; private set; }

    public ParsedStep Parse(IMethodSymbol method, AttributeData attribute)
    {
        bool isDeclared = attribute.AttributeClass?.Arity == 1;
        bool hasBodyOfUser = !method.IsPartialDefinition || method.PartialImplementationPart is { } body && !body.IsGenerated();
        IsBroken |= IsUnreadable(method);
        CheckSignature(method);
        CheckBody(method, isDeclared, hasBodyOfUser);
        CheckId(method, attribute);
        CheckResultName(method, attribute);
        CheckAgentParameters(method, isDeclared);
        PreventsPlan |= TransactionRules.Check(method, isDeclared, findings);

        AgentDescription? agent = isDeclared && !NamesWorkflow(attribute) ? ReadAgent(method, attribute) : null;
        ChildDescription? child = isDeclared && NamesWorkflow(attribute) ? ReadChild(method, attribute) : null;
        return new ParsedStep(method, attribute, Describe(method, attribute, agent) with { Child = child }, isDeclared, AgentType(attribute), NeedsBody: method.IsPartialDefinition && !hasBodyOfUser);
    }

    private StepDescription Describe(IMethodSymbol method, AttributeData attribute, AgentDescription? agent) => new(
        method.Name,
        attribute.Named<string>("Id"),
        attribute.Named<string>("As"),
        ResultType.Of(method).Type is { } result ? types.DescribeUnlessNone(result) : null,
        new EquatableArray<ParameterDescription>(method.Parameters.Select(Describe)),
        agent,
        new EquatableArray<AfterDescription>(AfterAttributes(method).Select(after => new AfterDescription(after.Argument<string>(0) ?? ""))),
        method.FindAttribute(PerdureSymbols.ResultAttribute) is not null,
        AttributeArguments.ReadRetry(method, types),
        AttributeArguments.ReadTimeout(method),
        method.FindAttribute(PerdureSymbols.NotIdempotentAttribute) is not null || AgentType(attribute)?.FindAttribute(PerdureSymbols.NotIdempotentAttribute) is not null)
    {
        AbandonsChild = attribute.Named<int>("ParentClose") == 1,
        Conditions = ConditionAttributes.Describe(method, types),
        Collected = PartsAttributes.ReadCollected(method, types),
        CollectedOrNull = PartsAttributes.ReadCollectedOrNull(method, types),
        Repeat = PartsAttributes.ReadRepeat(method),
        Compensate = UndoParser.NameOf(method) is { } undo ? new CompensateDescription(undo) : null,
        Queue = QueueKeyParser.Describe(method),
        Cache = AttributeArguments.ReadCache(method),
        Heartbeat = method.FindAttribute(PerdureSymbols.HeartbeatAttribute) is { } heartbeat ? heartbeat.Argument<string>(0) ?? "" : null,
        Delay = method.FindAttribute(PerdureSymbols.DelayAttribute) is { ConstructorArguments.Length: > 0 } delay ? delay.Argument(0, "") : null,
        DelayBy = DelayParser.NameOf(method),
        IsDelayed = method.FindAttribute(PerdureSymbols.DelayAttribute) is not null,
        Tag = TagReader.Read(method),
        Interrupt = InterruptReader.Read(method, attribute, types),
    };

    /// <summary>All <c>[After]</c> of a method, in order.</summary>
    public static IEnumerable<AttributeData> AfterAttributes(IMethodSymbol method) =>
        method.GetAttributes().Where(attribute => attribute.AttributeClass.IsPerdure(PerdureSymbols.AfterAttribute));

    /// <summary>Describes a parameter of a step or a predicate.</summary>
    public ParameterDescription Describe(IParameterSymbol parameter)
    {
        ITypeSymbol type = parameter.Type;
        ParameterRole role = type.IsPerdure("StepContext") ? ParameterRole.StepContext
            : type.Is("System.Threading", "CancellationToken") ? ParameterRole.CancellationToken
            : type.IsTransaction() ? ParameterRole.Transaction
            : type.IsAgent() ? ParameterRole.Agent
            : parameter.FindAttribute(PerdureSymbols.SignalAttribute) is not null ? ParameterRole.Signal
            : ParameterRole.Data;
        return new ParameterDescription(
            parameter.Name,
            types.Describe(type),
            role,
            parameter.FindAttribute(PerdureSymbols.FromAttribute) is { } from ? from.Argument<string>(0) ?? "" : null,
            parameter.FindAttribute(PerdureSymbols.InputAttribute) is not null,
            role == ParameterRole.Data && ServiceTypes.LooksLikeService(type))
        {
            Instead = type.IsPerdure("AgentContext") ? "a step's own context is 'StepContext'"
                : type.Is("System.Data", "IDbTransaction") ? "a transaction is 'DbTransaction' or 'NpgsqlTransaction'"
                : type.OriginalDefinition.IsPerdure("IAgent`2") ? "an agent is taken by its class"
                : null,
            ForEach = PartsAttributes.ReadForEach(parameter, types),
            Signal = SignalReader.Read(parameter),
        };
    }

    private AgentDescription? ReadAgent(IMethodSymbol method, AttributeData attribute)
    {
        if (AgentType(attribute) is not { TypeKind: not TypeKind.Error } agent)
        {
            // Either the compiler cannot resolve it, or it is no class and the constraint of [Step<TAgent>] says so.
            IsBroken = true;
            return null;
        }

        if (!agent.IsAgent())
        {
            PreventsPlan = true;
            findings.Add(new ShapeFinding(
                ShapeRules.NotAnAgent, SourceLocations.TypeArgument(attribute), method.Name, TypeReader.Display(agent), suggestions?.For(agent) ?? ""));
            return null;
        }

        AgentDescription? description = AgentReader.Describe(agent, types);
        IsBroken |= description is null;
        CheckRegistered(method, agent, SourceLocations.TypeArgument(attribute));
        return description;
    }

    private ChildDescription? ReadChild(IMethodSymbol method, AttributeData attribute)
    {
        INamedTypeSymbol child = AgentType(attribute)!;

        // A referenced project shows its generated files in editors, and none when it is built: its classes are there in both.
        if (child.IsGenerated() && SymbolEqualityComparer.Default.Equals(child.ContainingAssembly, method.ContainingAssembly))
        {
            PreventsPlan = true;
            findings.Add(new ShapeFinding(ShapeRules.ChildOfDocument, SourceLocations.TypeArgument(attribute), method.Name, TypeReader.Display(child)));
            return null;
        }

        AttributeData workflow = child.FindAttribute(PerdureSymbols.WorkflowAttribute)!;
        ChildDescription? description = ChildReader.Describe(child, workflow, types);
        IsBroken |= description is null;
        if (description is not null && !RegistryReader.Knows(child, description, method.ContainingAssembly))
            findings.Add(new ShapeFinding(ShapeRules.UnregisteredAgent, SourceLocations.TypeArgument(attribute), method.Name, TypeReader.Display(child), child.ContainingAssembly.Name));
        return description;
    }

    private static bool NamesWorkflow(AttributeData attribute) => AgentType(attribute) is { } type && type.IsWorkflow() && !type.IsAgent();

    /// <summary>PDR019: an agent is made by the registry of its assembly.</summary>
    private void CheckRegistered(IMethodSymbol method, ITypeSymbol agent, Location location)
    {
        if (agent is not INamedTypeSymbol named || RegistryReader.Knows(named, method.ContainingAssembly)) return;
        findings.Add(new ShapeFinding(ShapeRules.UnregisteredAgent, location, method.Name, TypeReader.Display(agent), agent.ContainingAssembly.Name));
    }

    private void CheckSignature(IMethodSymbol method)
    {
        foreach (ShapeFinding finding in SignatureRules.Check(method))
        {
            findings.Add(finding);
            PreventsPlan = true;
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Type.IsAgent()) CheckRegistered(method, parameter.Type, SourceLocations.Type(parameter));
        }
    }

    private void CheckBody(IMethodSymbol method, bool isDeclared, bool hasBodyOfUser)
    {
        if (method.FindAttribute(PerdureSymbols.StepAttribute) is { } plain && isDeclared)
        {
            findings.Add(new ShapeFinding(ShapeRules.WrongBody, SourceLocations.Attribute(plain), method.Name, "is marked both [Step] and [Step<TAgent>]: leave out the one that is not meant"));
            return;
        }

        if (isDeclared == !hasBodyOfUser) return;
        string problem = isDeclared
            ? $"names {(AgentType(method.FindStepAttribute()!)?.IsWorkflow() == true ? "a workflow" : "an agent")}, so the generator writes its body: declare a partial method without one"
            : "has no body and names no agent: write the body, or name the agent as in [Step<TAgent>]";
        findings.Add(new ShapeFinding(ShapeRules.WrongBody, SourceLocations.Identifier(method), method.Name, problem));
    }

    private void CheckId(IMethodSymbol method, AttributeData attribute)
    {
        string id = attribute.Named<string>("Id") ?? Names.StepId(method.Name);
        if (method.Name.Length == 0 || Names.Problem(id) is not { } problem) return;
        Location location = SourceLocations.Argument(attribute, "Id") ?? SourceLocations.Identifier(method);
        findings.Add(new ShapeFinding(ShapeRules.BadDurableName, location, $"Step id '{id}'", problem));
    }

    /// <summary>The name of a result is one that a parameter can bear, of a result that there is.</summary>
    private void CheckResultName(IMethodSymbol method, AttributeData attribute)
    {
        if (attribute.Named<string>("As") is not { } name) return;
        string? problem = !SyntaxFacts.IsValidIdentifier(name) ? "is no name that a parameter could bear"
            : ResultType.Of(method).Type?.IsNone() != false ? $"has nothing to name, because step '{method.Name}' returns nothing"
            : null;
        if (problem is null) return;
        findings.Add(new ShapeFinding(ShapeRules.BadDurableName, SourceLocations.Argument(attribute, "As") ?? SourceLocations.Attribute(attribute), $"Result name '{name}'", problem));
    }

    private void CheckAgentParameters(IMethodSymbol method, bool isDeclared)
    {
        foreach (IParameterSymbol parameter in isDeclared ? method.Parameters.Where(parameter => parameter.Type.IsAgent()) : [])
        {
            string problem = $"takes the agent '{TypeReader.Display(parameter.Type)}', but a declared step has no code that could call it";
            findings.Add(new ShapeFinding(ShapeRules.UnsupportedSignature, SourceLocations.Type(parameter), "Step", method.Name, problem));
            PreventsPlan = true;
        }
    }

    private static bool IsUnreadable(IMethodSymbol method) =>
        method.ReturnType.IsBroken()
        || method.Parameters.Any(parameter => parameter.Type.IsBroken() || parameter.Name.Length == 0)
        || method.GetAttributes().Concat(method.Parameters.SelectMany(parameter => parameter.GetAttributes())).Any(attribute => IsUnreadable(attribute, method));

    private static bool IsUnreadable(AttributeData attribute, IMethodSymbol method) =>
        attribute.AttributeClass?.ContainingNamespace is { Name: "Perdure", ContainingNamespace.IsGlobalNamespace: true }
        && (attribute.IsBroken() || NamesNothing(attribute, method) || QueueKeyParser.NamesNothing(attribute, method));

    /// <summary><c>nameof(Gone)</c> is an error of C# and has a value all the same.</summary>
    private static bool NamesNothing(AttributeData attribute, IMethodSymbol method) =>
        (attribute.AttributeClass.IsPerdure(PerdureSymbols.AfterAttribute) || attribute.AttributeClass.IsPerdure(PerdureSymbols.FromAttribute) || attribute.AttributeClass.IsPerdure(PerdureSymbols.CompensateAttribute)
            || (attribute.AttributeClass.IsPerdure(PerdureSymbols.DelayAttribute) && attribute.ConstructorArguments.Length == 0)
            || ConditionAttributes.Kind(attribute) is not null)
        && (attribute.Argument<string>(0) ?? attribute.Named<string>("By")) is { } name
        && method.ContainingType.GetMembers(name).IsEmpty
        && SourceLocations.IsUnresolvedName(attribute);

    private static INamedTypeSymbol? AgentType(AttributeData attribute) =>
        attribute.AttributeClass is { Arity: 1, TypeArguments: [INamedTypeSymbol agent] } ? agent : null;
}
