using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A step as its method is written.</summary>
/// <param name="Method">The method; of a partial one, the part that declares it.</param>
/// <param name="Attribute">Its <c>[Step]</c>.</param>
/// <param name="Description">What the planner gets.</param>
/// <param name="IsDeclared">Whether it names an agent or a child workflow.</param>
/// <param name="Agent">That agent's or workflow's class.</param>
/// <param name="NeedsBody">Whether it is a partial method without a body of the user's.</param>
internal sealed record ParsedStep(IMethodSymbol Method, AttributeData Attribute, StepDescription Description, bool IsDeclared, INamedTypeSymbol? Agent, bool NeedsBody);
