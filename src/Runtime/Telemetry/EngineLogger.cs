using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry;

/// <summary>
/// A logger of the host that never throws. What is logged stands between what happened and what is done about it: a provider that fails, or an exception whose text cannot be
/// read, would else repeat a step, end a loop, or leave a run behind.
/// </summary>
internal class EngineLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // The one place to say so has just failed. The entry is lost where its provider lost it; the others of the host have been given it.
        }
    }
}

/// <inheritdoc cref="EngineLogger"/>
/// <typeparam name="T">Whose entries they are.</typeparam>
internal sealed class EngineLogger<T>(ILogger<T> inner) : EngineLogger(inner), ILogger<T>;
