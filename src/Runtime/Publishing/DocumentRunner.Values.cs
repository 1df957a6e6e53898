using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Perdure.Payloads;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>Reads what steps take, and makes inputs of it.</summary>
internal sealed partial class DocumentRunner
{
    /// <summary>A value, and what is known of its type.</summary>
    /// <param name="Value">The value.</param>
    /// <param name="Info">What the context of whoever returned it says of its declared type; null: it is a literal, or a collection that was put together of items.</param>
    /// <param name="Items">Of such a collection, what the context says of its items.</param>
    private readonly record struct Datum(object? Value, JsonTypeInfo? Info, JsonTypeInfo? Items = null);

    /// <summary>The producer index under which an argument is read; null: that of its producer.</summary>
    public static int? ReadFrom(PlanArgument argument) =>
        argument.IsRound ? WorkflowPlan.RoundProducer
        : argument.IsItem ? WorkflowPlan.ItemOf(argument.Collection)
        : argument.IsResult ? WorkflowPlan.ResultProducer
        : null;

    private Datum Value(PlanArgument argument, PlanCall call) => argument.Role switch
    {
        ParameterRole.Cause => Cause(argument, ((StepCall)call).Cause),
        ParameterRole.Literal => new Datum(Scalars.Of(argument.Literal!, values.Named(argument.Type).Type), null),
        ParameterRole.Signal => call.Has(WorkflowPlan.SignalProducer) ? Read(WorkflowPlan.SignalProducer, values.Named(argument.Type), items: null, call) : default,
        _ => Data(argument, call),
    };

    /// <summary>Of several producers the one that is there; where none has to be there, null.</summary>
    private Datum Data(PlanArgument argument, PlanCall call)
    {
        int[] producers = [argument.Producer, .. argument.Others.Select(other => other.Producer)];
        int last = argument.IsOptional ? -1 : producers[^1];
        foreach (int producer in producers)
        {
            int index = ReadFrom(argument) ?? producer;
            if ((argument.IsOptional || producer != last) && !call.Has(index)) continue;
            Datum read = argument.IsItem ? Read(index, values.ItemOf(producer), items: null, call)
                : argument.IsResult ? Read(index, values.OutputOf(producer)!, items: null, call)
                : Read(producer, index, call);
            return argument.Path is { } path ? Walk(read, path) : read;
        }

        return default;
    }

    private Datum Cause(PlanArgument argument, StepError? cause)
    {
        var whole = new Datum(cause, serializer.GetInfo(PublishedPayloads.Cause, "why the run failed"));
        return argument.Path is { } path ? Walk(whole, path) : whole;
    }

    private Datum Read(int producer, int index, PlanCall call)
    {
        (PayloadType payload, PayloadType? items) = values.Of(producer);
        return Read(index, payload, items, call);
    }

    private Datum Read(int index, PayloadType payload, PayloadType? items, PlanCall call)
    {
        if (items is null) return new Datum(call.Read<object?>(index, payload), serializer.GetInfo(payload, "a value"));
        JsonElement collection = call.Read<JsonElement>(index, payload);
        return collection.ValueKind == JsonValueKind.Null ? default : new Datum(collection.EnumerateArray().Select(item => ReadItem(item, items)).ToArray(), null, serializer.GetInfo(items, "an item"));
    }

    /// <summary>An item that failed, or was skipped, has left null, whatever the type of the others is.</summary>
    private object? ReadItem(JsonElement item, PayloadType items) => item.ValueKind == JsonValueKind.Null ? null : serializer.Read(item.GetRawText(), items, "an item");

    private static Datum Walk(Datum whole, MemberPath path)
    {
        Datum value = whole;
        foreach (MemberDescription member in path.Members) value = Member(value, member.Name);
        return value;
    }

    /// <summary>Of null the members are null.</summary>
    private static Datum Member(Datum owner, string name)
    {
        if (owner is not { Value: { } value, Info: { } info }) return default;
        JsonPropertyInfo property = Contracts.Find(info, name) ?? throw new InvalidOperationException($"'{info.Type}' has no member '{name}' any more: publish the document under a new version");
        return new Datum(property.Get!(value), info.Options.GetTypeInfo(property.PropertyType));
    }

    /// <summary>What an agent or a child workflow takes, made from what its step takes. An input that is made of parts is read from their JSON, so that System.Text.Json calls the constructor.</summary>
    private object? MakeInput(string step, PlanAgentInput made, EquatableArray<PlanArgument> arguments, PayloadType input, PlanCall call)
    {
        if (made.Whole >= 0) return Convert(Value(arguments[made.Whole], call), input);
        string what = $"what step '{step}' takes";
        JsonTypeInfo info = serializer.GetInfo(input, what);
        string parts = serializer.Compose(input, what, json =>
        {
            json.WriteStartObject();
            foreach (PlanAgentInputMember member in made.Members)
            {
                JsonPropertyInfo part = Contracts.FindPart(info, member.Name) ?? throw new InvalidOperationException($"'{info.Type}' has no part '{member.Name}' any more: publish the document under a new version");
                json.WritePropertyName(part.Name);
                Write(json, Value(arguments[member.Parameter], call).Value, info.Options.GetTypeInfo(part.PropertyType));
            }

            json.WriteEndObject();
        });
        return serializer.Read(parts, input, what);
    }

    /// <summary>A value as one of a type in whose place it stands.</summary>
    private object? Convert(Datum datum, PayloadType wanted)
    {
        if (datum.Value is null || wanted.Type.IsInstanceOfType(datum.Value)) return datum.Value;
        JsonTypeInfo info = serializer.GetInfo(wanted, "a value");
        string written = serializer.Compose(wanted, "a value", json =>
        {
            // Any JSON is what is wanted where nobody declares the type of a collection: it is written as it was read.
            if (wanted.Type == typeof(JsonElement) && datum.Info is { } own) JsonSerializer.Serialize(json, datum.Value, own);
            else if (wanted.Type == typeof(JsonElement) && datum.Items is { } items) WriteItems(json, (IEnumerable)datum.Value, items);
            else Write(json, datum.Value, info);
        });
        return serializer.Read(written, wanted, "a value");
    }

    private static void Write(Utf8JsonWriter json, object? value, JsonTypeInfo wanted)
    {
        Type type = Nullable.GetUnderlyingType(wanted.Type) ?? wanted.Type;
        if (value is null) json.WriteNullValue();
        else if (type.IsInstanceOfType(value)) JsonSerializer.Serialize(json, value, wanted);
        else if (value is IEnumerable items && ClrNames.ElementOf(type) is { } element) WriteItems(json, items, wanted.Options.GetTypeInfo(element));
        else JsonSerializer.Serialize(json, System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture), wanted);
    }

    private static void WriteItems(Utf8JsonWriter json, IEnumerable items, JsonTypeInfo element)
    {
        json.WriteStartArray();
        foreach (object? item in items) Write(json, item, element);
        json.WriteEndArray();
    }
}
