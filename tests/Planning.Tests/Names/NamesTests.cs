namespace Perdure.Planning.Tests.Naming;

public sealed class NamesTests
{
    [Theory]
    [InlineData("SummarizeAgent", "summarize")]
    [InlineData("OCRAgent", "ocr")]
    [InlineData("HTMLParserAgent", "html-parser")]
    [InlineData("KeySentences", "key-sentences")]
    [InlineData("Gpt4Turbo", "gpt4-turbo")]
    [InlineData("S3Upload", "s3-upload")]
    [InlineData("Agent", "agent")]
    [InlineData("Reagent", "reagent")]
    [InlineData("AgentFactory", "agent-factory")]
    [InlineData("TicketWorkflow", "ticket-workflow")]
    public void AnAgentIsNamedAfterItsClass(string className, string expected) => Names.OfAgent(className).ShouldBe(expected);

    [Theory]
    [InlineData("DocumentInsights", "document-insights")]
    [InlineData("TriageTicketWorkflow", "triage-ticket")]
    [InlineData("Workflow", "workflow")]
    [InlineData("TravelAgent", "travel-agent")]
    [InlineData("ImportXML", "import-xml")]
    public void AWorkflowIsNamedAfterItsClass(string className, string expected) => Names.OfWorkflow(className).ShouldBe(expected);

    [Theory]
    [InlineData("OAuthAgent", true)]
    [InlineData("URLsAgent", true)]
    [InlineData("Render3DAgent", true)]
    [InlineData("My_Agent", true)]
    [InlineData("ÄrgerAgent", true)]
    [InlineData("Agent", true)]
    [InlineData("SummarizeAgent", false)]
    [InlineData("OCRAgent", false)]
    [InlineData("HTMLParserAgent", false)]
    [InlineData("PlanB", false)]
    [InlineData("Gpt4o", false)]
    [InlineData("Top10ItemsAgent", false)]
    [InlineData("X", false)]
    public void ANameIsDoubtfulWhereItsAuthorMightWriteAnother(string className, bool expected) => Names.IsDoubtful(className, "Agent").ShouldBe(expected);

    [Theory]
    [InlineData("SummarizeAsync", "Summarize", "summarize")]
    [InlineData("FindEntities", "FindEntities", "findEntities")]
    [InlineData("Async", "Async", "async")]
    [InlineData("AsyncLoad", "AsyncLoad", "asyncLoad")]
    [InlineData("OCRText", "OCRText", "ocrText")]
    [InlineData("OCR", "OCR", "ocr")]
    [InlineData("already", "already", "already")]
    public void AStepAndItsResultAreNamedAfterTheMethodLessAsync(string method, string id, string result)
    {
        Names.StepId(method).ShouldBe(id);
        Names.OfResult(method).ShouldBe(result);
    }

    [Theory]
    [InlineData("document-insights", null)]
    [InlineData("Ärger mit Umlauten 😀", null)]
    [InlineData("", "is empty")]
    [InlineData(" ", "is empty")]
    [InlineData("a\nb", "contains a control character")]
    [InlineData("a\u0000b", "contains a control character")]
    [InlineData("a@1", "contains '@', which stands between a workflow's name and its version")]
    public void ADurableNameIsValidOrItIsToldWhyNot(string name, string? problem)
    {
        Names.Problem(name).ShouldBe(problem);
        Names.IsValid(name).ShouldBe(problem is null);
    }

    [Fact]
    public void HalfOfASurrogatePairIsNoName() => Names.Problem("a" + '\ud83d').ShouldBe("contains half of a surrogate pair");

    [Fact]
    public void ANameHasAtMost200Characters()
    {
        Names.IsValid(new string('a', 200)).ShouldBeTrue();
        Names.Problem(new string('a', 201)).ShouldBe("is longer than 200 characters");
    }
}
