namespace Perdure.Planning;

/// <summary>What a document can name, and what is known about its types: in a compilation the symbols, at run time the registry.</summary>
public interface IDocumentTypes : ITypeConversions
{
    /// <summary>The names of all agents, for the one that was probably meant.</summary>
    IReadOnlyList<string> Agents { get; }

    /// <summary>The names of all workflows, for the one that was probably meant.</summary>
    IReadOnlyList<string> Workflows { get; }

    /// <summary>The queues that are declared.</summary>
    IReadOnlyList<string> Queues { get; }

    /// <summary>An agent.</summary>
    /// <param name="name">Its durable name.</param>
    /// <returns>The agent; null: there is none of this name.</returns>
    AgentDescription? Agent(string name);

    /// <summary>A workflow that a step can run as a child.</summary>
    /// <param name="name">Its durable name.</param>
    /// <param name="version">Its version; null: the newest.</param>
    /// <returns>The workflow; null: there is none of this name and version.</returns>
    ChildDescription? Workflow(string name, int? version);

    /// <summary>A type as C# writes it.</summary>
    /// <param name="written">The text.</param>
    /// <returns>The type, or why there is none.</returns>
    TypeReading Type(string written);

    /// <summary>A collection of a type.</summary>
    /// <param name="element">The type of its items.</param>
    /// <param name="canBeNull">Whether items may be null in any case.</param>
    /// <returns>The collection.</returns>
    TypeDescription Many(TypeDescription element, bool canBeNull);

    /// <summary>The type of the items of a collection.</summary>
    /// <param name="collection">The type.</param>
    /// <returns>The type of its items; null: it is no collection that a step could map over.</returns>
    TypeDescription? Element(TypeDescription collection);

    /// <summary>Whether a value of the type is a text, a number, a bool, an enum or a Guid.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Whether it is.</returns>
    bool IsScalar(TypeDescription type);
}

/// <summary>A type that a document names.</summary>
/// <param name="Type">The type; null: there is none, or it is <c>None</c>, which says that there is no value.</param>
/// <param name="Problem">Why there is none, as the end of a message; null: it can be named.</param>
public sealed record TypeReading(TypeDescription? Type, string? Problem);
