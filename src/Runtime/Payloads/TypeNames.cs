namespace Perdure.Payloads;

/// <summary>Types as C# writes them.</summary>
internal static class TypeNames
{
    /// <summary>The type's name, without namespaces, as it could stand in a <c>typeof</c>.</summary>
    public static string Of(Type type) => type switch
    {
        { IsArray: true } => $"{Of(type.GetElementType()!)}[]",
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>",
        _ => type.Name,
    };
}
