using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Agents.Tests.LangGraph;

namespace Perdure.Agents.Tests.Configuration;

public sealed class SecretTests
{
    private const string Secret = "sk-very-secret-9c81";

    [Fact]
    public async Task NoLogHasASecretHoweverMuchIsLogged()
    {
        var log = new ListProvider();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddPerdure(
            static perdure => perdure.UsePostgres("Host=localhost;Database=nobody_asks").AddLangGraph(static options => options.Endpoint(static endpoint =>
            {
                endpoint.Url = new Uri("http://127.0.0.1:1");
                endpoint.ApiKey = Secret;
                endpoint.Headers["X-Gateway"] = Secret;
            })),
            static options => options.RunWorker = false);
        await using ServiceProvider host = services.BuildServiceProvider();
        var agent = host.GetRequiredService<IAgentConnector<LangGraphAgentAttribute>>().Connect<DeskInput, DeskResult>(
            new LangGraphAgentAttribute("desk"), new RemoteAgentTypes("tested", PayloadType.Of<DeskInput>(DeskJson.Default), PayloadType.Of<DeskResult>(DeskJson.Default)));

        await foreach (var told in agent.RunAsync(new AgentRequest<DeskInput>(new AgentCallId(Guid.CreateVersion7(), "s", 0, 0, 1, 0), new DeskInput("auto")), TestContext.Current.CancellationToken)) told.ToString().ShouldNotContain(Secret);

        log.Lines.ShouldContain(static line => line.Contains("127.0.0.1", StringComparison.Ordinal));
        log.Lines.ShouldAllBe(static line => !line.Contains(Secret, StringComparison.Ordinal));
    }

    private sealed class ListProvider : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
