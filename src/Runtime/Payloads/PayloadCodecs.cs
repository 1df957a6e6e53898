using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace Perdure.Payloads;

/// <summary>
/// The codecs of a host: those that write, in their order, and all that read, by name. An encoded payload is stored as a JSON string of base64, and beside it the names of its codecs,
/// in the order in which they were applied: <c>brotli+aes-gcm</c>.
/// </summary>
internal sealed partial class PayloadCodecs : IDisposable
{
    /// <summary>Between two names; no name holds it.</summary>
    private const char Separator = '+';

    private readonly Dictionary<string, IPayloadCodec> byName = new(StringComparer.Ordinal);
    private IPayloadCodec[] writers = [];

    /// <summary>Whether payloads are encoded when they are written, so that nothing of them may stand elsewhere in plain.</summary>
    public bool Encodes => writers.Length > 0;

    /// <summary>Whether a codec is among those that write.</summary>
    public bool WritesWith(string name) => writers.Any(codec => codec.Name == name);

    /// <summary>Whether a codec was applied to a payload, or is said to have been: then it decodes, and finds out.</summary>
    public static bool Bears(StoredPayload? payload, string name) => payload?.Codec?.Split(Separator).Contains(name, StringComparer.Ordinal) is true;

    /// <summary>Names the codecs that write.</summary>
    public void WriteWith(IPayloadCodec[] codecs)
    {
        if (Encodes) throw new PerdureConfigurationException("EncodePayloadsWith was called twice: name all codecs in one call, in the order in which they are applied");
        if (codecs.Distinct().Count() != codecs.Length) throw new PerdureConfigurationException("EncodePayloadsWith names a codec twice: each is applied once");
        ReadWith(codecs);
        writers = codecs;
    }

    /// <summary>Adds codecs that read.</summary>
    public void ReadWith(IPayloadCodec[] codecs)
    {
        foreach (IPayloadCodec codec in codecs)
        {
            ArgumentNullException.ThrowIfNull(codec);
            if (codec.Name is not { } name || !ValidName().IsMatch(name))
                throw new PerdureConfigurationException($"The payload codec '{codec.GetType()}' has the name '{codec.Name}': it takes one to 64 lower-case letters, digits, dots, dashes and underscores");
            if (!byName.TryAdd(name, codec) && byName[name] != codec)
                throw new PerdureConfigurationException($"Two payload codecs have the name '{name}': a payload that was stored under it could be of either");
        }
    }

    /// <summary>Encodes JSON as it is stored.</summary>
    public StoredPayload Encode(byte[] json, PayloadPlace place, string what)
    {
        byte[] bytes = json;
        string? names = null;
        foreach (IPayloadCodec codec in writers)
        {
            byte[]? encoded;
            try
            {
                encoded = codec.Encode(bytes, place);
            }
            catch (Exception failure)
            {
                throw new PayloadException($"{Words.Capitalised(what)} cannot be encoded by the codec '{codec.Name}': {failure.Message}", failure);
            }

            if (encoded is null) continue;
            bytes = encoded;
            names = names is null ? codec.Name : names + Separator + codec.Name;
        }

        return names is null ? new StoredPayload(Encoding.UTF8.GetString(json)) : new StoredPayload(Quote(bytes), names);
    }

    /// <summary>The JSON of a payload that was stored encoded.</summary>
    public byte[] Decode(StoredPayload payload, PayloadPlace place, string what)
    {
        string[] names = payload.Codec!.Split(Separator);

        // Before any is applied: which one is missing is told, and not that the first one could make nothing of it.
        foreach (string name in names)
        {
            if (!byName.ContainsKey(name)) throw new PayloadException(
                $"{Words.Capitalised(what)} is encoded with '{payload.Codec}', and this host has no codec '{name}'{Known()}: name it in EncodePayloadsWith or DecodePayloadsWith, in AddPerdure, of each host that runs or reads the workflow");
        }

        byte[] bytes = Unquote(payload, what);
        for (int position = names.Length - 1; position >= 0; position--)
        {
            try
            {
                bytes = byName[names[position]].Decode(bytes, place) ?? throw new InvalidOperationException("it returned nothing");
            }
            catch (Exception failure)
            {
                throw new PayloadException($"{Words.Capitalised(what)} cannot be decoded by the codec '{names[position]}': {failure.Message}", failure);
            }
        }

        return bytes;
    }

    /// <summary>The host ends: codecs that hold secrets let go of them.</summary>
    public void Dispose()
    {
        foreach (IPayloadCodec codec in byName.Values) (codec as IDisposable)?.Dispose();
    }

    private static string Quote(byte[] bytes) => string.Create(Base64.GetMaxEncodedToUtf8Length(bytes.Length) + 2, bytes, static (text, bytes) =>
    {
        text[0] = text[^1] = '"';
        Convert.TryToBase64Chars(bytes, text[1..^1], out _);
    });

    private static byte[] Unquote(StoredPayload payload, string what)
    {
        ReadOnlySpan<char> text = payload.Json;
        if (text is ['"', .. var base64, '"'])
        {
            var bytes = new byte[base64.Length / 4 * 3];
            if (Convert.TryFromBase64Chars(base64, bytes, out int length)) return length == bytes.Length ? bytes : bytes[..length];
        }

        throw new PayloadException($"{Words.Capitalised(what)} is stored as encoded with '{payload.Codec}', and is not a JSON string of base64: it was changed after it was written");
    }

    private string Known() => byName.Count == 0 ? " (it has none)" : $" (it has {string.Join(", ", byName.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))})";

    [GeneratedRegex(@"^[a-z0-9._-]{1,64}\z")]
    private static partial Regex ValidName();
}
