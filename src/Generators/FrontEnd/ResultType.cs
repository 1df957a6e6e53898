using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>What a method returns, once it has been awaited.</summary>
/// <param name="Type">The type; null: nothing.</param>
/// <param name="IsAwaited">Whether it comes in a task.</param>
internal readonly record struct ResultType(ITypeSymbol? Type, bool IsAwaited)
{
    public static ResultType Of(IMethodSymbol method)
    {
        if (method.ReturnsVoid) return new ResultType(null, IsAwaited: false);
        ITypeSymbol type = method.ReturnType;
        if (IsTask(type, "Task") || IsTask(type, "ValueTask")) return new ResultType(null, IsAwaited: true);
        if (type is INamedTypeSymbol { TypeArguments: [var result] } generic && (IsTask(generic.OriginalDefinition, "Task`1") || IsTask(generic.OriginalDefinition, "ValueTask`1")))
        {
            return new ResultType(result, IsAwaited: true);
        }

        return new ResultType(type, IsAwaited: false);
    }

    private static bool IsTask(ITypeSymbol type, string metadataName) => type.Is("System.Threading.Tasks", metadataName);
}
