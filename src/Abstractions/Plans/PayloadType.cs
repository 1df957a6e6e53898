using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Perdure;

/// <summary>A type that travels as JSON: an input, a result, an agent's question or answer.</summary>
public sealed class PayloadType
{
    private PayloadType(Type type, JsonSerializerContext? context)
    {
        Type = type;
        Context = context;
    }

    /// <summary>The CLR type.</summary>
    public Type Type { get; }

    /// <summary>The user's serializer context that knows the type, or null: then the default resolver reads and writes it.</summary>
    public JsonSerializerContext? Context { get; }

    /// <summary>A payload of type <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="context">The serializer context that knows it, if there is one.</param>
    /// <returns>The payload type.</returns>
    public static PayloadType Of<T>(JsonSerializerContext? context = null) => new(typeof(T), context);

    /// <summary>Another type, as the same serializer context knows it: of a value that is a part of this one.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The payload type.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public PayloadType For(Type type) => new(type, Context);

    /// <inheritdoc/>
    public override string ToString() => Type.Name;
}
