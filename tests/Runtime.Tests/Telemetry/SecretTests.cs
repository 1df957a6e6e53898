using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Telemetry;

[Collection(TracingCollection.Name)]
public sealed class SecretTests(MigratedServer server) : EngineTest(server)
{
    private const string Password = "correct-horse-battery";

    [Fact]
    public async Task AWrongPasswordIsToldOfAndStandsNowhere()
    {
        using var recorder = new SpanRecorder();
        using var metrics = new MetricRecorder();
        var log = new LogRecorder();
        string wrong = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Password = Password }.ConnectionString;
        WorkflowPlan<string, string> plan = TestPlan.Of("never", static (_, _) => default, TestPlan.First("One"));
        TestHost host = await StartAsync(
            [plan],
            null,
            services: services =>
            {
                metrics.AddTo(services);
                services.Configure<LoggerFilterOptions>(options => options.MinLevel = LogLevel.Trace);
                services.AddSingleton<ILoggerProvider>(log);
            },
            connectionString: wrong);

        Exception refused = await Should.ThrowAsync<DatabaseRefusalException>(async () => await host.Client.StartAsync(plan, "x", cancellationToken: Token));
        await Wait.UntilAsync(() => log.Entries.Any(entry => entry.StartsWith("Perdure.Worker 3 ", StringComparison.Ordinal)));
        PerdureHealthReport health = await host.Host.Services.GetRequiredService<PerdureHealth>().CheckAsync(TimeSpan.FromSeconds(5), Token);
        await StopAsync(host);

        string[] spans = [.. recorder.Spans.SelectMany(Texts)];
        spans.ShouldContain(text => text.Contains("password authentication failed", StringComparison.Ordinal));
        log.Entries.ShouldContain(entry => entry.Contains("password authentication failed", StringComparison.Ordinal));
        health.Description.ShouldContain("password authentication failed");
        string[] all = [.. log.Entries, .. spans, .. metrics.Collect().Select(one => one.ToString()), refused.ToString(), health.Description, health.Failure!.ToString()];
        all.Where(text => text.Contains(Password, StringComparison.OrdinalIgnoreCase) || text.Contains("Password=", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Texts(Activity activity) =>
        [activity.DisplayName, $"{activity.StatusDescription}", .. activity.TagObjects.Concat(activity.Events.SelectMany(one => one.Tags)).Select(tag => $"{tag.Key}={tag.Value}")];

    /// <summary>Keeps all that is logged: the message, its values, the exception.</summary>
    private sealed class LogRecorder : ILoggerProvider
    {
        public ConcurrentQueue<string> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

        public void Dispose()
        {
            // Nothing is held.
        }

        private sealed class Category(LogRecorder recorder, string name) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                string values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
                recorder.Entries.Enqueue($"{name} {eventId.Id} {formatter(state, exception)} {values} {exception}");
            }
        }
    }
}
