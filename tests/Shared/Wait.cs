using System.Runtime.CompilerServices;

namespace Perdure.Tests;

/// <summary>Waits for what another process or session brings about, where there is no signal to wait on.</summary>
public static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // For a machine that does ten things beside; a test that is green never waits it out.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks until the answer is yes; fails with the condition's own text when the time is over.</summary>
    public static async Task UntilAsync(
        Func<Task<bool>> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string? description = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var limit = timeout ?? Patience;
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:0} seconds: {description}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Asks until the answer is yes; fails with the condition's own text when the time is over.</summary>
    public static Task UntilAsync(Func<bool> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string? description = null) =>
        UntilAsync(() => Task.FromResult(condition()), timeout, description);
}
