using System.Globalization;

namespace Perdure.Runtime.Tests.Process;

/// <summary>Files through which steps and tests in different processes speak, which no fault of a database or a process takes away.</summary>
/// <param name="folder">The folder of one run.</param>
public sealed class StepSignals(string folder)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>Says that a step was entered.</summary>
    public void Enter(string step, int attempt) =>
        File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"entered {step}-{attempt} {Environment.ProcessId}")), "");

    /// <summary>Who was entered where, as <c>Step-attempt process</c>.</summary>
    public IReadOnlyList<string> Entered() => [.. Directory.GetFiles(folder, "entered *").Select(file => Path.GetFileName(file)["entered ".Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Keeps a step from going on.</summary>
    public void Hold(string step) => File.WriteAllText(Path.Combine(folder, $"hold {step}"), "");

    /// <summary>Whether it is kept.</summary>
    public bool IsHeld(string step) => File.Exists(Path.Combine(folder, $"hold {step}"));

    /// <summary>Lets it go on.</summary>
    public void Release(string step) => File.Delete(Path.Combine(folder, $"hold {step}"));

    /// <summary>Lets each process die that comes to a step, until it is healed.</summary>
    public void Poison(string step) => File.WriteAllText(Path.Combine(folder, $"poison {step}"), "");

    /// <summary>Lets processes live through a step again.</summary>
    public void Heal(string step) => File.Delete(Path.Combine(folder, $"poison {step}"));

    /// <summary>Ends this process, as an access violation or a lack of memory would, where a step is poisoned.</summary>
    public void DieIfPoisoned(string step)
    {
        if (!File.Exists(Path.Combine(folder, $"poison {step}"))) return;
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
    }

    /// <summary>Stays in a step for as long as it is held.</summary>
    public async Task StayAsync(string step, CancellationToken cancellationToken)
    {
        while (IsHeld(step)) await Task.Delay(Look, cancellationToken);
    }
}
