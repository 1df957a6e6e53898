using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Perdure;

/// <summary>
/// Compresses payloads, with Brotli. Small ones, and those that hardly shrink, stay as they are: plain JSON that people and SQL can read. Named before a codec that encrypts:
/// what is encrypted does not shrink any more.
/// </summary>
public sealed class BrotliCodec : IPayloadCodec
{
    /// <summary>The length of the payload, before the compressed bytes: the room that it takes is known, and no stream of a few bytes can grow without an end.</summary>
    private const int Header = sizeof(int);

    /// <summary>More than any payload may take; what claims to be larger was not written here.</summary>
    private const int Largest = 1 << 29;

    /// <summary>The window of the format: its default, 4 MB.</summary>
    private const int Window = 22;

    private readonly int threshold;
    private readonly int quality;

    /// <summary>Compresses payloads that are not small.</summary>
    /// <param name="threshold">How many bytes of JSON a payload has at least that is compressed.</param>
    /// <param name="level">How hard it tries. Each level reads what the others wrote.</param>
    public BrotliCodec(int threshold = 1_024, CompressionLevel level = CompressionLevel.Fastest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        this.threshold = threshold;
        quality = level switch
        {
            CompressionLevel.Fastest => 1,
            CompressionLevel.Optimal => 4,
            CompressionLevel.SmallestSize => 11,
            _ => throw new ArgumentOutOfRangeException(nameof(level), level, "does not compress"),
        };
    }

    /// <inheritdoc/>
    public string Name => "brotli";

    /// <inheritdoc/>
    public byte[]? Encode(ReadOnlyMemory<byte> payload, PayloadPlace place)
    {
        if (payload.Length < threshold || payload.Length > Largest) return null;

        // Base64 makes four characters of three bytes: what does not shrink to less than three quarters would only become unreadable.
        byte[] room = ArrayPool<byte>.Shared.Rent(Header + (payload.Length / 4 * 3));
        try
        {
            if (!BrotliEncoder.TryCompress(payload.Span, room.AsSpan(Header, payload.Length / 4 * 3), out int length, quality, Window)) return null;
            BinaryPrimitives.WriteInt32LittleEndian(room, payload.Length);
            return room[..(Header + length)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <inheritdoc/>
    public byte[] Decode(ReadOnlyMemory<byte> encoded, PayloadPlace place)
    {
        if (encoded.Length > Header && BinaryPrimitives.ReadInt32LittleEndian(encoded.Span) is >= 0 and <= Largest and var length)
        {
            var payload = new byte[length];
            if (BrotliDecoder.TryDecompress(encoded.Span[Header..], payload, out int written) && written == length) return payload;
        }

        throw new InvalidDataException("its bytes are not what was written: they were changed, or cut off");
    }
}
