using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Perdure.Bench.Profiling;

/// <summary>Listens to the counters that the .NET runtime of another process publishes.</summary>
internal sealed class RuntimeCounters : IDisposable
{
    private const string Provider = "System.Runtime";

    private readonly EventPipeSession session;
    private readonly Task listening;
    private readonly Dictionary<string, List<double>> heard = [];

    private RuntimeCounters(EventPipeSession session)
    {
        this.session = session;
        this.listening = Task.Run(Listen);
    }

    public static RuntimeCounters Attach(int process)
    {
        var provider = new EventPipeProvider(Provider, EventLevel.Informational, arguments: new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" });
        return new RuntimeCounters(new DiagnosticsClient(process).StartEventPipeSession(provider, requestRundown: false));
    }

    /// <summary>Stops listening.</summary>
    /// <returns>For each counter the mean of its values: an amount a second, or a level.</returns>
    public async Task<IReadOnlyDictionary<string, double>> StopAsync(CancellationToken cancellationToken)
    {
        await this.session.StopAsync(cancellationToken);
        await this.listening;
        return this.heard.ToDictionary(counter => counter.Key, counter => counter.Value.Average());
    }

    public void Dispose() => this.session.Dispose();

    private void Listen()
    {
        using var source = new EventPipeEventSource(this.session.EventStream);
        source.Dynamic.All += Hear;
        source.Process();
    }

    private void Hear(TraceEvent @event)
    {
        if (@event.EventName == "EventCounters"
            && @event.PayloadValue(0) is IDictionary<string, object> { } outer && outer["Payload"] is IDictionary<string, object> counter
            && (counter.TryGetValue("Increment", out var value) || counter.TryGetValue("Mean", out value)) && value is double amount)
        {
            var name = (string)counter["Name"];
            if (!this.heard.TryGetValue(name, out var values))
            {
                this.heard[name] = values = [];
            }

            values.Add(amount);
        }
    }
}
