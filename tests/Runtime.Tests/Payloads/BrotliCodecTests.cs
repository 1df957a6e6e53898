using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

public sealed class BrotliCodecTests
{
    private static readonly PayloadPlace Here = new(Guid.CreateVersion7());

    [Theory]
    [InlineData(1_024, CompressionLevel.Fastest)]
    [InlineData(100_000, CompressionLevel.Fastest)]
    [InlineData(100_000, CompressionLevel.Optimal)]
    [InlineData(100_000, CompressionLevel.SmallestSize)]
    [InlineData(20_000_000, CompressionLevel.Fastest)]
    public void WhatIsCompressedIsSmallerAndComesBack(int size, CompressionLevel level)
    {
        var codec = new BrotliCodec(level: level);
        byte[] payload = Text(size);

        byte[] encoded = codec.Encode(payload, Here).ShouldNotBeNull();

        encoded.Length.ShouldBeLessThan(size / 4);
        new BrotliCodec().Decode(encoded, Here).ShouldBe(payload);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_023)]
    public void WhatIsSmallStaysAsItIs(int size) => new BrotliCodec().Encode(Text(size), Here).ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void WithoutAThresholdWhatDoesNotShrinkStaysAsItIs(int size) => new BrotliCodec(threshold: 0).Encode(Text(size), Here).ShouldBeNull();

    [Fact]
    public void WhatHardlyShrinksStaysAsItIs() => new BrotliCodec().Encode(RandomNumberGenerator.GetBytes(100_000), Here).ShouldBeNull();

    [Fact]
    public void WhatWasChangedOrCutOffIsRefused()
    {
        var codec = new BrotliCodec();
        byte[] encoded = codec.Encode(Text(5_000), Here)!;

        foreach (int length in new[] { 0, 1, 4, 5, encoded.Length - 1 }) Should.Throw<InvalidDataException>(() => codec.Decode(encoded.AsMemory(0, length), Here), $"{length} bytes");
        for (var position = 0; position < 4; position++)
        {
            byte[] changed = [.. encoded];
            changed[position] ^= 0x81;
            Should.Throw<InvalidDataException>(() => codec.Decode(changed, Here), $"byte {position} of the length");
        }
    }

    [Fact]
    public void WhatDoesNotCompressIsNoLevel() => Should.Throw<ArgumentOutOfRangeException>(() => new BrotliCodec(level: CompressionLevel.NoCompression));

    private static byte[] Text(int size) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, (size / 20) + 1).Select(static number => $"the text number {number % 10_000:0000}")))[..size];
}
