using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Perdure;

/// <summary>
/// Encrypts payloads with AES-256 in Galois/Counter Mode: nobody without the key reads them, or changes them unseen. Each payload names its key, so that keys can be changed, and is
/// bound to its run: copied to another, it is refused. The host disposes of the codecs that it was given, and with them go the keys.
/// </summary>
public sealed class AesGcmCodec : IPayloadCodec, IDisposable
{
    /// <summary>The envelope: this number, the length of the key's id, the id, the nonce, what is encrypted, the tag. All but the last three is authenticated, and the run with it.</summary>
    private const byte Version = 1;

    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int IdSize = 16;
    private const int LongestKeyId = 64;

    private readonly FrozenDictionary<string, byte[]> keys;
    private readonly string currentKeyId;
    private readonly byte[] header;
    private readonly Lock gate = new();
    private bool disposed;

    /// <summary>Encrypts with one key, and decrypts with several.</summary>
    /// <param name="currentKeyId">The id of the key that encrypts.</param>
    /// <param name="keys">
    /// All keys by their ids. A key is 32 random bytes, copied here; its id is one to 64 letters, digits, dots, dashes and underscores, which are stored in plain and never stand for
    /// another key.
    /// </param>
    /// <exception cref="ArgumentException">A key or an id is not so, or the current one is not among them.</exception>
    public AesGcmCodec(string currentKeyId, IReadOnlyDictionary<string, byte[]> keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(currentKeyId);
        ArgumentNullException.ThrowIfNull(keys);
        foreach ((string id, byte[] key) in keys)
        {
            if (id.Length is 0 or > LongestKeyId || !id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
                throw new ArgumentException($"The key id '{id}' is not one to {LongestKeyId} letters, digits, dots, dashes and underscores", nameof(keys));
            if (key is not { Length: KeySize }) throw new ArgumentException($"The key '{id}' has {key?.Length ?? 0} bytes: it takes {KeySize} random ones, as RandomNumberGenerator.GetBytes({KeySize}) makes them", nameof(keys));
        }

        if (!keys.ContainsKey(currentKeyId)) throw new ArgumentException($"The current key '{currentKeyId}' is not among the keys", nameof(currentKeyId));
        this.currentKeyId = currentKeyId;
        this.keys = keys.ToFrozenDictionary(pair => pair.Key, pair => (byte[])pair.Value.Clone(), StringComparer.Ordinal);
        header = [Version, (byte)currentKeyId.Length, .. Encoding.ASCII.GetBytes(currentKeyId)];
    }

    /// <inheritdoc/>
    public string Name => "aes-gcm";

    /// <inheritdoc/>
    public byte[] Encode(ReadOnlyMemory<byte> payload, PayloadPlace place)
    {
        var envelope = new byte[header.Length + NonceSize + payload.Length + TagSize];
        header.CopyTo(envelope, 0);
        Span<byte> nonce = envelope.AsSpan(header.Length, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm cipher = OpenKey(currentKeyId);
        cipher.Encrypt(nonce, payload.Span, envelope.AsSpan(header.Length + NonceSize, payload.Length), envelope.AsSpan(envelope.Length - TagSize), Bind(header, place));
        return envelope;
    }

    /// <inheritdoc/>
    public byte[] Decode(ReadOnlyMemory<byte> encoded, PayloadPlace place)
    {
        ReadOnlySpan<byte> envelope = encoded.Span;
        if (envelope.Length < 2) throw Damaged();
        if (envelope[0] != Version) throw new CryptographicException($"its envelope has the version {envelope[0]}, and this build knows {Version} alone: it was changed, or a newer build wrote it");
        int size = 2 + envelope[1];
        if (envelope[1] > LongestKeyId || envelope.Length < size + NonceSize + TagSize) throw Damaged();
        string keyId = Encoding.ASCII.GetString(envelope[2..size]);
        var payload = new byte[envelope.Length - size - NonceSize - TagSize];
        using AesGcm cipher = OpenKey(keyId);
        try
        {
            cipher.Decrypt(envelope.Slice(size, NonceSize), envelope[(size + NonceSize)..^TagSize], envelope[^TagSize..], payload, Bind(envelope[..size], place));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new CryptographicException($"it does not fit the key '{keyId}': it was changed, or comes from another run, or was encrypted with another key of that id", mismatch);
        }

        return payload;
    }

    /// <summary>Overwrites the keys. What is encoded or decoded afterwards fails.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (byte[] key in keys.Values) CryptographicOperations.ZeroMemory(key);
        }
    }

    private static CryptographicException Damaged() => new("its envelope is damaged: it was changed, or cut off");

    /// <summary>What is authenticated beside the payload.</summary>
    private static byte[] Bind(ReadOnlySpan<byte> header, PayloadPlace place)
    {
        var bound = new byte[header.Length + IdSize];
        header.CopyTo(bound);
        place.ExecutionId.TryWriteBytes(bound.AsSpan(header.Length), bigEndian: true, out _);
        return bound;
    }

    /// <summary>A cipher for one use: its instances are not for many threads. Under the gate, so that none is made of a key that is just being overwritten.</summary>
    private AesGcm OpenKey(string id)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return keys.TryGetValue(id, out byte[]? key)
                ? new AesGcm(key, TagSize)
                : throw new CryptographicException($"it is encrypted with the key '{Printable(id)}', which this host does not have: add it to the keys of its AesGcmCodec, on each host");
        }
    }

    private static string Printable(string id) => string.Concat(id.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '?'));
}
