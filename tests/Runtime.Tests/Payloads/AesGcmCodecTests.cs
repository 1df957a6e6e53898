using System.Security.Cryptography;
using System.Text;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

public sealed class AesGcmCodecTests
{
    private static readonly PayloadPlace Here = new(Guid.CreateVersion7());

    private static readonly byte[] Marker = "marker, and what else a payload holds"u8.ToArray();

    private static readonly byte[] First = RandomNumberGenerator.GetBytes(32);

    private static readonly byte[] Second = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1_000_003)]
    public void WhatIsEncryptedComesBack(int size)
    {
        using var codec = new AesGcmCodec("k1", Ring(("k1", First)));
        byte[] payload = RandomNumberGenerator.GetBytes(size);

        byte[] encoded = codec.Encode(payload, Here);

        codec.Decode(encoded, Here).ShouldBe(payload);
        encoded.Length.ShouldBe(size + "k1".Length + 30);
    }

    [Fact]
    public void NothingOfAPayloadOrOfAKeyIsSeenAndNoTwoAreAlike()
    {
        using var codec = new AesGcmCodec("k1", Ring(("k1", First)));

        byte[] one = codec.Encode(Marker, Here);
        byte[] two = codec.Encode(Marker, Here);

        one.ShouldNotBe(two);
        one.AsSpan().IndexOf("marker"u8).ShouldBe(-1);
        one.AsSpan().IndexOf(First).ShouldBe(-1);
        one.AsSpan(4, 12).SequenceEqual(two.AsSpan(4, 12)).ShouldBeFalse("a nonce is used once");
    }

    [Fact]
    public void WhateverByteIsChangedItIsRefused()
    {
        using var codec = new AesGcmCodec("k1", Ring(("k1", First), ("k0", Second)));
        byte[] encoded = codec.Encode(Marker, Here);

        for (var position = 0; position < encoded.Length; position++)
        {
            byte[] changed = [.. encoded];
            changed[position] ^= 1;
            Should.Throw<CryptographicException>(() => codec.Decode(changed, Here), $"byte {position}");
        }
    }

    [Fact]
    public void WhereverItIsCutOffItIsRefused()
    {
        using var codec = new AesGcmCodec("k1", Ring(("k1", First)));
        byte[] encoded = codec.Encode(Marker, Here);

        for (var length = 0; length < encoded.Length; length++)
            Should.Throw<CryptographicException>(() => codec.Decode(encoded.AsMemory(0, length), Here), $"{length} bytes");
    }

    [Fact]
    public void WhatIsCopiedToAnotherRunIsRefused()
    {
        using var codec = new AesGcmCodec("k1", Ring(("k1", First)));
        byte[] encoded = codec.Encode(Marker, Here);

        Should.Throw<CryptographicException>(() => codec.Decode(encoded, new PayloadPlace(Guid.CreateVersion7()))).Message
            .ShouldBe("it does not fit the key 'k1': it was changed, or comes from another run, or was encrypted with another key of that id");
    }

    [Fact]
    public void AnotherKeyOfTheSameIdIsTold()
    {
        using var writer = new AesGcmCodec("k1", Ring(("k1", First)));
        using var reader = new AesGcmCodec("k1", Ring(("k1", Second)));

        string said = Should.Throw<CryptographicException>(() => reader.Decode(writer.Encode(Marker, Here), Here)).ToString();

        said.ShouldContain("it does not fit the key 'k1'");
        foreach (byte[] key in new[] { First, Second })
        {
            said.ShouldNotContain(Convert.ToBase64String(key));
            said.ShouldNotContain(Convert.ToHexString(key), Case.Insensitive);
        }
    }

    [Fact]
    public void AKeyThatIsNotThereIsNamed()
    {
        using var writer = new AesGcmCodec("k2", Ring(("k1", First), ("k2", Second)));
        using var reader = new AesGcmCodec("k1", Ring(("k1", First)));

        Should.Throw<CryptographicException>(() => reader.Decode(writer.Encode(Marker, Here), Here)).Message
            .ShouldBe("it is encrypted with the key 'k2', which this host does not have: add it to the keys of its AesGcmCodec, on each host");
    }

    [Fact]
    public void AnOlderKeyReadsAndTheCurrentOneWrites()
    {
        using var before = new AesGcmCodec("k1", Ring(("k1", First)));
        using var between = new AesGcmCodec("k1", Ring(("k1", First), ("k2", Second)));
        using var after = new AesGcmCodec("k2", Ring(("k1", First), ("k2", Second)));
        using var last = new AesGcmCodec("k2", Ring(("k2", Second)));

        after.Decode(before.Encode(Marker, Here), Here).ShouldBe(Marker);
        between.Decode(after.Encode(Marker, Here), Here).ShouldBe(Marker);
        last.Decode(after.Encode(Marker, Here), Here).ShouldBe(Marker);
        Should.Throw<CryptographicException>(() => last.Decode(between.Encode(Marker, Here), Here));
    }

    [Fact]
    public void KeysAreCopiedAndAfterTheEndNothingIsEncryptedWithWhatIsLeftOfThem()
    {
        byte[] mine = [.. First];
        var codec = new AesGcmCodec("k1", Ring(("k1", mine)));
        byte[] encoded = codec.Encode(Marker, Here);
        Array.Clear(mine);

        codec.Decode(encoded, Here).ShouldBe(Marker);
        codec.Dispose();
        codec.Dispose();
        Should.Throw<ObjectDisposedException>(() => codec.Decode(encoded, Here));
        Should.Throw<ObjectDisposedException>(() => codec.Encode(Marker, Here));
    }

    [Fact]
    public void ManyThreadsUseOneCodec()
    {
        using var codec = new AesGcmCodec("k1", Ring(("k1", First)));

        Parallel.For(0, 5_000, number =>
        {
            byte[] payload = Encoding.UTF8.GetBytes($"payload {number}");
            codec.Decode(codec.Encode(payload, Here), Here).ShouldBe(payload);
        });
    }

    [Fact]
    public void WhatIsNoKeyRingIsRefusedWithoutItsKeys()
    {
        Should.Throw<ArgumentException>(() => new AesGcmCodec("k2", Ring(("k1", First)))).Message.ShouldStartWith("The current key 'k2' is not among the keys");
        Should.Throw<ArgumentException>(() => new AesGcmCodec("k1", Ring(("k1", First[..16])))).Message.ShouldStartWith("The key 'k1' has 16 bytes: it takes 32 random ones");
        Should.Throw<ArgumentException>(() => new AesGcmCodec("k 1", Ring(("k 1", First)))).Message.ShouldStartWith("The key id 'k 1' is not one to 64 letters");
        string tooLong = new('k', 65);
        Should.Throw<ArgumentException>(() => new AesGcmCodec(tooLong, Ring((tooLong, First))));
    }

    private static Dictionary<string, byte[]> Ring(params (string Id, byte[] Key)[] keys) => keys.ToDictionary(key => key.Id, key => key.Key);
}
