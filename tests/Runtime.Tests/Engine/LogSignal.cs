using Microsoft.Extensions.Logging;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Waits until the code under test has logged something.</summary>
internal sealed class LogSignal(int eventId) : ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource logged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Logged => logged.Task.WaitAsync(TestContext.Current.CancellationToken);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventIdOfEntry, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventIdOfEntry.Id == eventId) logged.TrySetResult();
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
