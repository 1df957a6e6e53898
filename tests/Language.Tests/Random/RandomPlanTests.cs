using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Random;
using Shouldly;

namespace Perdure.Language.Tests.Random;

/// <summary>Whatever the plan, and whatever dies meanwhile: the engine comes to what a plain interpreter comes to.</summary>
public sealed class RandomPlanTests(MigratedServer server) : LanguageTest(server)
{
    public static TheoryData<int, Fault> Plans => [.. Enumerable.Range(0, RandomPlan.Seeds).Select(seed => new TheoryDataRow<int, Fault>(seed, (seed % 5) switch { 0 => Fault.Kill, 2 => Fault.Cut, _ => Fault.None }))];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task TheEngineComesToWhatAnInterpreterComesTo(int seed, Fault fault)
    {
        RandomPlan plan = RandomPlan.Of(seed);
        Interpreter interpreter = new(plan, "begin");
        string[] expected = [.. interpreter.Run()];
        await CreateBooksAsync();

        // A second run finds what the first one shares.
        for (var run = 0; run < 2; run++)
        {
            await RunToItsEndAsync(plan, run == 0 ? fault : Fault.None, expected[^1]);
            (await LinesAsync(Rows)).ShouldBe(expected, ignoreOrder: true);
            (await LinesAsync("select concat_ws(' ', step, item, text) from random.undos where run = $1")).ShouldBe(await UndosAsync(interpreter), ignoreOrder: true);
            (await LinesAsync(WrongEffects)).ShouldBeEmpty();
            (await LinesAsync(MissingItems(plan))).ShouldBeEmpty();
            ShouldBeUndoneFromTheEnd(plan, await LinesAsync("select step_id from perdure.execution_compensations where execution_id = $1 order by position"));
        }
    }

    // What was taken from another run, or from another item, was not done here.
    private async Task<IEnumerable<string>> UndosAsync(Interpreter interpreter)
    {
        string[] taken = await LinesAsync("select step_id || ' ' || coalesce(item, 0) || ' ' from perdure.execution_events where execution_id = $1 and event_type = 'STEP_CACHED'");
        return interpreter.Undo().Where(undo => !taken.Any(unit => undo.StartsWith(unit, StringComparison.Ordinal)));
    }

    private async Task RunToItsEndAsync(RandomPlan plan, Fault fault, string end)
    {
        // A repeated step takes one in each round; what is left over goes with the run.
        Task SendSignalsAsync(WorkflowHandle<string> run) => Task.WhenAll(plan.Signals.SelectMany(name => Enumerable.Repeat(name, RandomPlan.MaxRounds)).Select(async name =>
            await Database.ScalarAsync<bool>("select perdure.signal($1, $2, to_json($3))", run.Id, name, Interpreter.Signal(name))));

        if (plan.IsFailing)
        {
            var failure = await Should.ThrowAsync<WorkflowFailedException>(() => RunAsync(plan.Plan, "begin", fault, SendSignalsAsync));
            failure.Error.Message.ShouldBe("the end of it");
            failure.IsCompensated.ShouldBe(await Database.ScalarAsync<bool>("select exists (select from random.undos where run = $1)", Run));
        }
        else
        {
            end.ShouldBe($"End SUCCESS {await RunAsync(plan.Plan, "begin", fault, SendSignalsAsync)}");
        }
    }

    private Task<int> CreateBooksAsync() => Database.ExecuteAsync(
        """
        create schema random;
        create table random.effects (run uuid, step text, item int, round int, key text, text text);
        create table random.undos (like random.effects, primary key (key));
        """);

    private async Task<string[]> LinesAsync(string sql) =>
        (await Database.ScalarAsync<string>($"select coalesce(string_agg(line, e'\n'), '') from ({sql}) lines (line)", Run)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A step is undone before those that it took something of, or came after.</summary>
    private static void ShouldBeUndoneFromTheEnd(RandomPlan plan, string[] undone)
    {
        foreach (RandomStep step in plan.Steps)
        {
            int last = Array.LastIndexOf(undone, step.Plan.Id);
            foreach (int before in step.Plan.Inputs.Select(input => input.Producer).Concat(step.Plan.After).Where(one => one >= 0))
            {
                int first = Array.IndexOf(undone, plan.Steps[before].Plan.Id);
                if (first >= 0 && last >= 0) last.ShouldBeLessThan(first, $"{step.Plan.Id} came after {plan.Steps[before].Plan.Id}, and is undone before it");
            }
        }
    }

    private const string Rows =
        """
        select s.step_id || ' ' || s.status || coalesce(' ' || case
          when s.status = 'FAILED' then null
          when exists (select from perdure.execution_steps i where i.execution_id = s.execution_id and i.step_id = s.step_id and i.item > 0 and i.round = 0)
            then (select coalesce(string_agg(i.output #>> '{}', ', ' order by i.item), '') from perdure.execution_steps i where i.execution_id = s.execution_id and i.step_id = s.step_id and i.item > 0 and i.round = 0)
          when s.status = 'SUCCESS' and json_typeof(s.output) = 'array' then coalesce((select string_agg(e.value, ', ' order by e.ordinality) from json_array_elements_text(s.output) with ordinality e), '')
          when s.status = 'SUCCESS' then coalesce(s.output #>> '{}', '')
        end, '')
        from perdure.execution_steps s
        where s.execution_id = $1 and s.item = 0 and s.round = 0
        """;

    private static string Ids(RandomPlan plan, Func<RandomStep, bool> which) => string.Join(", ", plan.Steps.Where(which).Select(step => $"'{step.Plan.Id}'").Append("''"));

    // What settled by an attempt of its own has emitted what it came to: the last attempt of each unit did, and said so once.
    private static string MissingItems(RandomPlan plan) =>
        $"""
        select concat_ws(' ', s.step_id, s.item, s.round)
        from perdure.execution_steps s
        where s.execution_id = $1 and s.status = 'SUCCESS' and s.attempt > 0 and s.step_id in ({Ids(plan, static step => step.Emits)})
          and (s.item > 0 or s.step_id not in ({Ids(plan, static step => step.Plan.Map is not null)}))
          and (s.round > 0 or not exists (select from perdure.execution_steps r where r.execution_id = s.execution_id and r.step_id = s.step_id and r.item = s.item and r.round > 0))
          and 1 <> (
            select count(*) from perdure.stream_items e
            where e.execution_id = s.execution_id and e.step_id = s.step_id and e.item = s.item and e.round = s.round and e.attempt = s.attempt and not e.undo)
        """;

    // Each unit of a step with a transaction has one line, and no line is of anything else.
    private const string WrongEffects =
        """
        select concat_ws(' ', step, item, round, count(*)) from random.effects where run = $1
        group by step, item, round
        having count(*) <> 1 or not exists (
          select from perdure.execution_steps s
          where s.execution_id = $1 and s.step_id = effects.step and s.item = effects.item and s.status = 'SUCCESS')
        """;
}
