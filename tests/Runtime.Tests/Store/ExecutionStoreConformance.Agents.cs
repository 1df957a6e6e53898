using Perdure.Payloads;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Store;

/// <summary>What is kept of the work of remote agents.</summary>
public abstract partial class ExecutionStoreConformance
{
    private static readonly StoredHandle Handle = new("wire", "conversation", 0, "run-1", "7", new StoredPayload("\"c2lnbmVk\"", "aes-gcm"));

    [Fact]
    public async Task WhatIsKnownOfRemoteWorkIsReadAsItWasWrittenUntilItsStepHasSettled()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var work = new AgentWork(2) { Turn = 0, Handle = Handle, Refusals = 3, Ambiguities = 1, IsUncertain = true };

        await holder.CommitAsync(Says(run, 0, TestCheckpoint.Running("One"), work, AgentWorkStatus.AtWork));
        (await ReadAsync(run)).ShouldBe(work with { Answers = [] }, "at work");

        AgentWork answered = work with
        {
            IsUncertain = false,
            Questions = new StoredQuestions(new StoredPayload("""[{"id":"q1","kind":"confirmation"},{"id":"q2","kind":"confirmation"}]"""), 2),
            Answers = [new StoredPayload("true"), new StoredPayload("\"YWJj\"", "aes-gcm")],
            AskedSeq = 7,
            Turn = 1,
            Resumes = true,
        };
        await holder.CommitAsync(Says(run, 1, TestCheckpoint.Running("One"), answered, AgentWorkStatus.AtWork));
        AgentWork read = await ReadAsync(run);
        read.Answers.ShouldBe(answered.Answers);
        (read with { Answers = [] }).ShouldBe(answered with { Answers = [] });

        await holder.CommitAsync(Says(run, 2, TestCheckpoint.Succeeded("One", "1"), work with { Usage = new AgentUsage("parrot", 1, 2) }, AgentWorkStatus.Ended));
        (await Store.ReadAgentWorkAsync([run.Id], default))[run.Id].ShouldBeEmpty();
    }

    [Fact]
    public async Task WhoHasLostARunWritesNothingOfItsRemoteWork()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        (await holder.CommitAsync(Says(run with { Token = run.Token - 1 }, 0, TestCheckpoint.Running("One"), new AgentWork(1) { Handle = Handle }, AgentWorkStatus.AtWork))).ShouldBeEmpty();

        (await Store.ReadAgentWorkAsync([run.Id], default))[run.Id].ShouldBeEmpty();
    }

    [Fact]
    public async Task QuestionsAreReadInTheOrderInWhichTheyWereAsked()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var asked = new StoredQuestions(new StoredPayload("""[{"id":"q","kind":"confirmation"}]"""), 1);
        Checkpoint both = run.Says(steps: [Waiting("One"), Waiting("Two")]);

        await holder.CommitAsync(new Checkpoint
        {
            ExecutionId = both.ExecutionId,
            Token = both.Token,
            LastSeq = both.LastSeq,
            Status = both.Status,
            Steps = both.Steps,
            Events = both.Events,
            Agents =
            [
                new AgentWrite("One", 0, 0, AgentWorkStatus.Asking, new AgentWork(1) { Questions = asked, AskedSeq = 9 }),
                new AgentWrite("Two", 0, 0, AgentWorkStatus.Asking, new AgentWork(1) { Questions = asked, AskedSeq = 8 }),
            ],
        });

        IReadOnlyList<QuestionRow> questions = await Store.ReadQuestionsAsync(run.Id, default);
        questions.Select(question => (question.StepId, question.Agent, question.Signal, question.Answered)).ShouldBe([("Two", "wire", "approve", 0), ("One", "wire", "approve", 0)]);

        static StepWrite Waiting(string step) => new(step, StepStatus.Waiting, 1, 0, "wire", "{}", null, null, null) { WaitsFor = "signal approve" };
    }

    private static Checkpoint Says(ClaimedRun run, long after, StepWrite step, AgentWork work, AgentWorkStatus status)
    {
        Checkpoint said = run.Says(steps: [step], after: after);
        return new Checkpoint
        {
            ExecutionId = said.ExecutionId,
            Token = said.Token,
            LastSeq = said.LastSeq,
            Status = said.Status,
            Steps = said.Steps,
            Events = said.Events,
            Agents = [new AgentWrite(step.StepId, 0, 0, status, work)],
        };
    }

    private async Task<AgentWork> ReadAsync(ClaimedRun run) => (await Store.ReadAgentWorkAsync([run.Id], default))[run.Id].ShouldHaveSingleItem().Work;
}
