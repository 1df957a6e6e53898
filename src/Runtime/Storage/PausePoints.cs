namespace Perdure.Storage;

/// <summary>
/// Named places at the edges of commits, where tests hold a worker, kill it or make it fail. Free when unarmed: one static read.
/// </summary>
internal static class PausePoints
{
    /// <summary>Called with the name of each point that is reached; null outside of tests.</summary>
    public static Action<string>? Reached { get; set; }

    public static void Reach(string point) => Reached?.Invoke(point);
}
