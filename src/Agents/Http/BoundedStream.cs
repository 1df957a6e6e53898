namespace Perdure.Agents;

/// <summary>A stream of events, none of which is longer than a bound: whoever reads them keeps each whole.</summary>
/// <param name="most">How many bytes may pass between two calls of <see cref="Restart"/>.</param>
/// <param name="tooLong">What is thrown behind them.</param>
internal sealed class BoundedStream(Stream inner, long most, Func<Exception> tooLong) : PassingStream(inner)
{
    private long passed;

    /// <summary>An event has ended. What was read ahead of the next is not counted with it.</summary>
    public void Restart() => passed = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        passed += read;
        return passed <= most ? read : throw tooLong();
    }
}
