namespace Perdure.Agents;

/// <summary>A caller's token that is also cancelled when a time is over, by the clock that is in use.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource late;
    private readonly CancellationTokenSource either;

    public Deadline(TimeSpan after, TimeProvider time, CancellationToken cancellationToken)
    {
        late = new CancellationTokenSource(after, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
    }

    public CancellationToken Token => either.Token;

    public void Dispose()
    {
        either.Dispose();
        late.Dispose();
    }
}
