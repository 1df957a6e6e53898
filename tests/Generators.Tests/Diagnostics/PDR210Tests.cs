namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR210Tests
{
    private const string Id = "PDR210";

    [Theory]
    [InlineData("\"Undoo\"", "void Undo(Ticket ticket) { }", "Step 'Act' is undone by 'Undoo', which is no method of 'Sample': did you mean 'Undo'")]
    [InlineData("nameof(Undo)", "bool Undo(Ticket ticket) => true;", "Step 'Act' is undone by 'Undo', which returns 'bool', which nothing takes: an undo returns nothing, a 'Task' or a 'ValueTask'")]
    [InlineData("nameof(Undo)", "void Undo(string text) { }", "Step 'Act' is undone by 'Undo', which takes 'string text', which step 'Act' neither returns nor takes under this name: it may take 'Ticket' and 'Document document', beside 'StepError?', 'StepContext' and 'CancellationToken'")]
    [InlineData("nameof(Undo)", "void Undo(Document ticket) { }", "Step 'Act' is undone by 'Undo', which takes 'Document ticket', which step 'Act' neither returns nor takes under this name: did you mean 'document'")]
    [InlineData("nameof(Undo)", "void Undo(StepError cause) { }", "Step 'Act' is undone by 'Undo', which takes 'StepError cause', which is null where the run was cancelled: take 'StepError?'")]
    public Task AnUndoThatDoesNotFitIsReported(string undo, string method, string message) => Squiggles.AssertAsync(Id, Of("[|" + undo + "|]", method), message);

    [Theory]
    [InlineData("void Undo() { }")]
    [InlineData("void Undo(Ticket? ticket, Document document, StepError? cause, StepContext context, CancellationToken token) { }")]
    [InlineData("async System.Threading.Tasks.ValueTask Undo(Ticket paid) => await System.Threading.Tasks.Task.Yield();")]
    public Task OthersAreFine(string method) => Squiggles.AssertNoneAsync(Of("nameof(Undo)", method));

    private static string Of(string undo, string method) => StepSources.Of(
        $$"""
        [Step, Compensate({{undo}})] private static Ticket Act(Document document) => new("");
        private static {{method}}
        """,
        "IWorkflow<Document, None>");

    [Fact]
    public Task SoIsTheUndoOfADocumentThatTakesWhatTheStepDidNot() => Documents.DocumentSquiggles.AssertAsync(
        Id,
        Documents.Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Refuse": { "agent": "refuse", "takes": "Extract.number", "compensate": { "agent": "tell", "takes": { "text": "Extract.number", "by": [|"input.note"|] } } }
            """),
        "Step 'Refuse' is undone by 'tell', which takes of 'input', of which the step itself takes nothing: an undo is given what its step returned and took");

    [Fact]
    public Task OneOfADocumentThatTakesWhatTheStepTookIsRight() => Documents.DocumentSquiggles.AssertAsync(
        Id,
        Documents.Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Refuse": { "agent": "refuse", "takes": "Extract.number", "compensate": { "agent": "tell", "takes": { "text": "Extract.lines", "by": "cause.message" } } }
            """.Replace("Extract.lines", "result.text", StringComparison.Ordinal)));
}
