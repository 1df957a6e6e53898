using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>Recognises the language's own types by name, so that nothing has to be looked up in a compilation first.</summary>
internal static class PerdureSymbols
{
    public const string WorkflowAttribute = "WorkflowAttribute";
    public const string AgentAttribute = "AgentAttribute";
    public const string RemoteAgentAttribute = "RemoteAgentAttribute";
    public const string AgentRuntimeAttribute = "AgentRuntimeAttribute";
    public const string StepAttribute = "StepAttribute";
    public const string DeclaredStepAttribute = "StepAttribute`1";
    public const string FromAttribute = "FromAttribute";
    public const string InputAttribute = "InputAttribute";
    public const string ResultAttribute = "ResultAttribute";
    public const string AfterAttribute = "AfterAttribute";
    public const string WhenAttribute = "WhenAttribute";
    public const string UnlessAttribute = "UnlessAttribute";
    public const string CaseAttribute = "CaseAttribute";
    public const string OtherwiseAttribute = "OtherwiseAttribute";
    public const string ForEachAttribute = "ForEachAttribute";
    public const string RepeatAttribute = "RepeatAttribute";
    public const string CompensateAttribute = "CompensateAttribute";
    public const string SignalAttribute = "SignalAttribute";
    public const string OnInterruptAttribute = "OnInterruptAttribute`1";
    public const string DelayAttribute = "DelayAttribute";
    public const string RetryAttribute = "RetryAttribute";
    public const string TimeoutAttribute = "TimeoutAttribute";
    public const string CacheAttribute = "CacheAttribute";
    public const string HeartbeatAttribute = "HeartbeatAttribute";
    public const string ScheduleAttribute = "ScheduleAttribute";
    public const string QueueAttribute = "QueueAttribute";
    public const string OnQueueAttribute = "OnQueueAttribute";
    public const string NotIdempotentAttribute = "NotIdempotentAttribute";
    public const string TagAttribute = "TagAttribute";
    public const string RegistryAttribute = "PerdureRegistryAttribute";

    public static bool IsPerdure(this ITypeSymbol? type, string metadataName) => type.Is("Perdure", metadataName);

    public static bool Is(this ITypeSymbol? type, string @namespace, string metadataName) =>
        type is { ContainingType: null, TypeKind: not TypeKind.Error }
        && type.MetadataName == metadataName
        && type.ContainingNamespace.Is(@namespace);

    public static AttributeData? FindAttribute(this ISymbol symbol, string metadataName)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.OriginalDefinition.IsPerdure(metadataName) == true) return attribute;
        }

        return null;
    }

    public static AttributeData[] FindAttributes(this ISymbol symbol, string metadataName) =>
        [.. symbol.GetAttributes().Where(attribute => attribute.AttributeClass?.OriginalDefinition.IsPerdure(metadataName) == true)];

    /// <summary><c>[Step]</c> or <c>[Step&lt;TAgent&gt;]</c>; of both, the one that says more.</summary>
    public static AttributeData? FindStepAttribute(this IMethodSymbol method) =>
        method.FindAttribute(DeclaredStepAttribute) ?? method.FindAttribute(StepAttribute);

    public static bool IsWorkflow(this INamedTypeSymbol? type) => type?.FindAttribute(WorkflowAttribute) is not null;

    /// <summary>Whether a step that takes it is given the transaction in which its result is recorded. The driver is known by name alone.</summary>
    public static bool IsTransaction(this ITypeSymbol? type) => type.Is("Npgsql", "NpgsqlTransaction") || type.Is("System.Data.Common", "DbTransaction");

    public static bool IsNone(this ITypeSymbol type) => type.IsPerdure("None");

    /// <summary>Whether a type, or one that it is made of, could not be resolved: the compiler says so, and nothing more needs to be said.</summary>
    public static bool IsBroken(this ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Error } => true,
        IArrayTypeSymbol array => array.ElementType.IsBroken(),
        IPointerTypeSymbol pointer => pointer.PointedAtType.IsBroken(),
        INamedTypeSymbol named => named.IsUnboundGenericType || named.TypeArguments.Any(IsBroken) || named.ContainingType?.IsBroken() == true,
        _ => false,
    };

    /// <summary>The compiler could not read the attribute; it says so itself.</summary>
    public static bool IsBroken(this AttributeData attribute) =>
        attribute.AttributeClass is null or { TypeKind: TypeKind.Error }
        || attribute.AttributeConstructor is null
        || attribute.AttributeClass.TypeArguments.Any(IsBroken)
        || attribute.ConstructorArguments.Any(IsBroken)
        || attribute.NamedArguments.Any(argument => argument.Value.IsBroken());

    /// <summary>Whether the compiler could not read an attribute of ours on a class, or a constructor's parameter.</summary>
    public static bool HasBrokenParts(INamedTypeSymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.ContainingNamespace is { Name: "Perdure", ContainingNamespace.IsGlobalNamespace: true } && attribute.IsBroken())
        || symbol.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => parameter.Type.IsBroken()));

    /// <summary>Compares from the inside out, without writing the full name of every type that is looked at.</summary>
    private static bool Is(this INamespaceSymbol? @namespace, string fullName)
    {
        int end = fullName.Length;
        while (@namespace is { IsGlobalNamespace: false })
        {
            int start = end - @namespace.Name.Length;
            if (start < 0 || string.CompareOrdinal(fullName, start, @namespace.Name, 0, @namespace.Name.Length) != 0) return false;
            if (start == 0) return @namespace.ContainingNamespace.IsGlobalNamespace;
            if (fullName[start - 1] != '.') return false;
            end = start - 1;
            @namespace = @namespace.ContainingNamespace;
        }

        return false;
    }

    private static bool IsBroken(this TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => true,
        TypedConstantKind.Array => !constant.IsNull && constant.Values.Any(IsBroken),
        TypedConstantKind.Type => constant.Value is ITypeSymbol type and not INamedTypeSymbol { IsUnboundGenericType: true } && type.IsBroken(),
        _ => false,
    };
}
