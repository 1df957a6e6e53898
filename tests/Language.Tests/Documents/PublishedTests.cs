using System.Text.Json;
using System.Text.RegularExpressions;
using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Agents;
using Perdure.Language.Tests.Workflows.Documents;
using Shouldly;

namespace Perdure.Language.Tests.Documents;

/// <summary>The documents that are compiled as well, published to a running system: the same text does the same.</summary>
public sealed partial class PublishedTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly Part[] Parts = [new("door", 30, IsBroken: true), new("glass", 10, IsBroken: false), new("roof", 160, IsBroken: false)];

    protected override TimeSpan LongestTest => TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(200, "as is", "<paid C-1 by us> [60, 20, 320] [C-1: door for 30, -, C-1: roof for 160] 0.1 mind as is", false)]
    [InlineData(5, null, "<refused C-1 by us> [60, 20, 320] [C-1: door for 30, -, C-1: roof for 160] 0.1 fine", false)]
    [InlineData(200, null, "<paid C-1 by us> [60, 20, 320] [C-1: door for 30, -, C-1: roof for 160] 0.1 fine", true)]
    public async Task APublishedDocumentRunsAsTheCompiledOneDoes(int limit, string? remark, string letter, bool isKilled)
    {
        (await RunAsync("claim-handling", new Claim("C-1", limit, remark, Parts), isKilled)).ShouldBe(letter);
        (await Database.ScalarAsync<string>("select value from perdure.execution_tags where name = 'claim' and execution_id = $1", Run)).ShouldBe("mind C-1");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where workflow = 'published-part-pricing'")).ShouldBe(3);
    }

    [Fact]
    public async Task APublishedDocumentWaitsForASignal()
    {
        string letter = await RunAsync("claim-handling", new Claim("C-2", 30, null, Parts), isKilled: false, async (client, run) =>
            (await client.SignalAsync((await client.GetPublishedAsync("published-claim-handling", cancellationToken: Token))!, run.Id, "consent", JsonSerializer.SerializeToElement(new Consent("ann", IsGiven: true)), Token)).ShouldBeTrue());

        letter.ShouldStartWith("<agreed C-2 by ann>");
    }

    [Fact]
    public async Task EverythingElseOfAPublishedDocumentRunsAsWell()
    {
        (await RunAsync("claim-archive", new Claim("C-3", 200, null, Parts), isKilled: false)).ShouldBe("[60, 20, -] 0.1 mind C-3");
        (await Database.ScalarAsync<string>("select string_agg(step_id, ', ' order by step_id) from perdure.execution_steps where execution_id = $1 and status = 'SKIPPED'", Run)).ShouldBe("Price, Skipped");
    }

    [Fact]
    public async Task AgentsUndoWhatAPublishedDocumentDidTheLastFirst()
    {
        var payout = new Payout("C-1", 20, 1, TimeSpan.FromMilliseconds(20), [new Party("ann", "a@x"), new Party("bob", "b@x")]);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync("claim-payout", payout, isKilled: false));

        failure.IsCompensated.ShouldBeTrue(failure.ToString());
        (await File.ReadAllLinesAsync(Undos.PathOf(Run), Token)).ShouldBe(
        [
            "Send: nothing of C-1, since no bank for r-C-1 in 4 for C-1",
            "Tell: told b@x of C-1, 20 of bob",
            "Tell: told a@x of C-1, 20 of ann",
            "Split: 4",
            "Split: 2",
            "Reserve: r-C-1 undo",
        ]);
        (await Database.ScalarAsync<string>("select string_agg(step_id, ', ') from perdure.execution_events where event_type = 'STEP_WAITING'")).ShouldBe("Reserve");
        File.Delete(Undos.PathOf(Run));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAgentOfAPublishedDocumentAsksAndSomebodyAnswers(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);
        var newYear = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        JsonElement report = await RunForJsonAsync("claim-report", new ScheduledTime(newYear, newYear, Previous: null), isKilled, async (client, run) =>
            (await client.SignalAsync((await client.GetPublishedAsync("published-claim-report", cancellationToken: Token))!, run.Id, "report-agreed", JsonSerializer.SerializeToElement(new Approval("ann")), Token)).ShouldBeTrue());

        report.GetProperty("Text").GetString().ShouldBe("claims of 2026 by a printer, as ann said");
        (await Database.ScalarAsync<string>("select string_agg(distinct step_id || ' ' || (payload ->> 'key'), ', ') from perdure.execution_events where event_type = 'STEP_WAITING' and payload ->> 'key' is not null"))
            .ShouldBe("Print claims of 2026", "the lines of the queue are by what was composed");
    }

    /// <summary>Under names of their own, since the worker has the compiled ones as well.</summary>
    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(PublishedTests).Assembly.GetManifestResourceStream($"{name}.workflow.json")!);
        return Schedules().Replace(reader.ReadToEnd(), "").Replace($"\"name\": \"{name}\"", $"\"name\": \"published-{name}\"", StringComparison.Ordinal)
            .Replace("\"retry\": { \"attempts\": 9, \"delay\": \"0s\", \"nonRetryable\": [\"InvalidOperationException\"] },", "", StringComparison.Ordinal).Replace("\"workflow\": \"", "\"workflow\": \"published-", StringComparison.Ordinal);
    }

    /// <summary>What starts a workflow by the calendar is said in code.</summary>
    [GeneratedRegex("""^  "schedule": \[.*?^  \],$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Schedules();

    private async Task<string> RunAsync<TInput>(string document, TInput input, bool isKilled, Func<WorkflowClient, WorkflowHandle<JsonElement>, Task>? meanwhile = null) =>
        (await RunForJsonAsync(document, input, isKilled, meanwhile)).GetString()!;

    private async Task<JsonElement> RunForJsonAsync<TInput>(string document, TInput input, bool isKilled, Func<WorkflowClient, WorkflowHandle<JsonElement>, Task>? meanwhile = null)
    {
        WorkflowClient? starter = null;
        return await RunAsync(
            async client =>
            {
                starter = client;
                await client.PublishAsync(Text("part-pricing"), Token);
                PublishedWorkflow workflow = await client.PublishAsync(Text(document), Token);
                return await client.StartAsync(workflow, JsonSerializer.SerializeToElement(input), cancellationToken: Token);
            },
            isKilled ? Fault.Kill : Fault.None,
            meanwhile is null ? null : run => meanwhile(starter!, run));
    }
}
