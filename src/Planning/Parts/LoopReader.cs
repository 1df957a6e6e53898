using System.Globalization;

namespace Perdure.Planning;

/// <summary>A loop, read.</summary>
/// <param name="Parameter">The position of the parameter that takes the result of the round before.</param>
/// <param name="Delay">The wait between rounds.</param>
internal sealed record Loop(int Parameter, TimeSpan Delay);

/// <summary>Reads the [Repeat]s of a workflow, and says what is wrong with them.</summary>
internal sealed class LoopReader(WorkflowDescription workflow, FindingList findings)
{
    /// <summary>Reads all loops.</summary>
    /// <returns>One for each step; null: it is not repeated, or something is wrong with it.</returns>
    public Loop?[] Read() => [.. Enumerable.Range(0, workflow.Steps.Count).Select(Read)];

    private Loop? Read(int step)
    {
        if (workflow.Steps[step].Repeat is not { } repeat) return null;
        var place = new Place(step, Part: PlacePart.Repeat);
        TimeSpan? delay = repeat.Delay is null ? TimeSpan.Zero : new PolicyValues(new PolicyOwner($"Step '{workflow.Steps[step].Method}'", place, place), findings).ReadDuration(repeat.Delay, "delay between rounds", isZeroAllowed: true, place);
        int parameter = -1;
        string? meant = null;
        if ((Numbers(repeat, workflow.Steps[step]) ?? Parameter(workflow.Steps[step], repeat, out parameter, out meant)) is { } problem) findings.Add(Rules.BadRepeat, place, [workflow.Called(step), problem], [], meant is null ? [] : [(FindingProperties.Suggestion, meant)]);
        else if (PredicateProblem(workflow.Steps[step], repeat) is { } wrong) findings.Add(Rules.BadPredicate, place, [workflow.Called(step), wrong.Problem], [], wrong.Suggestion is null ? [] : [(FindingProperties.Suggestion, wrong.Suggestion)]);
        else if (delay is { } wait) return new Loop(parameter, wait);
        return null;
    }

    private static string? Numbers(RepeatDescription repeat, StepDescription step) =>
        repeat is { Until: null, While: null } ? "repeats without end: name the predicate that ends it, in Until or While"
        : repeat is { Until: not null, While: not null } ? "has both Until and While, and one predicate ends a loop"
        : repeat.Max is { } max && max < 1 ? $"repeats at most {Text(max)} times, which is less than once"
        : repeat is { Max: null, Delay: null } && step.Parameters.All(parameter => parameter.Signal is null) ? "repeats as often as it takes with nothing that paces it: set Max"
        : repeat.Keep < 0 ? $"keeps {Text(repeat.Keep)} results, which is less than none"
        : null;

    /// <summary>The loop's parameter is its only data parameter of exactly the result's type, unless On names it.</summary>
    private static string? Parameter(StepDescription step, RepeatDescription repeat, out int parameter, out string? meant)
    {
        parameter = -1;
        meant = null;
        if (step.Returns is not { } returns) return "repeats, but returns nothing that a further round could take";
        EquatableArray<ParameterDescription> parameters = step.Parameters;
        int[] fitting = [.. Enumerable.Range(0, parameters.Count).Where(p => parameters[p].Role == ParameterRole.Data && parameters[p].Type == returns)];
        string wanted = $"'{returns.DisplayWithNullability}', which it returns";
        if (repeat.On is { } on)
        {
            parameter = parameters.Select(p => p.Name).ToList().IndexOf(on);
            meant = parameter < 0 ? NearNames.Find(on, parameters.Select(p => p.Name)) : null;
            return parameter < 0 ? $"repeats on '{on}', which is none of its parameters{Wording.DidYouMean(meant)}"
                : fitting.Contains(parameter) ? null
                : $"repeats on '{on}', which is '{parameters[parameter].Type.DisplayWithNullability}' and not {wanted}";
        }

        if (fitting.Length == 1) parameter = fitting[0];
        return fitting.Length switch
        {
            0 => $"repeats, but takes no {wanted}: a round takes the result of the one before",
            1 => null,
            _ => $"repeats and takes several {wanted}: name the one that a round's result goes to, in On",
        };
    }

    private (string Problem, string? Suggestion)? PredicateProblem(StepDescription step, RepeatDescription repeat)
    {
        string name = repeat.Until ?? repeat.While!;
        string said = $"repeats {(repeat.Until is null ? "while" : "until")} '{name}', which";
        if (repeat.Predicate is not { } predicate)
        {
            string? suggestion = NearNames.Find(name, workflow.PossiblePredicates);
            bool isStep = workflow.Steps.Any(other => other.Method == name);
            return ($"{said} {(isStep ? "is a step: a predicate returns 'bool' at once" : $"is no method of '{workflow.Class}'{Wording.DidYouMean(suggestion)}")}", isStep ? null : suggestion);
        }

        if (predicate.Problem is { } problem) return ($"{said} {problem}", null);
        bool fits = predicate.Parameters is { Count: 1 } one && TypeFit.Fits(step.Returns!, one[0].Type);
        return fits ? null : ($"{said} does not take the one value that a round returns, '{step.Returns!.DisplayWithNullability}'", null);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
