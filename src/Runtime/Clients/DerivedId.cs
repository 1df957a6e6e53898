using System.Security.Cryptography;
using System.Text;

namespace Perdure;

/// <summary>Ids of version 8 that follow from a text.</summary>
internal static class DerivedId
{
    /// <summary>The id that follows from a text and from no other.</summary>
    public static Guid Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
