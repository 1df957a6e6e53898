using ModelContextProtocol.Protocol;
using Perdure.Agents.Mcp;

namespace Perdure.Agents.Tests.Mcp;

/// <summary>Which answer a question of a tool gets.</summary>
public sealed class McpPutOffTests
{
    [Fact]
    public void AnAnswerIsUsedOnceAndTheNextQuestionOfTheSameWordingIsAsked()
    {
        var questions = new McpPutOff(answered: null, turn: 1, [Answer("Sure?", """{"yes":true}""")]);

        Ask(questions, "Sure?").ShouldBe("accept");
        Ask(questions, "Sure?").ShouldBe("cancel");

        questions.Open.ShouldHaveSingleItem().Message.ShouldBe("Sure?");
    }

    [Fact]
    public void EqualAnswersAreUsedInTheirOrder()
    {
        var first = new McpPutOff(answered: null, turn: 1, [Answer("Sure?", """{"yes":true}""")]);
        var second = new McpPutOff(first.Answered, turn: 2, [Answer("Sure?", """{"yes":true}""")]);
        var third = new McpPutOff(second.Answered, turn: 3, [Answer("Sure?", "null")]);

        Ask(third, "Sure?").ShouldBe("accept");
        Ask(third, "Sure?").ShouldBe("accept");
        Ask(third, "Sure?").ShouldBe("decline");
        Ask(third, "Sure?").ShouldBe("cancel");
    }

    [Fact]
    public void ATurnThatIsSentAgainHasItsAnswersOnce()
    {
        AgentAnswer answer = Answer("Sure?", """{"yes":true}""");
        var sent = new McpPutOff(answered: null, turn: 1, [answer]);
        var again = new McpPutOff(sent.Answered, turn: 1, [answer]);

        Ask(again, "Sure?").ShouldBe("accept");
        Ask(again, "Sure?").ShouldBe("cancel");
        again.Answered.ShouldBe(sent.Answered);
    }

    private static AgentAnswer Answer(string message, string value) => new(new AgentInterrupt("elicitation-1", "elicitation") { Message = message }, value);

    private static string Ask(McpPutOff questions, string message) => questions.Ask(new ElicitRequestParams { Message = message, RequestedSchema = new() }).Action;
}
