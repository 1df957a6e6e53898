namespace Perdure;

/// <summary>Thrown by a step or an agent to say that another attempt would fail in the same way: the step fails at once.</summary>
public class NonRetryableException : Exception
{
    /// <summary>A failure that is not retried.</summary>
    /// <param name="message">What failed, and the mend.</param>
    /// <param name="innerException">What caused it.</param>
    public NonRetryableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
