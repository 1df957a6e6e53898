namespace Perdure;

/// <summary>A value could not be written as JSON, or JSON could not be read as its type.</summary>
public sealed class PayloadException : Exception
{
    /// <summary>A payload that does not travel.</summary>
    /// <param name="message">Which payload, and the mend.</param>
    /// <param name="innerException">What System.Text.Json said.</param>
    public PayloadException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
