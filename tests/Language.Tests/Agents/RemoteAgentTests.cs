using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Agents;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Language.Tests.Agents;

/// <summary>Remote agents as users declare them: a class of one line, a step, and whoever answers.</summary>
public sealed class RemoteAgentTests(MigratedServer server) : LanguageTest(server)
{
    private readonly List<StreamItem<AgentStreamItem>> items = [];

    /// <summary>Each commit of asking, answering and going on is the last of a worker.</summary>
    protected override TimeSpan LongestTest => TimeSpan.FromMinutes(4);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStepAndCodeAskTheSameAgentAndItsWorkIsDoneOnce(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);

        string result = await RunAsync(WriteTwice.Definition, new Topic("birds"), isKilled, ReadAsync);

        result.ShouldBe("birds by a writer");
        (await WorkAsync()).ShouldBe("writer 1/0, writer 1/0");
        StreamItem<AgentStreamItem>[] told = [.. items.Where(item => item.StepId == "Write").GroupBy(item => item.Attempt).MaxBy(attempt => attempt.Key)!];
        string.Concat(told.Select(item => item.Value).OfType<AgentDelta>().Select(delta => $" {delta.Text}")).ShouldEndWith("I am a writer");
        told[^1].Value.ShouldBe(new AgentProgress("desk", "read", null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatAnAgentAsksIsAnsweredBySomebody(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);

        string result = await RunAsync(PrintNews.Definition, new Topic("birds"), isKilled, async run =>
        {
            // One answer comes while the run is put down.
            Task extras = AnswerAsync(run, PrintNews.Signals.PrintExtra, new Approval("ann"), questions: 2);
            if (!isKilled) await WaitForParkedAsync();
            (await run.SignalAsync(PrintNews.Signals.Agreed, new Approval("bob"), Token)).ShouldBeTrue();
            await extras;
        });

        result.ShouldBe("birds by a writer by a printer, as bob said; more of birds by a printer, as ann said; most of birds by a printer, as ann said");
        (await WorkAsync()).ShouldBe("press 1/0, press 1/0, press 1/0, press 1/1, press 1/1, press 1/1, writer 1/0");
        (await Database.ScalarAsync<string>("select string_agg(answers, ' ' order by answers) from desk_work where turn = 1")).ShouldBe("""{"By":"ann"} {"By":"ann"} {"By":"bob"}""");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
        (await Database.ScalarAsync<int>("select max(failures) from perdure.execution_steps")).ShouldBe(0, "waiting is no failure");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachRoundOfEachItemIsAnswered(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);

        string result = await RunAsync(ProofreadNews.Definition, new Topic("birds"), isKilled, run => AnswerAsync(run, ProofreadNews.Signals.Proofread, new Approval("ann"), questions: 4));

        const string Agreed = " by a printer, as ann said by a printer, as ann said";
        result.ShouldBe($"birds one{Agreed}; birds two{Agreed}");
        (await Database.ScalarAsync<string>("select count(*) filter (where turn = 0) || ' asked, ' || count(*) filter (where turn = 1) || ' answered' from desk_work")).ShouldBe("4 asked, 4 answered");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatMustNotBeSentTwiceIsLeftToAPerson(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);

        WorkflowFailedException failed = await Should.ThrowAsync<WorkflowFailedException>(() => RunAsync(SendNews.Definition, new Topic("birds"), isKilled));

        failed.Error.Kind.ShouldBe(nameof(AgentErrorKind.Ambiguous));
        (await WorkAsync()).ShouldBeOneOf("sender 1/0, writer 1/0", "writer 1/0");
        (await Database.ScalarAsync<int>("select coalesce(max(sent), 0) from desk_work where agent = 'sender'")).ShouldBeInRange(0, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatMayBeSentTwiceIs(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);

        Article sent = await RunAsync(SendNewsAgain.Definition, new Topic("birds"), isKilled);

        sent.Text.ShouldBe("birds by a writer by sender");
        (await Database.ScalarAsync<int>("select max(try) from desk_work where agent = 'sender'")).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsToldOfBeforeItIsSentIsSentOnceAndNobodyHasToDecide(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);

        Article called = await RunAsync(CallNews.Definition, new Topic("birds"), isKilled);

        called.Text.ShouldBe("birds by a writer by caller");
        (await Database.ScalarAsync<string>("select string_agg(try || ' ' || sent, ', ') from desk_work where agent = 'caller'")).ShouldBe("1 1");
    }

    private Task WaitForParkedAsync() => Wait.UntilAsync(
        async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'WAITING' and holder is null") == 1, description: "the run is put down");

    /// <summary>What was sent, as <c>agent try/turn</c>.</summary>
    private Task<string> WorkAsync() => Database.ScalarAsync<string>("select string_agg(agent || ' ' || try || '/' || turn, ', ' order by agent, turn) from desk_work");

    /// <summary>Answers questions as somebody does who looks at what is asked: each once, whenever it comes up. A signal for each beforehand would not do: what was sent when another was open never answers a later one.</summary>
    private async Task AnswerAsync<TOut>(WorkflowHandle<TOut> run, SignalDefinition<Approval> signal, Approval answer, int questions)
    {
        HashSet<string> answered = [];
        await Wait.UntilAsync(
            async () =>
            {
                foreach (AgentQuestion question in (await run.GetQuestionsAsync(Token)).Where(question => question.Signal == signal.Name && !answered.Contains(question.Id)))
                {
                    if (await run.AnswerAsync(question, signal, answer, Token)) answered.Add(question.Id);
                }

                return answered.Count == questions;
            },
            LongestTest);
    }

    private async Task ReadAsync<TOut>(WorkflowHandle<TOut> run)
    {
        await foreach (StreamItem<AgentStreamItem> item in run.StreamAsync(typeInfo: AgentStreamJson.Default.AgentStreamItem, cancellationToken: Token)) items.Add(item);
    }
}
