using Microsoft.CodeAnalysis;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>Guesses what a workflow takes and returns: it takes what no step produces, and returns what no step takes.</summary>
internal static class ContractGuess
{
    /// <summary>The interface that a workflow should implement, or null where its steps do not tell.</summary>
    public static INamedTypeSymbol? Of(ParsedWorkflow workflow, Compilation compilation)
    {
        if (workflow.IsBroken || workflow.Steps.Length == 0) return null;
        ITypeSymbol[] inputs = Inputs(workflow);
        if (inputs.Length > 1) return null;

        ITypeSymbol? input = inputs.FirstOrDefault();
        if ((Output(workflow, input) ?? compilation.GetTypeByMetadataName("Perdure.None")) is not { } output) return null;
        return input is null
            ? compilation.GetTypeByMetadataName("Perdure.IWorkflow`1")?.Construct(output)
            : compilation.GetTypeByMetadataName("Perdure.IWorkflow`2")?.Construct(input, output);
    }

    /// <summary>The types of the parameters that no step produces for, and of those marked [Input].</summary>
    private static ITypeSymbol[] Inputs(ParsedWorkflow workflow)
    {
        IEnumerable<ITypeSymbol> wanted = Plan(workflow, null).Findings
            .Where(finding => finding.Rule == Rules.NoProducer || finding.Rule == Rules.InputWithoutInput)
            .Select(finding => finding.Place)
            .Where(place => !workflow.Steps[place.Step].Description.Parameters[place.Parameter].LooksLikeService)
            .Select(place => workflow.Steps[place.Step].Method.Parameters[place.Parameter].Type);

        // Where one step takes T? and another T, the input is T.
        return [.. wanted.GroupBy(type => workflow.Types.Describe(type).Key).Select(same => same.FirstOrDefault(type => !workflow.Types.Describe(type).IsNullable) ?? same.First())];
    }

    /// <summary>The last result that no step takes; null: each is taken, or there is none.</summary>
    private static ITypeSymbol? Output(ParsedWorkflow workflow, ITypeSymbol? input)
    {
        PlanResult result = Plan(workflow, input);
        ParsedStep? last = result.Plan is null
            ? workflow.Steps.LastOrDefault(step => step.Description.Returns is not null)
            : result.Findings.Where(finding => finding.Rule == Rules.UnusedResult).Select(finding => workflow.Steps[finding.Place.Step]).LastOrDefault();
        return last is null ? null : ResultType.Of(last.Method).Type;
    }

    private static PlanResult Plan(ParsedWorkflow workflow, ITypeSymbol? input)
    {
        var description = new WorkflowDescription(
            workflow.Symbol.Name,
            workflow.Symbol.Name,
            1,
            input is null ? null : workflow.Types.Describe(input),
            null,
            null,
            null,
            new(workflow.Steps.Select(step => step.Description)));
        return Planner.Plan(description, workflow.Types);
    }
}
