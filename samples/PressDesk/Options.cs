using System.Diagnostics.CodeAnalysis;

namespace Press;

/// <summary>What the program is asked to do.</summary>
/// <param name="Subject">What to write about.</param>
/// <param name="IsApproving">The question is answered with yes, and nobody is asked.</param>
/// <param name="IsServing">Only the services run, until Ctrl-C.</param>
/// <param name="IsDying">The program kills itself at the editor's fifth word.</param>
internal sealed record Options(string Subject, bool IsApproving, bool IsServing, bool IsDying)
{
    public const string Usage = "usage: PressDesk [--approve] [--die] [what to write about], or PressDesk --services";

    /// <summary>Reads the arguments.</summary>
    /// <returns>Whether they have a meaning.</returns>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out Options? options)
    {
        string[] known = ["--approve", "--services", "--die"];
        string[] subjects = [.. args.Where(argument => !known.Contains(argument))];
        options = subjects is [] or [not "" and not ['-', ..]]
            ? new Options(subjects is [var subject] ? subject : "the old bridge", args.Contains("--approve"), args.Contains("--services"), args.Contains("--die"))
            : null;
        return options is not null;
    }
}
