using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure.Agents.Tests.Grammar;

/// <summary>Whatever an adapter does, the engine sees a beginning, one end, and no exception.</summary>
public sealed class RemoteAgentBaseTests
{
    private static readonly AgentEvent<string> Started = new AgentEvent<string>.Started(new AgentHandle("tested", "c", 0));

    private static readonly AgentEvent<string> Delta = new AgentEvent<string>.Delta("word", null);

    private static readonly AgentEvent<string> Completed = new AgentEvent<string>.Completed("answer");

    [Fact]
    public async Task NothingIsToldBehindTheEnd() =>
        (await RunAsync(Started, Delta, Completed, Delta, Completed)).ShouldBe([Started, Delta, Completed]);

    [Fact]
    public async Task EventsThatEndWithoutAResultAreAmbiguous() => Kind(await RunAsync(Started, Delta)).ShouldBe(AgentErrorKind.Ambiguous);

    [Fact]
    public async Task WhatIsToldBeforeTheStartIsAMistake() => Kind(await RunAsync(Delta, Started, Completed)).ShouldBe(AgentErrorKind.Ambiguous);

    [Fact]
    public async Task WhatIsKnownLaterOfTheWorkIsToldAsASecondStart()
    {
        AgentEvent<string> known = new AgentEvent<string>.Started(new AgentHandle("tested", "c", 0) { Run = "r" });

        (await RunAsync(Started, known, Completed)).ShouldBe([Started, known, Completed]);
    }

    [Fact]
    public async Task AnInterruptWithoutAQuestionIsAMistake() =>
        Kind(await RunAsync(Started, new AgentEvent<string>.Interrupted([], new AgentHandle("tested", "c", 0)))).ShouldBe(AgentErrorKind.Ambiguous);

    [Fact]
    public async Task WhatIsThrownClassifiedKeepsItsKindAndLosesSecrets()
    {
        IReadOnlyList<AgentEvent<string>> told = await RunAsync(new AgentFailure(AgentErrorKind.Throttled, "the key secret is busy"), Started);

        told.Count.ShouldBe(2);
        Kind(told).ShouldBe(AgentErrorKind.Throttled);
        ((AgentEvent<string>.Failed)told[1]).Error.Message.ShouldBe("the key *** is busy");
    }

    [Fact]
    public async Task AMistakeIsAmbiguousAndNotThrown()
    {
        IReadOnlyList<AgentEvent<string>> told = await RunAsync(new InvalidOperationException("secret mistake"), Started);

        Kind(told).ShouldBe(AgentErrorKind.Ambiguous);
        ((AgentEvent<string>.Failed)told[^1]).Error.Message.ShouldBe("its adapter failed: InvalidOperationException: *** mistake");
    }

    [Fact]
    public async Task AMistakeIsLoggedWithoutSecrets()
    {
        var log = new ListLogger();

        await new Scripted([Started], new InvalidOperationException("outer", new IOException("secret mistake")), log).ReadAsync(CancellationToken.None);

        log.Lines.ShouldHaveSingleItem().ShouldContain("*** mistake");
        log.Lines[0].ShouldNotContain("secret");
    }

    [Fact]
    public async Task TheCallersOwnTokenIsNoError()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await new Scripted([Started], new OperationCanceledException(gone.Token)).ReadAsync(gone.Token));
    }

    [Fact]
    public async Task AnotherTokenIsAMistake() =>
        Kind(await RunAsync(new OperationCanceledException("another"), Started)).ShouldBe(AgentErrorKind.Ambiguous);

    [Fact]
    public async Task AStopThatFailsSaysWhyUnderTheAgentsName()
    {
        RemoteAgentException failure = await Should.ThrowAsync<RemoteAgentException>(async () => await new Scripted([], new AgentFailure(AgentErrorKind.Unavailable, "away")).StopAsync(new AgentHandle("tested", "c", 0), CancellationToken.None));

        failure.InnerException.ShouldBeNull("what has secrets is not carried along");
        failure.Agent.ShouldBe("scripted");
        failure.Error.Kind.ShouldBe(AgentErrorKind.Unavailable);
    }

    [Fact]
    public async Task WorkOfAnotherRuntimeIsNotStopped() =>
        (await new Scripted([], new InvalidOperationException()).StopAsync(new AgentHandle("other", "c", 0), CancellationToken.None)).ShouldBeFalse();

    private static Task<IReadOnlyList<AgentEvent<string>>> RunAsync(params AgentEvent<string>[] script) => new Scripted(script, null).ReadAsync(CancellationToken.None);

    private static Task<IReadOnlyList<AgentEvent<string>>> RunAsync(Exception failure, params AgentEvent<string>[] script) => new Scripted(script, failure).ReadAsync(CancellationToken.None);

    private static AgentErrorKind? Kind(IReadOnlyList<AgentEvent<string>> told) => (told[^1] as AgentEvent<string>.Failed)?.Error.Kind;

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add($"{formatter(state, exception)} {exception}");
    }

    private sealed class Scripted(IReadOnlyList<AgentEvent<string>> script, Exception? failure, ILogger? log = null)
        : RemoteAgentBase<string, string>("tested", new RemoteAgentTypes("scripted", PayloadType.Of<string>(), PayloadType.Of<string>()), log ?? NullLogger.Instance)
    {
        public override AgentAbilities Abilities => AgentAbilities.None;

        public async Task<IReadOnlyList<AgentEvent<string>>> ReadAsync(CancellationToken cancellationToken)
        {
            var told = new List<AgentEvent<string>>();
            await foreach (var one in RunAsync(new AgentRequest<string>(new AgentCallId(Guid.CreateVersion7(), "step", 0, 0, 1, 0), "input"), cancellationToken)) told.Add(one);
            return told;
        }

        protected override async IAsyncEnumerable<AgentEvent<string>> AskAsync(AgentRequest<string> request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            foreach (var one in script) yield return one;
            if (failure is not null) throw failure;
        }

        protected override ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken) => failure is null ? ValueTask.FromResult(true) : throw failure;

        protected override string Redact(string text) => text.Replace("secret", "***", StringComparison.Ordinal);
    }
}
