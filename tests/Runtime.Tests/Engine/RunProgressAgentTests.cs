using Perdure.Coordination.Progress;
using Perdure.Runtime.Tests.Support;
using Perdure.Steps;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Where an agent's events stand among those of the attempt that called it.</summary>
public sealed class RunProgressAgentTests
{
    [Fact]
    public void AgentEventsStandBetweenTheStartAndTheEndOfTheirAttempt()
    {
        var run = new RunScenario(new StepPlan("Ask") { Agent = "summarize", Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text });

        run.Begin().Events().ShouldEndWith("STEP_STARTED Ask/1, AGENT_INVOKED Ask/1");
        NextMove end = run.Succeeds("Ask", "\"a\"", new AgentCall("summarize", Answered: true, Declared: true)).Advance();

        end.Events().ShouldBe("AGENT_RESPONSE Ask/1, STEP_COMPLETED Ask/1, EXECUTION_COMPLETED, LOCK_RELEASED");
        end.Checkpoint!.Events[0].Payload.ShouldBe("""{"agent":"summarize"}""");
        end.Checkpoint.Steps[0].Agent.ShouldBe("summarize");
    }

    [Fact]
    public void AnAgentThatDidNotAnswerHasNoResponse()
    {
        var run = new RunScenario(new StepPlan("Ask") { Agent = "summarize", Output = TestPlan.Text });
        run.Begin();

        run.Fails("Ask", new IOException("gone"), new AgentCall("summarize", Answered: false, Declared: true)).Advance().Events()
            .ShouldBe("STEP_FAILED Ask/1, EXECUTION_FAILED, LOCK_RELEASED");
    }

    [Fact]
    public void AgentsThatAStepTookAsParametersAreToldInTheOrderOfTheirCalls()
    {
        var run = new RunScenario(TestPlan.First("One"));
        run.Begin();

        NextMove end = run.Succeeds("One", "\"a\"", new AgentCall("first", Answered: true, Declared: false), new AgentCall("second", Answered: false, Declared: false)).Advance();

        end.Events().ShouldStartWith("AGENT_INVOKED One/1, AGENT_RESPONSE One/1, AGENT_INVOKED One/1, STEP_COMPLETED One/1");
    }
}
