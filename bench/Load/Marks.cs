using System.Text.Json;

namespace Perdure.Load;

/// <summary>Says where the measured part begins and ends, and waits until whoever measures has read the counters.</summary>
internal static class Marks
{
    public static async Task ReachAsync(string mark, Dictionary<string, double>? figures = null)
    {
        Console.Out.WriteLine($"@{mark} {JsonSerializer.Serialize(figures ?? [])}");
        await Console.Out.FlushAsync();
        if (await Console.In.ReadLineAsync() is null) throw new InvalidOperationException($"Whoever measures has gone at the mark '{mark}'");
    }
}
