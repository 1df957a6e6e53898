using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Perdure.Schedules;

/// <summary>A run that a schedule starts for an instant: its id follows from both, so that there is one.</summary>
internal static class ScheduledStart
{
    /// <summary>The id of the run, version 8; <c>perdure.scheduled_id</c> says the same.</summary>
    public static Guid IdOf(string schedule, DateTimeOffset due)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];

        // No schedule's id has a line break, so that no two pairs read alike; and every instant is a whole second.
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"perdure/schedule\n{schedule}\n{due.ToUnixTimeSeconds()}")), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
