using System.Security.Cryptography;
using System.Text;

namespace Perdure;

/// <summary>A start that happens once, however often it is asked for: the run's id follows from the workflow and the key.</summary>
internal static class KeyedStart
{
    /// <summary>The id of the run, version 8; <c>perdure.keyed_id</c> says the same.</summary>
    public static Guid IdOf(string workflow, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];

        // No workflow's name has a line break, so that no two pairs read alike.
        SHA256.HashData(Encoding.UTF8.GetBytes($"perdure/start\n{workflow}\n{key}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
