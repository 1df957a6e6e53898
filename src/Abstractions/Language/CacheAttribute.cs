namespace Perdure;

/// <summary>
/// Lets runs take the recorded result of one another: a step that is given the same input within a time does not run, and takes the result that another run recorded. For calls that cost money or
/// time and depend on nothing but their input. What fails is not kept; two runs that come at the same time may both run.
/// </summary>
/// <param name="timeToLive">For how long a result is good, as a duration such as <c>"12h"</c> or <c>"1d"</c>, from when it was recorded.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CacheAttribute(string timeToLive) : Attribute
{
    /// <summary>For how long a result is good, as a duration.</summary>
    public string TimeToLive { get; } = timeToLive;

    /// <summary>Among whom results are shared.</summary>
    public CacheScope Scope { get; set; }

    /// <summary>A text that is part of the key. Change it when the step answers otherwise from now on: a new prompt, another model.</summary>
    public string? Version { get; set; }
}

/// <summary>Among whom the results of a step with <see cref="CacheAttribute"/> are shared.</summary>
public enum CacheScope
{
    /// <summary>The runs of its workflow, in all versions, at this step.</summary>
    Step,

    /// <summary>All declared steps that call its agent by parameters of the same names and say so too, in whatever workflow.</summary>
    Agent,
}
