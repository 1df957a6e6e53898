namespace Perdure;

/// <summary>
/// Lets a run be found by the result of a step: a text, a number, a bool, an enum or a <see cref="Guid"/>, of at most 1,000 characters. It is recorded as the run's tag together with the result, in
/// plain whatever codec payloads have, in the place of an earlier tag of that name; null gives none.
/// </summary>
/// <param name="name">The tag's name, such as <c>"customer"</c>, from 1 to 100 characters.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TagAttribute(string name) : Attribute
{
    /// <summary>The tag's name.</summary>
    public string Name { get; } = name;
}
