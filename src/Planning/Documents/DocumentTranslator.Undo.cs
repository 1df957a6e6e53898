namespace Perdure.Planning;

/// <summary>Translates how steps are undone.</summary>
internal sealed partial class DocumentTranslator
{
    /// <summary>The undo of a step: the agent in the place of a method, with what it takes as its parameters. Whether the step returned or took that is judged by the planner.</summary>
    private CompensateDescription? ReadUndo(StepDocument step, CompensateDocument undo, ReferenceScope scope, ParameterDescription[] taken)
    {
        if (calleeReader.FindAgent(step, undo.Agent) is not { } agent) return null;
        scope = scope with { Cause = types.Type(CauseType).Type, IsUndo = true };
        bool areParts = undo.Takes.Count > 0 && (undo.Whole is null || (agent.InputConstructor ?? default).Any(member => IsNamed(member, undo.Takes[0].Name.Value)));
        ParameterDescription?[] parameters =
            areParts ? [.. undo.Takes.Select(part => ReadUndone(step, $"compensate.takes.{part.Name.Value}", part.Name.Value, part.Value, PartOf(agent, part.Name.Value), scope))]
            : undo.Whole is { } whole ? [ReadUndone(step, "compensate.takes", WholeName, whole, agent.Input, scope)]
            : [.. FindUndone(step, undo, agent, taken, scope)];
        if (parameters.Any(parameter => parameter is null)) return null;
        return new CompensateDescription(agent.Name)
        {
            Method = new UndoDescription(agent.Name, new(parameters.OfType<ParameterDescription>().ToArray()), ReadRetry(undo.Retry, undo.NonRetryable, $"'compensate' of step '{step.Id.Value}'"), undo.Timeout is { } timeout ? new TimeoutDescription(timeout.Value) : null) { Agent = agent },
        };
    }

    /// <summary>Why a run failed, which is null where it was cancelled.</summary>
    private const string CauseType = "Perdure.StepError?";

    private static TypeDescription? PartOf(AgentDescription agent, string name) => (agent.InputConstructor ?? default).FirstOrDefault(member => IsNamed(member, name))?.Type;

    private ParameterDescription? ReadUndone(StepDocument step, string property, string name, TakenDocument taken, TypeDescription? wanted, ReferenceScope scope)
    {
        string called = $"'{property}' of step '{step.Id.Value}'";
        places.NoteUndo(scope.Step, taken.Range);
        if (taken.Literal is { } literal) return ReadLiteral(called, name, literal, taken.Range, wanted);
        if (references.Read(new Written<string>(taken.Reference!, taken.Range), called, scope) is not { } reference) return null;
        return TakeTaken(step, name, reference, wanted);
    }

    /// <summary>What an undo or a key takes of what its step takes: what was taken apart for the step is taken from there.</summary>
    private ParameterDescription TakeTaken(StepDocument step, string name, DocumentReference reference, TypeDescription? wanted)
    {
        ParameterDescription parameter = Take(name, reference, wanted);
        if (reference.Source == DocumentReference.CauseSource) return parameter with { Role = ParameterRole.Cause };
        if (reference.Source == DocumentReference.ResultSource) return parameter with { From = step.Id.Value };
        if (reference.Source == DocumentReference.ItemSource) return parameter with { Path = reference.Path, ForEach = new ForEachDescription(reference.Path.Whole, 0, FailedItems.FailFast, 0) };
        string? pick = picked.FirstOrDefault(one => one.Step == step && one.Reference == reference).Id;
        return pick is null ? parameter : parameter with { From = pick, IsInput = false, Path = null };
    }

    /// <summary>Nothing is said: what the step returned, or else took, as a whole; else each part that has no default, of which the planner finds what it is.</summary>
    private IEnumerable<ParameterDescription> FindUndone(StepDocument step, CompensateDocument undo, AgentDescription agent, ParameterDescription[] taken, ReferenceScope scope)
    {
        IEnumerable<TypeDescription> given = taken.Select(parameter => parameter.Type).Append(scope.Result).OfType<TypeDescription>();
        bool isWhole = agent.InputConstructor is null || given.Any(type => TypeFit.Family(type) == TypeFit.Family(agent.Input));
        (string Name, TypeDescription Type)[] searched = isWhole ? [(WholeName, agent.Input)] : [.. agent.InputConstructor!.Value.Where(member => !member.IsOptional).Select(member => (member.Name, member.Type))];
        foreach ((string name, TypeDescription type) in searched)
        {
            places.NoteUndo(scope.Step, undo.Agent.Range);
            bool isResult = isWhole && scope.Result is { } result && TypeFit.Family(result) == TypeFit.Family(type);
            yield return new ParameterDescription(name, type, ParameterRole.Data, isResult ? step.Id.Value : null, IsInput: false, LooksLikeService: false);
        }
    }
}
