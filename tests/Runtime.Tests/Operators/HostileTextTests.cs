using System.Text.RegularExpressions;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>No text is ever a part of a statement: whatever a name, an input or an error holds comes back as it was, and does nothing.</summary>
public sealed partial class HostileTextTests(MigratedServer server) : EngineTest(server)
{
    [Theory]
    [InlineData("'; drop table perdure.executions; --")]
    [InlineData("'); delete from perdure.ready; --")]
    [InlineData("perdure'; notify perdure, 'ready")]
    [InlineData("ready,end 00000000-0000-0000-0000-000000000000,mail x")]
    [InlineData("$1")]
    [InlineData("$$; select pg_sleep(60); $$")]
    [InlineData("@workflow :status ? {0} %s")]
    [InlineData("\\")]
    [InlineData("\\'; select 1; --")]
    [InlineData("it's \"quoted\" and ''doubled''")]
    [InlineData("{a,\"b\",NULL}")]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("a, b c@2")]
    [InlineData("/* */ -- \n \r\n \t")]
    [InlineData("ünïcödé 漢字 🎉 \u202e \u0001")]
    [InlineData("'' or 1 = 1 or status like '%")]
    public async Task ATextIsTheSameEverywhereAndDoesNothing(string text)
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            text,
            async (step, call) => step == 0
                ? await call.InvokeAgentAsync<EchoAgent, string, string>(call.Take())
                : call.Take(0) == $"fail {text}" ? throw new InvalidOperationException(text, new ArgumentException(text)) : call.Take(0),
            new StepPlan($"{text} 1") { Agent = text, Inputs = [new StepInput(text, WorkflowPlan.InputProducer)], Output = TestPlan.Text },
            new StepPlan($"{text} 2") { Inputs = [new StepInput(text, 0)], Level = 1, Output = TestPlan.Text });
        WorkflowPlan<string, string> other = TestPlan.Of("other", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost host = await StartAsync(
            [plan, other],
            options =>
            {
                options.WorkerName = text;
                options.Queues.Add(text);
            },
            [new AgentDefinition<EchoAgent, string, string>(text, TestPlan.Text, TestPlan.Text, static _ => new EchoAgent())]);
        WorkflowHandle<string> unrelated = await host.Client.StartAsync(other, "x", cancellationToken: Token);
        await unrelated.GetResultAsync(Token);
        var queue = new StartOptions { Queue = text };

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, text, queue, Token);
        (await run.GetResultAsync(Token)).ShouldBe(text);
        WorkflowHandle<string> failing = await host.Client.StartAsync(plan, $"fail {text}", queue, Token);
        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await failing.GetResultAsync(Token))).Error;

        (error.Message, error.Step, error.Inner!.Message).ShouldBe((text, $"{text} 2", text));
        (await ListAsync(host, text)).ShouldBe([run.Id, failing.Id], ignoreOrder: true);
        (await ListAsync(host, "other")).ShouldBe([unrelated.Id]);
        (await host.Client.CancelAsync(run.Id, Token)).ShouldBeFalse();
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where workflow = $1 and queue = $1", text)).ShouldBe(2);
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers where name = $1 and $1 = any (queues) and $1 || '@1' = any (plans)", text)).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.plans where workflow = $1 and plan = $1 || '@1'", text)).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where execution_id = $1 and step_id = $2 and agent = $3", run.Id, $"{text} 1", text)).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where payload ->> 'agent' = $1", text)).ShouldBe(4);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where payload ->> 'worker' = $1", text)).ShouldBe(3);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_step_inputs where parameter = $1 and execution_id = $2", text, run.Id)).ShouldBe(2);
    }

    /// <summary>PostgreSQL has no such character in texts, and keeps it in JSON.</summary>
    [Fact]
    public async Task ANullCharacterComesBackInPayloadsAndIsRefusedInNames()
    {
        const string text = "before\0after";
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "null-character", static (_, call) => call.Take() == "fail" ? throw new InvalidOperationException(text) : new(call.Take()), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);

        Task<WorkflowHandle<string>> refused = host.Client.StartAsync(plan, "x", new StartOptions { Queue = text }, Token).AsTask();
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, text, cancellationToken: Token);
        WorkflowHandle<string> failing = await host.Client.StartAsync(plan, "fail", cancellationToken: Token);

        (await Should.ThrowAsync<Npgsql.PostgresException>(() => refused)).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.CharacterNotInRepertoire);
        (await run.GetResultAsync(Token)).ShouldBe(text);
        (await Should.ThrowAsync<WorkflowFailedException>(async () => await failing.GetResultAsync(Token))).Error.Message.ShouldBe("before\uFFFDafter");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where event_type = 'STEP_FAILED'")).ShouldBe(1, "all events can be read");
        (await ListAsync(host, "null-character")).Count.ShouldBe(2);
    }

    /// <summary>Reads C# as text: a statement is a literal, a file of SQL, or one of those that are named here.</summary>
    [Fact]
    public void NoStatementIsPutTogetherFromTexts()
    {
        IEnumerable<string> made =
            from file in SourceTree.Files("src", ".cs")
            from Match match in StatementText.Matches(SourceTree.Read(file))
            where !Harmless.IsMatch(match.Groups["text"].Value)
            select $"{Path.GetFileName(file)}: {match.Groups["text"].Value}";

        made.ShouldBe(
        [
            // DDL takes no parameters; the name is quoted, and its quotes are doubled.
            "ServerLogin.cs: $\"create database \\\"{name}\\\"\"",
            // LISTEN takes none either; the channel is a constant.
            "NotificationListener.cs: $\"listen {Channel}\"",
            // Nor does SET, which is no query; the mark is a UUID.
            "PostgresStepTransaction.cs: $\"set local perdure.step = '{mark}'\"",
        ]);
    }

    [Fact]
    public void NoFunctionOfTheDatabasePutsAStatementTogether() =>
        SourceTree.Files("db/migrations", ".sql").Concat(SourceTree.Files("src", ".sql"))
            .Where(file => DynamicStatement.IsMatch(SourceTree.Read(file))).ShouldBeEmpty("EXECUTE and format() make statements out of texts");

    private async Task<IReadOnlyList<Guid>> ListAsync(TestHost host, string workflow)
    {
        List<Guid> found = [];
        await foreach (ExecutionInfo run in host.Client.ListAsync(new ExecutionFilter { Workflow = workflow }, Token)) found.Add(run.Id);
        return found;
    }

    [GeneratedRegex("""(?:new\s+Npgsql(?:Batch)?Command\(|\.CreateCommand\(|CommandText\s*=\s*|new\s+CommandDefinition\()\s*(?<text>\$*@*"(?:\\.|[^"\\])*"|[^,;)]+)""")]
    private static partial Regex StatementText { get; }

    /// <summary>A whole literal, an embedded file, or the parameter through which one of both comes.</summary>
    [GeneratedRegex("""^("(\\.|[^"\\])*"|SqlText\.Get\((statement|key|"[a-z_]+")|migration\.Text|statement|connection)$""")]
    private static partial Regex Harmless { get; }

    [GeneratedRegex(@"^\s*execute\s+(?!function\b)|\bformat\s*\(|\bquery_to_xml\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex DynamicStatement { get; }

    private sealed class EchoAgent : IAgent<string, string>
    {
        public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input);
    }
}
