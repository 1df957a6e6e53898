using Perdure.Generators.Tests.Diagnostics;

namespace Perdure.Generators.Tests.Generation;

public sealed class ScheduleTests
{
    [Fact]
    public void SchedulesStandInThePlanAndInTheHeadOfTheFile()
    {
        GeneratorRun run = GeneratorRun.Of(ScheduleSources.Of(
            "Schedule(\"0 2 * * *\", TimeZone = \"Europe/Berlin\"), Schedule(\"@weekly\", Id = \"weekly\", MissedRuns = MissedRuns.RunAll, MaxMissedRuns = 7, Overlap = Overlap.Queue)")).ShouldCompile();
        string file = run.File("Nightly");

        file.ShouldContain("// nightly, version 1\n// at 0 2 * * * in Europe/Berlin\n// at @weekly in UTC\n//\n");
        file.ShouldContain(
            """
                    Result = 0,
                    Schedules = new global::Perdure.SchedulePlan[]
                    {
                        new(id: "default", cron: "0 2 * * *")
                        {
                            TimeZone = "Europe/Berlin",
                            MissedRuns = global::Perdure.MissedRuns.RunLatest,
                            MaxMissedRuns = 100,
                            Overlap = global::Perdure.Overlap.Allow
                        },
                        new(id: "weekly", cron: "@weekly")
                        {
                            TimeZone = "UTC",
                            MissedRuns = global::Perdure.MissedRuns.RunAll,
                            MaxMissedRuns = 7,
                            Overlap = global::Perdure.Overlap.Queue
                        }
                    }
            """);
    }

    [Theory]
    [InlineData("[|Schedule|](\"@daily\")", "public sealed class Plain;")]
    [InlineData("Agent, [|Schedule|](\"@daily\")", "public sealed class EchoAgent : IAgent<string, string> { public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input); }")]
    public Task ElsewhereItIsReported(string attributes, string declaration) => Squiggles.AssertAsync("PDR016", $"[{attributes}]\n{declaration}");
}
