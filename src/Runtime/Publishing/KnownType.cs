using System.Text.Json.Serialization.Metadata;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>A type that documents can name.</summary>
/// <param name="Description">As the planner gets it; never nullable.</param>
/// <param name="Payload">How its values travel; null: it is a collection that no code declares, of which the items are known.</param>
/// <param name="Element">The type of its items; null: it is no collection that a step could map over.</param>
internal sealed record KnownType(TypeDescription Description, PayloadType? Payload, TypeDescription? Element)
{
    /// <summary>The members that can be read, in their order.</summary>
    public IReadOnlyList<KnownMember> Members { get; init; } = [];

    /// <summary>What a value of it is made from: the parameters of the constructor that System.Text.Json chooses, then its required members; null: it is taken as a whole.</summary>
    public EquatableArray<AgentInputMember>? Construction { get; init; }

    /// <summary>How its values are stored.</summary>
    public PayloadType Stored => Payload ?? PublishedPayloads.Element;
}

/// <summary>A member of a type.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Type">Its type.</param>
internal sealed record KnownMember(string Name, TypeDescription Type);

/// <summary>Finds the members of types in what their serializer contexts say of them.</summary>
internal static class Contracts
{
    /// <summary>The property that reads a member; null: there is none.</summary>
    public static JsonPropertyInfo? Find(JsonTypeInfo type, string member) => type.Properties.FirstOrDefault(property => property.Get is not null && ClrNames.Of(property) == member);

    /// <summary>The property that takes a part of an input.</summary>
    public static JsonPropertyInfo? FindPart(JsonTypeInfo type, string part) =>
        type.Properties.FirstOrDefault(property => property.AssociatedParameter?.Name == part) ?? type.Properties.FirstOrDefault(property => ClrNames.Of(property) == part);
}
