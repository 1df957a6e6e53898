using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Payloads;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

public sealed partial class PayloadSerializerTests
{
    private const string What = "the result of step 'One'";

    private static readonly PayloadPlace Here = new(Guid.CreateVersion7());

    private static readonly PayloadType Text = PayloadType.Of<string>();

    [Theory]
    [InlineData("12345678", 10)]
    [InlineData("漢漢漢漢漢漢", 38)]
    [InlineData("", 2)]
    public void APayloadIsAsLargeAsWhatIsStoredOfIt(string text, int size)
    {
        Serializer(maxBytes: size).Store(text, Text, Here, What).Codec.ShouldBeNull();
        Should.Throw<PayloadException>(() => Serializer(maxBytes: size - 1).Store(text, Text, Here, What)).Message.ShouldBe(
            $"The result of step 'One' takes {size} bytes as it is stored, more than the {size - 1} of PerdureOptions.MaxPayloadBytes: keep what is that large elsewhere, and hand on where it is");
    }

    [Fact]
    public void WhatIsNotEscapedCountsInBytesAndNotInCharacters()
    {
        PayloadType relaxed = PayloadType.Of<string>(new Context(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

        Serializer(maxBytes: 20).Store("漢漢漢漢漢漢", relaxed, Here, What).Json.Length.ShouldBe(8);
        Should.Throw<PayloadException>(() => Serializer(maxBytes: 19).Store("漢漢漢漢漢漢", relaxed, Here, What)).Message.ShouldContain("takes 20 bytes");
    }

    [Fact]
    public void WhereACodecIsRequiredAPayloadThatDoesNotBearItIsRefused()
    {
        using var codecs = new PayloadCodecs();
        codecs.WriteWith([new BrotliCodec(), new AesGcmCodec("k", new Dictionary<string, byte[]> { ["k"] = new byte[32] })]);
        var serializer = new PayloadSerializer(codecs, int.MaxValue, "aes-gcm");
        using var lax = new PayloadCodecs();
        lax.WriteWith([new BrotliCodec()]);
        StoredPayload compressed = new PayloadSerializer(lax, int.MaxValue).Store(new string('x', 10_000), Text, Here, What);

        serializer.Read<string>(serializer.Store("short", Text, Here, What), Text, Here, What).ShouldBe("short", "though it is not compressed");
        Refusal(new StoredPayload("\"plain\"")).ShouldStartWith("The result of step 'One' is stored in plain, and PerdureOptions.RequiredPayloadCodec is 'aes-gcm'");
        Refusal(compressed).ShouldStartWith("The result of step 'One' is encoded with 'brotli', and");
        Refusal(null).ShouldStartWith("The result of step 'One' is not stored, and");
        Refusal(new StoredPayload("\"plain\"", "aes-gcm")).ShouldNotContain("RequiredPayloadCodec", customMessage: "that the codec itself finds out");

        string Refusal(StoredPayload? payload) => Should.Throw<PayloadException>(() => serializer.Read<string>(payload, Text, Here, What)).Message;
    }

    [Fact]
    public void ACompressedPayloadCountsAsItIsStored()
    {
        string large = new('x', 100_000);

        StoredPayload stored = Serializer(maxBytes: 1_000, new BrotliCodec()).Store(large, Text, Here, What);

        stored.Codec.ShouldBe("brotli");
        Serializer(maxBytes: 1_000, new BrotliCodec()).Read<string>(stored, Text, Here, What).ShouldBe(large);
    }

    [Fact]
    public void APayloadThatIsTooLargeIsNotTriedAgain()
    {
        var policy = new RetryPolicy(5);
        PayloadException tooLarge = Should.Throw<PayloadException>(() => Serializer(maxBytes: 1).Store("x", Text, Here, What));

        Steps.RetrySchedule.Next(policy, 1, tooLarge, 0).ShouldBeNull();
        Steps.RetrySchedule.Next(policy, 1, new PayloadException("a key that is not here yet"), 0).ShouldNotBeNull();
    }

    [Fact]
    public void ATypeOfWhichNoJsonCanBeMadeIsNotTriedAgain()
    {
        var refused = Should.Throw<PayloadException>(() => Serializer().Store(new Colliding(1, 2), PayloadType.Of<Colliding>(), Here, What));

        refused.Message.ShouldContain("of which no JSON can be made");
        refused.IsFinal.ShouldBeTrue();
    }

    [Fact]
    public void AnErrorQuotesNothingOfPayloadsThatAreEncoded()
    {
        PayloadSerializer serializer = Serializer(codec: new BrotliCodec(threshold: 0));
        PayloadType texts = PayloadType.Of<Dictionary<string, string>>();
        PayloadType numbers = PayloadType.Of<Dictionary<string, int>>();
        StoredPayload encoded = serializer.Store(new Dictionary<string, string> { ["marker"] = new('x', 1_000) }, texts, Here, What);
        encoded.Codec.ShouldBe("brotli");

        Exception[] failures =
        [
            Should.Throw<PayloadException>(() => serializer.Read<Dictionary<string, int>>(encoded, numbers, Here, What)),
            Should.Throw<PayloadException>(() => serializer.Read<Dictionary<string, int>>(new StoredPayload("""{"marker":"x"}"""), numbers, Here, What)),
            Should.Throw<PayloadException>(() => serializer.Store(new Throwing(), PayloadType.Of<Throwing>(), Here, What)),
        ];

        foreach (Exception failure in failures) failure.ToString().ShouldNotContain("marker");
        failures[0].Message.ShouldStartWith("The result of step 'One' cannot be read as 'System.Collections.Generic.Dictionary`2[System.String,System.Int32]', at byte ");
        failures[2].Message.ShouldBe($"The result of step 'One' cannot be written as JSON of type '{typeof(Throwing)}': System.FormatException; since payloads are encoded, what it says is left out");
    }

    [Fact]
    public void WithoutCodecsAnErrorSaysAllThatIsKnown() =>
        Should.Throw<PayloadException>(() => Serializer().Store(new Throwing(), PayloadType.Of<Throwing>(), Here, What)).Message
            .ShouldBe($"The result of step 'One' cannot be written as JSON of type '{typeof(Throwing)}': marker");

    [Fact]
    public void NoDepthIsAllowedAtWhichTheStackEnds()
    {
        PayloadType nodes = PayloadType.Of<Node>(new Context(new JsonSerializerOptions { MaxDepth = 1_000_000 }));
        PayloadSerializer serializer = Serializer();

        serializer.Read<Node>(serializer.Store(Chain(900), nodes, Here, What), nodes, Here, What).Next.ShouldNotBeNull();
        Should.Throw<PayloadException>(() => serializer.Store(Chain(100_000), nodes, Here, What)).Message.ShouldContain("cannot be written as JSON");
        string deep = string.Concat(Enumerable.Repeat("""{"Next":""", 100_000)) + "null" + new string('}', 100_000);
        Should.Throw<PayloadException>(() => serializer.Read<Node>(new StoredPayload(deep), nodes, Here, What)).Message.ShouldContain("cannot be read as");
    }

    [Fact]
    public void HalfASurrogatePairIsStoredAsAReplacement() => Serializer().Store("a\ud800b\0", Text, Here, What).Json.ShouldBe("\"a\\uFFFDb\\u0000\"");

    private static PayloadSerializer Serializer(int maxBytes = 1_000_000, IPayloadCodec? codec = null)
    {
        var codecs = new PayloadCodecs();
        if (codec is not null) codecs.WriteWith([codec]);
        return new PayloadSerializer(codecs, maxBytes);
    }

    private static Node Chain(int length)
    {
        var node = new Node();
        for (var more = 1; more < length; more++) node = new Node { Next = node };
        return node;
    }

    internal sealed class Node
    {
        public Node? Next { get; set; }
    }

    internal sealed record Colliding([property: JsonPropertyName("one")] int First, [property: JsonPropertyName("one")] int Second);

    internal sealed class Throwing
    {
        public int Value => throw new FormatException("marker");
    }

    [JsonSerializable(typeof(string))]
    [JsonSerializable(typeof(Node))]
    private sealed partial class Context : JsonSerializerContext;
}
