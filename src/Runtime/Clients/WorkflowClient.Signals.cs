using Npgsql;
using Perdure.Payloads;

namespace Perdure;

/// <summary>What is sent to the steps of a run.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>Sends a run a signal: the step that waits for its name takes it, now or when it comes to wait. Of one name the oldest is taken first, each once.</summary>
    /// <typeparam name="T">What the signal carries.</typeparam>
    /// <param name="executionId">The run's id.</param>
    /// <param name="signal">The signal, from the workflow's generated <c>Signals</c>.</param>
    /// <param name="value">What it carries; stored as JSON.</param>
    /// <param name="cancellationToken">Ends the call. A signal that was under way may or may not have been sent.</param>
    /// <returns>Whether it was sent; false where the run had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="ArgumentException">The run's workflow takes no such signal, or the value is null and a step takes one.</exception>
    /// <exception cref="PayloadException">The value cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    public ValueTask<bool> SignalAsync<T>(Guid executionId, SignalDefinition<T> signal, T value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        StoredPayload payload = serializer.Store(value, signal.Type, new PayloadPlace(executionId), $"signal '{signal.Name}'");
        return AskAsync(executionId, (run, asking) => SendAsync(signal.Name, () => store.SignalAsync(run, signal.Name, payload, asking)), notifier.Mail, cancellationToken);
    }

    /// <summary>A message whose JSON the database could not read again is refused when it is sent: whoever reads the mail would fail over it.</summary>
    private static async ValueTask<bool> SendAsync(string name, Func<ValueTask<bool>> send)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            throw new ArgumentException(refusal.MessageText, refusal);
        }
        catch (PostgresException refusal) when (refusal.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            throw new PayloadException($"What signal '{name}' carries cannot be stored: {refusal.MessageText}", refusal);
        }
    }
}
