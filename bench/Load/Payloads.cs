using System.Text.Json.Serialization;

namespace Perdure.Load;

/// <summary>What a run is started with: about 200 bytes of JSON, as every contestant's.</summary>
public sealed record Order(int Id, string Customer, string Note);

/// <summary>What a step returns: about 200 bytes of JSON.</summary>
public sealed record Receipt(string Step, int Of, string Note);

/// <summary>Makes payloads that do not compress, the same ones in every run of the benchmark.</summary>
internal static class Payloads
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    public static Order Order(int id) => new(id, $"c{id}", Note(id));

    public static Receipt Receipt(string step, int of) => new(step, of, Note(of + step.Length));

    /// <summary>150 characters of a xorshift: a repeated letter would let the database shrink a long history to nothing.</summary>
    private static string Note(int seed) => string.Create(150, ((uint)seed * 2_654_435_761) + 12_345, static (text, state) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            text[i] = Alphabet[(int)(state & 63)];
        }
    });
}

/// <summary>How the payloads travel.</summary>
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(int))]
internal sealed partial class LoadJson : JsonSerializerContext;
