using Microsoft.Extensions.Logging;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Waits until the code under test has logged something, and counts how often it does.</summary>
internal sealed class LogSignal(int eventId) : ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource<string> logged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int count;

    /// <summary>How often it was logged.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>What was logged the first time.</summary>
    public Task<string> Logged => logged.Task.WaitAsync(TestContext.Current.CancellationToken);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventIdOfEntry, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventIdOfEntry.Id != eventId) return;
        Interlocked.Increment(ref count);
        logged.TrySetResult(formatter(state, exception));
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
