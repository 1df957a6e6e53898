namespace Perdure.Runtime.Tests.Support;

/// <summary>An exception of which nothing but its type can be read.</summary>
internal sealed class UnreadableException : Exception
{
    public override string Message => throw new NotSupportedException();

    public override string? StackTrace => throw new NotSupportedException();
}
