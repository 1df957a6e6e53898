using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>The user's serializer contexts, by name.</summary>
/// <param name="Contexts">One for each class.</param>
internal sealed record SerializerContexts(EquatableArray<SerializerContextModel> Contexts)
{
    /// <summary>Finds the context that knows a value's stored type; of several, the first by name.</summary>
    public PayloadModel Resolve(PayloadModel payload)
    {
        SerializerContextModel? context = Contexts.FirstOrDefault(context => context.Knows(payload.Stored));
        return payload with { Context = context?.FullName, IsReadAsStored = payload.IsStoredFit && context?.Knows(payload.Wanted) == false };
    }
}

/// <summary>A class of the user's that derives from <c>JsonSerializerContext</c>.</summary>
/// <param name="FullName">Its name as C# text that means the same everywhere.</param>
/// <param name="Types">The types that it knows, as <c>typeof</c> knows them.</param>
internal sealed record SerializerContextModel(string FullName, EquatableArray<string> Types)
{
    /// <summary>Whether the context is told of the type.</summary>
    public bool Knows(PayloadTypeModel type) => Types.Contains(type.RuntimeName, StringComparer.Ordinal);
}
