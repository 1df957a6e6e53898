using System.Globalization;

namespace Perdure.Language.Tests.Workflows.Random;

/// <summary>What a random step does with what it takes.</summary>
internal enum RandomStepKind
{
    /// <summary>Makes a text of texts.</summary>
    Plain,

    /// <summary>Makes a list of texts.</summary>
    Split,

    /// <summary>Makes a text of each text of a list.</summary>
    Map,

    /// <summary>Makes a text of a list.</summary>
    Join,

    /// <summary>Makes a text in rounds.</summary>
    Repeat,

    /// <summary>Makes a text of each text of a list, in rounds.</summary>
    MapRepeat,
}

/// <summary>A step of a random plan, and what it computes.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Plan">The step as the engine has it.</param>
internal sealed record RandomStep(RandomStepKind Kind, StepPlan Plan)
{
    /// <summary>The list that it takes.</summary>
    public int? List { get; init; }

    /// <summary>A list that it takes side by side with that one; null: none.</summary>
    public int? Zipped { get; init; }

    /// <summary>The list whose number of items its own result has.</summary>
    public int Origin { get; init; }

    /// <summary>Of which of its lists the item is that its rounds begin with.</summary>
    public int Begins { get; init; }

    /// <summary>The text that it begins with.</summary>
    public int Seed { get; init; } = WorkflowPlan.InputProducer;

    /// <summary>Whether its first attempts fail.</summary>
    public bool IsFlaky { get; init; }

    /// <summary>Whether it emits what it comes to before it returns it.</summary>
    public bool Emits { get; init; }

    /// <summary>Whether it fails for good.</summary>
    public bool IsFailing { get; init; }

    /// <summary>Whether others take a list of it.</summary>
    public bool IsList => Kind is RandomStepKind.Split or RandomStepKind.Map or RandomStepKind.MapRepeat;

    /// <summary>The texts that it takes beside its list.</summary>
    public IEnumerable<StepInput> Texts => Plan.Inputs.Where(input => input.Producer != List && input.Producer != Zipped);

    /// <summary>A text that follows from texts, and looks like none of them.</summary>
    public static string Mix(params IEnumerable<string?> texts)
    {
        ulong hash = 14695981039346656037;
        foreach (string? text in texts)
        {
            foreach (char character in $"{text ?? "nothing"}|") hash = (hash ^ character) * 1099511628211;
        }

        return (hash >> 16).ToString("x8", CultureInfo.InvariantCulture)[..8];
    }

    /// <summary>What a predicate says of a text.</summary>
    public static bool Test(string text) => text[^1] % 2 == 0;

    /// <summary>Whether a round's text ends the loop.</summary>
    public static bool IsDone(string text) => text[^1] % 3 == 0;

    /// <summary>A list of none to four texts.</summary>
    public string[] Split(IReadOnlyList<string?> texts)
    {
        string first = Mix([Plan.Id, .. texts]);
        return [.. Enumerable.Range(0, first[0] % 5).Select(item => Mix(first, $"{item}"))];
    }
}
