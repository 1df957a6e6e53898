using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Perdure.Payloads;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>
/// The types that documents can name at run time: those that agents and workflows take and return, those that were added for documents, and all that occur in them. What is known of a type is what its serializer
/// context says of it; nothing is loaded by its name.
/// </summary>
internal sealed class TypeCatalog
{
    private readonly PayloadSerializer serializer;
    private readonly ConcurrentDictionary<string, KnownType> byKey = new(StringComparer.Ordinal);

    /// <summary>Describes types.</summary>
    /// <param name="roots">The types, each as it travels; of one that is here twice the first counts.</param>
    /// <param name="serializer">Knows what their contexts say.</param>
    public TypeCatalog(IEnumerable<PayloadType> roots, PayloadSerializer serializer)
    {
        this.serializer = serializer;
        foreach (PayloadType root in roots) Describe(root, isNullable: false);
    }

    /// <summary>All types.</summary>
    public IEnumerable<KnownType> All => byKey.Values;

    /// <summary>A type by its key; null: it is not known.</summary>
    public KnownType? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The type behind a description.</summary>
    public KnownType Get(TypeDescription type) => byKey[type.Key];

    /// <summary>A type, as the planner gets it; it is known from now on.</summary>
    public TypeDescription Describe(PayloadType payload, bool isNullable)
    {
        Type type = Nullable.GetUnderlyingType(payload.Type) ?? payload.Type;
        string key = ClrNames.Full(type);
        bool allowsNull = isNullable || type != payload.Type;
        if (byKey.TryGetValue(key, out KnownType? known)) return known.Description with { IsNullable = allowsNull };
        TypeDescription? element = ClrNames.ElementOf(type) is { } item ? Describe(payload.For(item), isNullable: false) : null;
        var description = new TypeDescription(key, ClrNames.Short(type), IsNullable: false, type.IsValueType, element is null ? null : ElementKey(element));

        // Known before its members are: one of them may be of the same type.
        byKey[key] = new KnownType(description, payload.For(type), element);
        byKey[key] = WithMembers(byKey[key]);
        return description with { IsNullable = allowsNull };
    }

    /// <summary>A collection that no code declares.</summary>
    /// <param name="element">The type of its items.</param>
    /// <param name="form">How C# writes it: <c>{0}[]</c>.</param>
    public TypeDescription Collection(TypeDescription element, string form)
    {
        string key = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, ElementKey(element));
        string display = string.Format(System.Globalization.CultureInfo.InvariantCulture, form[(form.LastIndexOf('.') + 1)..], element.DisplayWithNullability);
        return byKey.GetOrAdd(key, _ => new KnownType(new TypeDescription(key, display, IsNullable: false, IsValueType: false, ElementKey(element)), null, element)).Description;
    }

    /// <summary>Whether items that are objects may be null is known to the compiler alone: at run time such collections stand for one another.</summary>
    private static string ElementKey(TypeDescription element) => element is { IsNullable: true, IsValueType: true } ? element.Key + "?" : element.Key;

    private KnownType WithMembers(KnownType type)
    {
        if (serializer.FindInfo(type.Payload!) is not { Kind: JsonTypeInfoKind.Object } info) return type;
        (JsonPropertyInfo Property, TypeDescription Type)[] all = [.. info.Properties.Select(property => (property, Describe(type.Payload!.For(property.PropertyType), property.IsGetNullable && !property.PropertyType.IsValueType)))];
        return type with
        {
            Members = [.. all.Where(member => member.Property.Get is not null).Select(member => new KnownMember(ClrNames.Of(member.Property), member.Type))],
            Construction = Construct(all),
        };
    }

    /// <summary>A part with a converter of its own cannot be handed in apart from its whole.</summary>
    private static EquatableArray<AgentInputMember>? Construct((JsonPropertyInfo Property, TypeDescription Type)[] all)
    {
        (JsonPropertyInfo Property, TypeDescription Type)[] parameters =
            [.. all.Where(part => part.Property.AssociatedParameter is { IsMemberInitializer: false }).OrderBy(part => part.Property.AssociatedParameter!.Position)];
        (JsonPropertyInfo Property, TypeDescription Type)[] required = [.. all.Where(part => part.Property.IsRequired && !parameters.Contains(part))];
        if (parameters.Concat(required).Any(part => part.Property.CustomConverter is not null)) return null;
        return new EquatableArray<AgentInputMember>(
        [
            .. parameters.Select(part => new AgentInputMember(part.Property.AssociatedParameter!.Name, Taken(part), part.Property.AssociatedParameter.HasDefaultValue, IsRequiredMember: false)),
            .. required.Select(part => new AgentInputMember(ClrNames.Of(part.Property), Taken(part), IsOptional: false, IsRequiredMember: true)),
        ]);
    }

    private static TypeDescription Taken((JsonPropertyInfo Property, TypeDescription Type) part) =>
        part.Property.PropertyType.IsValueType ? part.Type : part.Type with { IsNullable = part.Property.AssociatedParameter?.IsNullable ?? part.Property.IsSetNullable };
}
