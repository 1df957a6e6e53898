using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Runtime.Tests.Publishing;

/// <summary>How urgent an order is.</summary>
internal enum Urgency
{
    Low,
    High,
}

internal sealed record Order(string Number, decimal Total, [property: JsonPropertyName("urgent_as")] Urgency Urgency = Urgency.Low);

internal sealed record Offer(string Number, decimal Price, string? Note = null)
{
    public required int Days { get; init; }
}

internal sealed record Approval(string By);

/// <summary>The types as one assembly writes them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Approval))]
internal sealed partial class OrderJson : JsonSerializerContext;

/// <summary>The types as another assembly writes them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseUpper)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Offer))]
internal sealed partial class OfferJson : JsonSerializerContext;

internal sealed class ReadOrder : IAgent<string, Order>
{
    public ValueTask<Order> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) =>
        input == "fail" ? throw new InvalidOperationException("no order") : new(new Order(input, 12.5m, Urgency.High));
}

internal sealed class MakeOffer : IAgent<Offer, string>
{
    public ValueTask<string> InvokeAsync(Offer input, AgentContext context, CancellationToken cancellationToken) => new(FormattableString.Invariant($"{input.Number} for {input.Price} in {input.Days} {input.Note ?? "-"}"));
}

internal sealed class LookAtOrder : IAgent<Order, string>
{
    public ValueTask<string> InvokeAsync(Order input, AgentContext context, CancellationToken cancellationToken) => new($"{input.Number} is {input.Urgency}");
}

internal sealed class CopyOrder : IAgent<Order, Order>
{
    public ValueTask<Order> InvokeAsync(Order input, AgentContext context, CancellationToken cancellationToken) => new(input);
}

/// <summary>The agents, each with the contexts of its assembly.</summary>
internal static class OrderAgents
{
    private static readonly PayloadType Text = PayloadType.Of<string>();

    public static AgentDefinition Read { get; } = new AgentDefinition<ReadOrder, string, Order>("read-order", Text, PayloadType.Of<Order>(OrderJson.Default), static _ => new ReadOrder()) { Retry = new RetryAttribute(2) { Delay = "1ms", Jitter = 0 } };

    public static AgentDefinition Offer { get; } = new AgentDefinition<MakeOffer, Offer, string>("make-offer", PayloadType.Of<Offer>(OfferJson.Default), Text, static _ => new MakeOffer());

    public static AgentDefinition Look { get; } = new AgentDefinition<LookAtOrder, Order, string>("look-at-order", PayloadType.Of<Order>(OfferJson.Default), Text, static _ => new LookAtOrder());

    public static AgentDefinition Copy { get; } = new AgentDefinition<CopyOrder, Order, Order>("copy-order", PayloadType.Of<Order>(OfferJson.Default), PayloadType.Of<Order>(OfferJson.Default), static _ => new CopyOrder());

    public static AgentDefinition[] All { get; } = [Read, Offer, Look];

    /// <summary>Two agents in a row, of which the second takes parts of what the first returned.</summary>
    public static string Document(string name = "offers", int days = 3, string more = "") => $$"""
        {
          "name": "{{name}}", "input": "string", "output": "string",{{more}}
          "steps": {
            "Read": { "agent": "read-order" },
            "Offer": { "agent": "make-offer", "takes": { "number": "Read.number", "price": "Read.total", "days": { "value": {{days}} } } }
          }
        }
        """;

    public static JsonElement Json(string text) => JsonElement.Parse(text);
}
