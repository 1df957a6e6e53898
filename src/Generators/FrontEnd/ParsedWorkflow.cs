using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A workflow class, read. Lives for one look at it only; nothing of it is cached.</summary>
/// <param name="Symbol">The class.</param>
/// <param name="Attribute">Its <c>[Workflow]</c>.</param>
/// <param name="Contract">The <c>IWorkflow</c> that it implements; null: none, or several.</param>
/// <param name="Description">What the planner gets; null where a plan would only repeat a mistake.</param>
/// <param name="Types">What the planner may ask about types.</param>
/// <param name="Steps">The steps in the order of their declaration.</param>
/// <param name="Findings">What is wrong with its shape.</param>
/// <param name="IsBroken">Whether something could not be read that is reported elsewhere: then nothing more is said, and there is no plan.</param>
internal sealed record ParsedWorkflow(
    INamedTypeSymbol Symbol,
    AttributeData Attribute,
    INamedTypeSymbol? Contract,
    WorkflowDescription? Description,
    TypeReader Types,
    ParsedStep[] Steps,
    ShapeFinding[] Findings,
    bool IsBroken)
{
    /// <summary>The methods that decide on steps.</summary>
    public ParsedPredicate[] Predicates { get; init; } = [];

    /// <summary>The methods that end loops.</summary>
    public ParsedPredicate[] RoundPredicates { get; init; } = [];

    /// <summary>The methods that say how long steps wait.</summary>
    public ParsedPredicate[] Delays { get; init; } = [];

    /// <summary>All methods that are asked, and are neither steps nor undos.</summary>
    public IEnumerable<ParsedPredicate> Asked => [.. Predicates, .. RoundPredicates, .. Delays];

    /// <summary>The methods that undo steps.</summary>
    public ParsedUndo[] Undos { get; init; } = [];

    /// <summary>The methods that say for whom slots of queues are.</summary>
    public ParsedKey[] Keys { get; init; } = [];

    private static readonly PlanResult Nothing = new(null, default);

    /// <summary>What the planner says.</summary>
    public PlanResult Plan() => Description is null || IsBroken ? Nothing : Planner.Plan(Description, Types);

    /// <summary>Whether the shape allows a plan.</summary>
    public bool HasShape => !IsBroken && !Findings.Any(finding => finding.IsError);
}
