using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Timing;
using Shouldly;

namespace Perdure.Language.Tests.Timing;

/// <summary>The time of a whole run, as users write it.</summary>
public sealed class RunTimeoutTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARunWhoseTimeIsOverFailsAndIsUndone(bool isKilled)
    {
        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(Hurried.Definition, "three", isKilled));

        failure.IsCompensated.ShouldBeTrue();
        failure.Error.Type.ShouldBe(typeof(TimeoutException).FullName);
        (await RowsAsync()).ShouldEndWith("Confirm 0/0 CANCELLED 0");
        (await Database.ScalarAsync<string>("select string_agg(step_id || ' ' || status, ', ') from perdure.execution_compensations")).ShouldBe("Book SUCCESS");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AChildWhoseTimeIsOverFailsItsStep(bool isKilled)
    {
        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(HurriedParent.Definition, "three", isKilled))).Error;

        error.Step.ShouldBe("Ask");
        error.Inner.ShouldNotBeNull().Type.ShouldBe(typeof(TimeoutException).FullName);
    }
}
