namespace Perdure.Steps;

/// <summary>
/// A method that a run asks beside its steps threw: a predicate, a delay, the key of a queue; or a value that cases compare could not be read. What is recorded is what it threw, by its own type, with a
/// message that names the method.
/// </summary>
internal sealed class MethodThrewException(string message, Exception thrown) : Exception(message, thrown)
{
    public Exception Thrown { get; } = thrown;
}
