using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Chooses the constructor by which generated code makes an agent or a workflow.</summary>
internal static class ConstructorReader
{
    /// <summary>The one public constructor; else, where none is public, the one that generated code can call.</summary>
    /// <param name="type">The class.</param>
    /// <param name="fromInside">Whether the generated code stands inside of the class and may call private constructors.</param>
    /// <param name="problem">Why there is no choice, as the end of a sentence.</param>
    public static ConstructorModel? Choose(INamedTypeSymbol type, bool fromInside, out string? problem)
    {
        IMethodSymbol[] candidates = [.. type.InstanceConstructors.Where(constructor => !IsCopy(constructor) && (fromInside || IsVisible(constructor)))];
        IMethodSymbol[] open = [.. candidates.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public)];
        if (open.Length > 0) candidates = open;

        problem = candidates switch
        {
            [] => "has no constructor that the registry could call",
            { Length: > 1 } => "has several constructors, and the generator does not choose between them",
            [var only] when only.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || parameter.Type is IPointerTypeSymbol or IFunctionPointerTypeSymbol) =>
                "has a constructor whose parameters cannot come from services",
            [var only] when only.Parameters.Select(NoService).OfType<string>().FirstOrDefault() is { } other => other,
            [var only] when !SetsRequiredMembers(only) && RequiredMember(type) is { } member => $"has the required member '{member.Name}', which no service sets",
            _ => null,
        };
        return problem is null ? new ConstructorModel(new EquatableArray<ServiceModel>(candidates[0].Parameters.Select(Describe))) : null;
    }

    public static bool SetsRequiredMembers(IMethodSymbol constructor) =>
        constructor.GetAttributes().Any(attribute => attribute.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "SetsRequiredMembersAttribute"));

    public static IEnumerable<ISymbol> RequiredMembers(ITypeSymbol type)
    {
        // One that overrides another is required once.
        HashSet<string> names = new(StringComparer.Ordinal);
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            foreach (ISymbol member in current.GetMembers())
            {
                if (member is (IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) && names.Add(member.Name)) yield return member;
            }
        }
    }

    public static bool IsCopy(IMethodSymbol constructor) =>
        constructor.ContainingType.IsRecord
        && constructor.Parameters is [{ Type: var type }]
        && SymbolEqualityComparer.Default.Equals(type, constructor.ContainingType);

    /// <summary>Why a parameter cannot come from services, as the end of a sentence. One with a default value may stay without.</summary>
    private static string? NoService(IParameterSymbol parameter)
    {
        string name = TypeReader.Display(parameter.Type);
        if (IsKeyed(parameter)) return $"has a constructor that takes '{parameter.Name}' by a key, which the generated code does not hand on: take it from a service of its own";
        if (parameter.HasExplicitDefaultValue) return null;
        return parameter.Type.IsAgent() ? $"has a constructor that takes the agent '{name}', but agents are parameters of steps"
            : parameter.Type.IsPerdure("StepContext") ? $"has a constructor that takes '{name}', which is a parameter of steps"
            : parameter.Type.IsPerdure("AgentContext") ? $"has a constructor that takes '{name}', which is a parameter of InvokeAsync"
            : parameter.Type.Is("System.Threading", "CancellationToken") ? $"has a constructor that takes '{name}', which is different for each call: take it where the call does"
            : null;
    }

    private static bool IsKeyed(IParameterSymbol parameter) =>
        parameter.GetAttributes().Any(attribute => attribute.AttributeClass.Is("Microsoft.Extensions.DependencyInjection", "FromKeyedServicesAttribute"));

    private static ISymbol? RequiredMember(ITypeSymbol type) => RequiredMembers(type).FirstOrDefault();

    private static bool IsVisible(IMethodSymbol constructor) =>
        constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    private static ServiceModel Describe(IParameterSymbol parameter) =>
        new(Identifiers.Escape(parameter.Name), TypeReader.Text(parameter.Type), parameter.HasExplicitDefaultValue ? Default(parameter) : null);

    private static string Default(IParameterSymbol parameter)
    {
        string type = TypeReader.Text(parameter.Type);
        ITypeSymbol bare = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var underlying] } ? underlying : parameter.Type;
        return parameter.ExplicitDefaultValue switch
        {
            null => parameter.Type is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.Annotated } ? $"default({type})!" : $"default({type})",
            var value when bare.TypeKind == TypeKind.Enum => $"({TypeReader.Text(bare)})({ConstantText.Scalar(value)})",
            var value => ConstantText.Scalar(value),
        };
    }
}
