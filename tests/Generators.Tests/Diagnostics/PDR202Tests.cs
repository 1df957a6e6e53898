namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR202Tests
{
    private const string Id = "PDR202";

    [Theory]
    [InlineData("Retry(0)", "0 attempts, which is less than one")]
    [InlineData("Retry(-2)", "-2 attempts, which is less than one")]
    [InlineData("Retry(3, Factor = 0.99)", "0.99 as its factor, which is less than one or without bounds")]
    [InlineData("Retry(3, Factor = double.NaN)", "NaN as its factor, which is less than one or without bounds")]
    [InlineData("Retry(3, Jitter = 1.01)", "1.01 as its jitter, which is not between 0 and 1")]
    [InlineData("Retry(3, Jitter = -0.01)", "-0.01 as its jitter, which is not between 0 and 1")]
    [InlineData("Retry(3, Delay = \"6m\")", "a delay of '6m', which is longer than its longest delay '5m'")]
    public Task AWrongNumberIsReportedAtTheAttribute(string attribute, string problem) => Squiggles.AssertAsync(
        Id,
        Source($"[|{attribute}|]"),
        $"Step 'Draft' has a retry with {problem}");

    [Theory]
    [InlineData("string")]
    [InlineData("IDisposable")]
    [InlineData("Failure<>")]
    public Task WhatIsNoExceptionThatCouldBeThrownIsReported(string type) => Squiggles.AssertAsync(
        Id,
        Source($"[|Retry(3, NonRetryable = new[] {{ typeof(TimeoutException), typeof({type}) }})|]") + Failure,
        $"Step 'Draft' has a retry with '{type}' in NonRetryable, which is no exception type that could be thrown");

    [Fact]
    public Task ExceptionsMayBeGenericAndAbstract() => Squiggles.AssertNoneAsync(
        Source("Retry(3, NonRetryable = new[] { typeof(Exception), typeof(SystemException), typeof(Failure<int>) })") + Failure);

    [Fact]
    public Task AnAgentsRetryIsReportedAtTheAgent() => Squiggles.AssertAsync(
        Id,
        """
        [Agent, Timeout("30s"), [|Retry(0)|]]
        public sealed class LengthAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }
        """,
        "Agent 'LengthAgent' has a retry with 0 attempts, which is less than one");

    [Theory]
    [InlineData("Retry(1)")]
    [InlineData("Retry(3, Factor = 1, Jitter = 0)")]
    [InlineData("Retry(3, Jitter = 1)")]
    [InlineData("Retry(3, Delay = \"5m\")")]
    [InlineData("Retry(3, Delay = \"6m\", MaxDelay = \"6m\")")]
    public Task ANumberOnTheEdgeIsFine(string attribute) => Squiggles.AssertNoneAsync(Source(attribute));

    private const string Failure = "\npublic class Failure<T> : Exception;";

    private static string Source(string attribute) => StepSources.Of($"""
        [Step, {attribute}]
        private static Reply Draft(Document document) => new(document.Text);
        """);
}
