namespace Perdure;

/// <summary>The host is set up in a way that cannot work; the message names the setting and the mend.</summary>
public sealed class PerdureConfigurationException : Exception
{
    /// <summary>A host that cannot work.</summary>
    /// <param name="message">What is wrong, and the mend.</param>
    /// <param name="innerException">What caused it.</param>
    public PerdureConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
