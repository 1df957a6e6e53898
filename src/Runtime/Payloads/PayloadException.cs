namespace Perdure;

/// <summary>A value could not be written as a payload, or a payload could not be read as its type.</summary>
public sealed class PayloadException : Exception
{
    /// <summary>A payload that does not travel.</summary>
    /// <param name="message">Which payload, and the mend.</param>
    /// <param name="innerException">What System.Text.Json or a codec said.</param>
    public PayloadException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether another attempt would fail in the same way, so that a step is not repeated for it.</summary>
    internal bool IsFinal { get; init; }
}
