using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Random;
using Shouldly;

namespace Perdure.Language.Tests.Random;

/// <summary>Whatever the plan, and whatever dies meanwhile: the engine comes to what a plain interpreter comes to.</summary>
public sealed class RandomPlanTests(MigratedServer server) : LanguageTest(server)
{
    public static TheoryData<int, bool> Plans => [.. Enumerable.Range(0, RandomPlan.Seeds).Select(seed => new TheoryDataRow<int, bool>(seed, seed % 5 == 0))];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task TheEngineComesToWhatAnInterpreterComesTo(int seed, bool isKilled)
    {
        RandomPlan plan = RandomPlan.Of(seed);
        string[] expected = [.. new Interpreter(plan, "begin").Run()];

        string result = await RunAsync(plan.Plan, "begin", isKilled);

        expected[^1].ShouldBe($"End SUCCESS {result}");
        string all = await Database.ScalarAsync<string>(
            """
            select string_agg(s.step_id || ' ' || s.status || coalesce(' ' || case
              when exists (select from perdure.execution_steps i where i.execution_id = s.execution_id and i.step_id = s.step_id and i.item > 0 and i.round = 0)
                then (select string_agg(i.output #>> '{}', ', ' order by i.item) from perdure.execution_steps i where i.execution_id = s.execution_id and i.step_id = s.step_id and i.item > 0 and i.round = 0)
              when s.status = 'SUCCESS' and json_typeof(s.output) = 'array' then coalesce((select string_agg(e.value, ', ' order by e.ordinality) from json_array_elements_text(s.output) with ordinality e), '')
              when s.status = 'SUCCESS' then coalesce(s.output #>> '{}', '')
            end, ''), e'\n' order by s.step_id)
            from perdure.execution_steps s
            where s.execution_id = $1 and s.item = 0 and s.round = 0
            """,
            Run);
        all.Split('\n').ShouldBe(expected.Order(StringComparer.Ordinal), ignoreOrder: true);
    }
}
