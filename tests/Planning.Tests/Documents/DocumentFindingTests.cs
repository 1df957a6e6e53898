namespace Perdure.Planning.Tests.Documents;

/// <summary>What is wrong with a document is told in its own words, at its own places.</summary>
public sealed class DocumentFindingTests
{
    private const string Extract = "\"Extract\": { \"agent\": \"extract\" }";
    private const string Check = Extract + ", \"Check\": { \"agent\": \"check\", \"takes\": { \"fields\": \"Extract\", \"limit\": \"input.limit\" } }";

    [Theory]
    [InlineData("{ \"steps\": { \"A\": { \"agent\": \"extract\" } } }", "PDR503 <{> The workflow has no 'name'")]
    [InlineData("{ \"name\": \"a\" }", "PDR503 <{> The workflow has no 'steps'")]
    [InlineData("{ \"name\": \"a\", \"steps\": {} }", "PDR503 <{}> The workflow has no step in its 'steps'")]
    [InlineData("{ \"name\": \"a@1\", \"steps\": { \"A\": { \"agent\": \"extract\" } } }", "PDR503 <\"a@1\"> The workflow has a 'name' that contains '@', which stands between a workflow's name and its version")]
    [InlineData("{ \"name\": \"a\", \"version\": 0, \"steps\": { \"A\": { \"agent\": \"extract\" } } }", "PDR503 <0> The workflow has a 'version' that is less than 1")]
    [InlineData("{ \"name\": 5, \"steps\": { \"A\": { \"agent\": \"extract\" } } }", "PDR503 <5> 'name' of the workflow is a number, and has to be a text")]
    [InlineData("{ \"name\": \"a\", \"stepps\": {}, \"steps\": { \"A\": { \"agent\": \"extract\" } } }", "PDR502 <\"stepps\"> The workflow has no property 'stepps': did you mean 'steps'")]
    [InlineData("{ \"name\": \"a\", \"name\": \"b\", \"steps\": { \"A\": { \"agent\": \"extract\" } } }", "PDR506 <\"name\"> The workflow has 'name' twice")]
    [InlineData("{ \"name\": \"a\", \"input\": \"Invoic\", \"steps\": { \"A\": { \"agent\": \"extract\" } } }", "PDR504 <\"Invoic\"> The workflow names the type 'Invoic', which there is not: did you mean 'Invoice'")]
    public void TheWorkflow(string document, string told) => DocumentCases.ShouldFind(document, told);

    [Theory]
    [InlineData("\"A\": 5", "PDR503 <5> Step 'A' is a number, and has to be an object")]
    [InlineData("\"A\": { }", "PDR503 <\"A\"> Step 'A' names neither an 'agent' nor a 'workflow' nor a 'signal'")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"workflow\": \"ship\" }", "PDR503 <\"workflow\"> Step 'A' names both 'agent' and 'workflow', and is one of them")]
    [InlineData("\"A\": { \"signal\": \"ok\" }", "PDR503 <\"A\"> Step 'A' waits for a signal and does not say in 'returns' of which type it is")]
    [InlineData("\"A\": { \"signal\": \"ok\", \"returns\": \"Approval\", \"retry\": 3 }", "PDR503 <\"retry\"> Step 'A' waits for a signal, which has no 'retry'")]
    [InlineData("\"input\": { \"agent\": \"extract\" }", "PDR503 <\"input\"> Step 'input' has a name that is what references call something else")]
    [InlineData("\"A.b\": { \"agent\": \"extract\" }", "PDR503 <\"A.b\"> Step 'A.b' has a name that is not made of letters, digits, '_' and '-', or does not begin with a letter")]
    [InlineData("\"A\": { \"agent\": \"extract\" }, \"A\": { \"agent\": \"extract\" }", "PDR506 <\"A\"> 'steps' of the workflow has 'A' twice")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"retrys\": 3 }", "PDR502 <\"retrys\"> Step 'A' has no property 'retrys': did you mean 'retry'")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"retry\": \"3\" }", "PDR503 <\"3\"> 'retry' of step 'A' is a text, and has to be a number of attempts or an object")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"retry\": { \"delay\": \"1s\" } }", "PDR503 <{> 'retry' of step 'A' has no 'attempts'")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"maxParallel\": 3 }", "PDR503 <\"maxParallel\"> Step 'A' has 'maxParallel', which means something only beside 'forEach'")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"heartbeat\": \"5s\" }", "PDR507 <\"heartbeat\"> Step 'A' has 'heartbeat', which is not supported in documents: an agent has nothing to beat with, so limit its attempts by 'timeout'")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"onInterrupt\": { } }", "PDR503 <{> 'onInterrupt' of step 'A' has no 'answer', which says of which type it is")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"onInterrupt\": { \"answer\": \"Approval\" } }", "PDR233 <\"onInterrupt\"> Step 'A' is marked 'onInterrupt', but 'Extractor' answers in this process, so that nobody would wait: only a remote agent asks back")]
    [InlineData("\"A\": { \"agent\": \"extrct\" }", "PDR504 <\"extrct\"> Step 'A' names the agent 'extrct', which there is not: did you mean 'extract'")]
    [InlineData("\"A\": { \"agent\": \"ship\" }", "PDR504 <\"ship\"> Step 'A' names the agent 'ship', which is a workflow: name it in 'workflow'")]
    [InlineData("\"A\": { \"workflow\": \"ship@3\" }", "PDR504 <\"ship@3\"> Step 'A' names the workflow 'ship@3', which there is not: the newest version of 'ship' is 2")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"queue\": \"bnk\" }", "PDR504 <\"bnk\"> Step 'A' names the queue 'bnk', which nobody declares: did you mean 'bank'")]
    [InlineData("\"A\": { \"agent\": \"extract\", \"failures\": \"ignore\", \"forEach\": \"input\" }", "PDR503 <\"ignore\"> Step 'A' is 'ignore' in its 'failures', which has to be 'failFast' or 'collect' or 'tolerate'")]
    public void Steps(string steps, string told) => DocumentCases.ShouldFind(DocumentCases.Of(steps), told);

    [Theory]
    [InlineData("\"takes\": \"Extrct\"", "PDR505 <\"Extrct\"> 'takes' of step 'A' refers to 'Extrct', which is no step: did you mean 'Extract'")]
    [InlineData("\"takes\": \"A\"", "PDR505 <\"A\"> 'takes' of step 'A' refers to 'A', but a step does not take its own result")]
    [InlineData("\"takes\": \"Extract.numbr\"", "PDR505 <\"Extract.numbr\"> 'takes' of step 'A' refers to 'Extract.numbr', but 'Fields' has no 'numbr': did you mean 'Number'")]
    [InlineData("\"takes\": \"item\"", "PDR505 <\"item\"> 'takes' of step 'A' refers to 'item', but the step has no 'forEach'")]
    [InlineData("\"takes\": \"input.limit\"", "PDR110 <\"input.limit\"> Step 'A' does not fit 'Refuser', which takes 'string': it takes 'decimal'")]
    [InlineData("\"takes\": \"input.note\"", "PDR110 <\"input.note\"> Step 'A' does not fit 'Refuser', which takes 'string': it takes 'string?'")]
    [InlineData("\"takes\": 5", "PDR503 <5> 'takes' of step 'A' is a number, and has to be a reference, as \"input\" or \"Step.member\", or a literal, as { \"value\": 5 }")]
    [InlineData("\"takes\": { \"value\": 5 }", "PDR509 <{ \"value\": 5 }> 'takes' of step 'A' is a number, which is no 'string'")]
    [InlineData("\"forEach\": \"input\", \"takes\": \"item\"", "PDR505 <\"input\"> 'forEach' of step 'A' refers to 'input', which is 'Invoice', and no collection")]
    [InlineData("\"forEach\": \"input.lines\", \"takes\": \"input.number\"", "PDR503 <\"input.lines\"> Step 'A' runs for each item of a collection and takes nothing of the item: take \"item\", or a member of it")]
    [InlineData("\"takes\": \"input.number\", \"after\": \"Chek\"", "PDR505 <\"Chek\"> 'after' of step 'A' refers to 'Chek', which is no step")]
    [InlineData("\"takes\": \"input.number\", \"timeout\": \"5 parsecs\"", "PDR201 <\"5 parsecs\"> Step 'A' has the time-out '5 parsecs', which is no duration")]
    [InlineData("\"takes\": \"input.number\", \"timeout\": { \"attempt\": \"5s\", \"total\": \"1s\" }", "PDR230 <{ \"attempt\": \"5s\", \"total\": \"1s\" }> Step 'A' has a 'timeout' that gives all attempts together '1s', less than the '5s' of each: no attempt could have its time")]
    [InlineData("\"takes\": \"input.number\", \"retry\": 0", "PDR202 <0> Step 'A' has a retry with 0 attempts, which is less than one")]
    [InlineData("\"takes\": \"input.number\", \"tag\": \"number\"", "PDR220 <\"number\"> Step 'A' has the 'tag' 'number', but it returns 'Receipt', which is no text, number, bool, enum or Guid")]
    [InlineData("\"takes\": \"input.number\", \"cache\": \"1d\", \"notIdempotent\": true", "PDR221 <\"1d\"> Step 'A' has a 'cache', but is 'notIdempotent': a run that takes the result of another one would leave the effect out")]
    public void WhatAStepSays(string says, string told)
    {
        string[] found = DocumentCases.Find(DocumentCases.Of($"{Extract}, \"A\": {{ \"agent\": \"refuse\", {says} }}"));
        found.ShouldHaveSingleItem().ShouldStartWith(told);
    }

    [Theory]
    [InlineData("\"fields\": \"Extract\", \"limit\": \"Extract.number\"", "PDR110 <\"Extract.number\"> Step 'A' does not fit 'Checker', which takes 'CheckInput': 'limit' is 'decimal', not 'string'")]
    [InlineData("\"fields\": \"Extract\", \"limits\": \"input.limit\"", "PDR110 <\"input.limit\"> Step 'A' does not fit 'Checker', which takes 'CheckInput': it has no 'limits': did you mean 'limit'")]
    [InlineData("\"fields\": \"Extract\"", "PDR110 <\"A\"> Step 'A' does not fit 'Checker', which takes 'CheckInput': 'limit' is missing")]
    [InlineData("\"fields\": \"Extract\", \"limit\": { \"value\": \"high\" }", "PDR509 <{ \"value\": \"high\" }> 'takes.limit' of step 'A' is a text, which is no 'decimal'")]
    [InlineData("\"fields\": \"Extract\", \"limit\": { \"values\": 5 }", "PDR502 <\"values\"> 'limit' of 'takes' of step 'A' has no property 'values': did you mean 'value'")]
    public void PartsOfAnInput(string takes, string told) => DocumentCases.Find(DocumentCases.Of($"{Extract}, \"A\": {{ \"agent\": \"check\", \"takes\": {{ {takes} }} }}"))[0].ShouldBe(told);

    [Theory]
    [InlineData("\"when\": \"Check.score\"", "PDR509 <\"Check.score\"> 'when' of step 'A' is 'Check.score', which is 'double' and not 'bool': compare it, as in { \"of\": \"Check.score\", \"is\": … }")]
    [InlineData("\"when\": { \"of\": \"input.number\", \"atLeast\": 5 }", "PDR509 <5> 'when' of step 'A' compares 'input.number', which is 'string', with a number: what is less and greater are numbers")]
    [InlineData("\"when\": { \"of\": \"Check.score\", \"is\": \"high\" }", "PDR509 <\"high\"> 'when' of step 'A' compares 'Check.score', which is 'double', with a text")]
    [InlineData("\"when\": { \"of\": \"Check.verdict\", \"is\": \"aproved\" }", "PDR509 <\"aproved\"> 'when' of step 'A' names 'aproved', which 'Verdict' does not have: did you mean 'Approved'")]
    [InlineData("\"when\": { \"of\": \"Check.score\", \"is\": null }", "PDR509 <null> 'when' of step 'A' compares with null: write { \"of\": …, \"isMissing\": true }")]
    [InlineData("\"when\": { \"of\": \"Check.score\" }", "PDR503 <{ \"of\": \"Check.score\" }> 'when' of step 'A' has to be one 'all', 'any' or 'not', or 'of' with one comparison beside it")]
    [InlineData("\"when\": { \"of\": \"Check.score\", \"atLeast\": 1, \"atMost\": 2 }", "PDR503 <{ \"of\": \"Check.score\", \"atLeast\": 1, \"atMost\": 2 }> 'when' of step 'A' has to be one 'all', 'any' or 'not', or 'of' with one comparison beside it")]
    [InlineData("\"when\": { \"all\": [] }", "PDR503 <[]> 'all' of 'when' of step 'A' is a list, and has to be a list of conditions that is not empty")]
    [InlineData("\"unless\": { \"of\": \"Check.scores\", \"is\": 1 }", "PDR505 <\"Check.scores\"> 'unless' of step 'A' refers to 'Check.scores', but 'Check' has no 'scores': did you mean 'Score'")]
    [InlineData("\"case\": { \"of\": \"Check.verdict\", \"is\": \"approved\" }", "PDR204 <{ \"of\": \"Check.verdict\", \"is\": \"approved\" }> Cases of 'Check.Verdict' leave out 'Verdict.Rejected': add a 'case' or an 'otherwise' step")]
    [InlineData("\"case\": { \"of\": \"Check.score\", \"is\": 1 }", "PDR505 <\"Check.score\"> 'case' of step 'A' refers to 'Check.score', which is 'double', but a case is of an enum, a bool, a text or an integer")]
    [InlineData("\"case\": { \"of\": \"input.number\", \"is\": \"a\" }", "PDR505 <\"input.number\"> 'case' of step 'A' refers to 'input.number', but a case is of a step's result: use 'when'")]
    [InlineData("\"case\": { \"of\": \"Check.verdict\", \"is\": [\"approved\", 5] }", "PDR509 <5> 'case' of step 'A' is a number, which is no 'Verdict'")]
    [InlineData("\"case\": { \"of\": \"Check.count\", \"is\": 1.5 }", "PDR509 <1.5> 'case' of step 'A' is a number (1.5), which is no 'int'")]
    [InlineData("\"otherwise\": \"Check.verdict\"", "PDR206 <\"Check.verdict\"> Step 'A' runs in every other case of 'Check', of which there is no 'case'")]
    [InlineData("\"repeat\": { \"max\": 3 }", "PDR503 <\"repeat\"> 'repeat' of step 'A' has neither 'until' nor 'while', and one of them ends it")]
    [InlineData("\"repeat\": { \"until\": { \"of\": \"input.limit\", \"is\": 1 } }", "PDR505 <{ \"of\": \"input.limit\", \"is\": 1 }> 'repeat.until' of step 'A' refers to 'other data', but a round is judged by its \"result\" alone")]
    [InlineData("\"repeat\": { \"until\": { \"of\": \"result.text\", \"is\": \"x\" }, \"max\": 3 }", "PDR208 <\"repeat\"> Step 'A' repeats, but takes no 'Receipt', which it returns: a round takes the result of the one before")]
    public void Conditions(string says, string told)
    {
        string[] found = DocumentCases.Find(DocumentCases.Of($"{Check}, \"A\": {{ \"agent\": \"refuse\", \"takes\": \"input.number\", {says} }}"));
        found.ShouldHaveSingleItem().ShouldBe(told);
    }

    [Theory]
    [InlineData("\"output\": \"Check\", \"result\": \"Extract\",", "PDR114 <\"Extract\"> Step 'Extract' is the 'result', but returns 'Fields' where workflow 'Bills' returns 'Check'")]
    [InlineData("\"output\": \"Check\", \"result\": \"Chek\",", "PDR505 <\"Chek\"> 'result' of the workflow refers to 'Chek', which is no step: did you mean 'Check'")]
    [InlineData("\"output\": \"Receipt\",", "PDR106 <\"Receipt\"> Workflow 'Bills' returns 'Receipt', which no step returns")]
    [InlineData("\"output\": \"Check\", \"timeout\": \"soon\",", "PDR201 <\"soon\"> Workflow 'Bills' has the run time-out 'soon', which is no duration")]
    [InlineData("\"output\": \"Check\", \"schedule\": \"0 3 * * *\",", "PDR213 <\"0 3 * * *\"> Workflow 'Bills' has a schedule and takes 'Invoice', but a schedule starts it with 'ScheduledTime' or with nothing")]
    public void TheWhole(string more, string told) => DocumentCases.Find(DocumentCases.Of(Check, more)).ShouldHaveSingleItem().ShouldStartWith(told);

    [Fact]
    public void StepsThatWaitForOneAnotherAreACycle() => DocumentCases.Find(DocumentCases.Of(
        "\"A\": { \"agent\": \"refuse\", \"takes\": \"B.text\" }, \"B\": { \"agent\": \"refuse\", \"takes\": \"A.text\" }")).ShouldHaveSingleItem().ShouldStartWith("PDR105 <\"A\"> Steps form a cycle: 'A' → 'B' → 'A'");

    [Fact]
    public void OneMistakeIsToldOnce() => DocumentCases.ShouldFind(
        DocumentCases.Of("\"Extract\": { \"agent\": \"extrct\" }, \"Check\": { \"agent\": \"check\", \"takes\": { \"fields\": \"Extract\", \"limit\": \"Extract.total\" }, \"when\": \"Extract.isGood\" }"),
        "PDR504 <\"extrct\"> Step 'Extract' names the agent 'extrct', which there is not: did you mean 'extract'");
}
