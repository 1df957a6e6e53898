using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Payloads;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

public sealed class PayloadCodecsTests
{
    private static readonly PayloadPlace Here = new(Guid.CreateVersion7());

    [Fact]
    public void CodecsAreAppliedInTheirOrderAndNamedInIt()
    {
        using var codecs = new PayloadCodecs();
        codecs.WriteWith([new Tagging("a"), new Tagging("b")]);

        StoredPayload stored = codecs.Encode("1"u8.ToArray(), Here, "the input");

        stored.ShouldBe(new StoredPayload($"\"{Convert.ToBase64String("b(a(1))"u8)}\"", "a+b"));
        codecs.Decode(stored, Here, "the input").ShouldBe("1"u8.ToArray());
    }

    [Fact]
    public void ACodecThatLeavesAPayloadAsItIsIsNotNamed()
    {
        using var codecs = new PayloadCodecs();
        codecs.WriteWith([new Tagging("a") { Leaves = true }, new Tagging("b")]);
        using var idle = new PayloadCodecs();
        idle.WriteWith([new Tagging("a") { Leaves = true }]);

        codecs.Encode("1"u8.ToArray(), Here, "the input").Codec.ShouldBe("b");
        idle.Encode("\"é\""u8.ToArray(), Here, "the input").ShouldBe(new StoredPayload("\"é\""));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1_000_000)]
    public void WhatIsStoredIsAJsonStringOfAnyLength(int size)
    {
        using var codecs = new PayloadCodecs();
        codecs.WriteWith([new Raw()]);
        byte[] json = new byte[size];
        Random.Shared.NextBytes(json);

        StoredPayload stored = codecs.Encode(json, Here, "the input");

        System.Text.Json.JsonSerializer.Deserialize<string>(stored.Json).ShouldBe(Convert.ToBase64String(json));
        codecs.Decode(stored, Here, "the input").ShouldBe(json);
    }

    [Fact]
    public void AnUnknownCodecIsNamedTogetherWithTheMend()
    {
        using var codecs = new PayloadCodecs();
        codecs.WriteWith([new Tagging("b")]);
        codecs.ReadWith([new Tagging("a")]);

        Should.Throw<PayloadException>(() => codecs.Decode(new StoredPayload("\"AAAA\"", "gone+b"), Here, "the result of step 'One'")).Message.ShouldBe(
            "The result of step 'One' is encoded with 'gone+b', and this host has no codec 'gone' (it has 'a', 'b'): name it in EncodePayloadsWith or DecodePayloadsWith, in AddPerdure, of each host that runs or reads the workflow");
        using var none = new PayloadCodecs();
        Should.Throw<PayloadException>(() => none.Decode(new StoredPayload("\"AAAA\"", "gone"), Here, "the input")).Message.ShouldContain("no codec 'gone' (it has none)");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"\"\"")]
    [InlineData("\"%%%%\"")]
    [InlineData("\"AAA\"")]
    public void WhatIsNoBase64IsTold(string json)
    {
        using var codecs = new PayloadCodecs();
        codecs.WriteWith([new Raw()]);

        Should.Throw<PayloadException>(() => codecs.Decode(new StoredPayload(json, "raw"), Here, "the input")).Message
            .ShouldBe("The input is stored as encoded with 'raw', and is not a JSON string of base64: it was changed after it was written");
    }

    [Fact]
    public void WhatACodecThrowsIsToldWithItsName()
    {
        using var codecs = new PayloadCodecs();
        codecs.WriteWith([new Broken()]);

        Should.Throw<PayloadException>(() => codecs.Encode([1], Here, "the input")).Message.ShouldBe("The input cannot be encoded by the codec 'broken': no disk");
        PayloadException decoding = Should.Throw<PayloadException>(() => codecs.Decode(new StoredPayload("\"AAAA\"", "broken"), Here, "the input"));
        decoding.Message.ShouldBe("The input cannot be decoded by the codec 'broken': no disk");
        decoding.InnerException.ShouldBeOfType<IOException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a+b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a12345678901234567890123456789012345678901234567890123456789012345")]
    public void WhatIsNoNameIsRefused(string name)
    {
        using var codecs = new PayloadCodecs();

        Should.Throw<PerdureConfigurationException>(() => codecs.ReadWith([new Tagging(name)])).Message.ShouldContain("has the name");
    }

    [Fact]
    public void TwoCodecsOfOneNameAreRefused()
    {
        using var codecs = new PayloadCodecs();
        var known = new Tagging("a");
        codecs.WriteWith([known]);
        codecs.ReadWith([known]);

        Should.Throw<PerdureConfigurationException>(() => codecs.ReadWith([new Tagging("a")])).Message.ShouldContain("Two payload codecs have the name 'a'");
        Should.Throw<PerdureConfigurationException>(() => codecs.WriteWith([new Tagging("b")])).Message.ShouldContain("EncodePayloadsWith was called twice");
        using var twice = new PayloadCodecs();
        Should.Throw<PerdureConfigurationException>(() => twice.WriteWith([known, known])).Message.ShouldContain("names a codec twice");
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("b", false)]
    public void OnlyACodecThatWritesCanBeRequired(string required, bool writes)
    {
        void Add() => new ServiceCollection().AddPerdure(
            perdure => perdure.UsePostgres("Host=nowhere").EncodePayloadsWith(new Tagging("a")).DecodePayloadsWith(new Tagging("b")), options => options.RequiredPayloadCodec = required);

        if (writes) Should.NotThrow(Add);
        else Should.Throw<PerdureConfigurationException>(Add).Message.ShouldBe("PerdureOptions.RequiredPayloadCodec is 'b', and this host does not write with it: name the codec in EncodePayloadsWith");
    }

    [Fact]
    public async Task TheHostDisposesOfItsCodecs()
    {
        var codec = new Tagging("a");
        var services = new ServiceCollection();
        services.AddPerdure(perdure => perdure.UsePostgres("Host=nowhere").EncodePayloadsWith(codec), options => options.RunWorker = false);
        ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<PayloadSerializer>();

        await provider.DisposeAsync();

        codec.IsDisposed.ShouldBeTrue();
    }

    /// <summary>Writes its name around what it is given.</summary>
    private sealed class Tagging(string name) : IPayloadCodec, IDisposable
    {
        public string Name => name;

        public bool Leaves { get; init; }

        public bool IsDisposed { get; private set; }

        public byte[]? Encode(ReadOnlyMemory<byte> payload, PayloadPlace place) => Leaves ? null : Encoding.UTF8.GetBytes($"{name}({Encoding.UTF8.GetString(payload.Span)})");

        public byte[] Decode(ReadOnlyMemory<byte> encoded, PayloadPlace place) => encoded[(name.Length + 1)..^1].ToArray();

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Raw : IPayloadCodec
    {
        public string Name => "raw";

        public byte[] Encode(ReadOnlyMemory<byte> payload, PayloadPlace place) => payload.ToArray();

        public byte[] Decode(ReadOnlyMemory<byte> encoded, PayloadPlace place) => encoded.ToArray();
    }

    private sealed class Broken : IPayloadCodec
    {
        public string Name => "broken";

        public byte[] Encode(ReadOnlyMemory<byte> payload, PayloadPlace place) => throw new IOException("no disk");

        public byte[] Decode(ReadOnlyMemory<byte> encoded, PayloadPlace place) => throw new IOException("no disk");
    }
}
