using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR501Tests
{
    private const string Id = "PDR501";

    [Fact]
    public Task ATextThatIsNoJsonIsToldOfOnce() => DocumentSquiggles.AssertAsync(
        Id,
        """
        {
          "name": "bills",
          "steps": { "Refuse": { "agent": "refuse" [|"|]takes": "input" } }
        }
        """,
        "Document 'test.workflow.json' needs ',' or '}' here");

    [Fact]
    public Task AnEmptyFileIsNoDocument() => DocumentSquiggles.AssertAsync(Id, "[||]", "Document 'test.workflow.json' ends too early");

    [Fact]
    public Task CommentsAndCommasBehindTheLastAreAllowed() => DocumentSquiggles.AssertAsync(
        Id,
        """
        // A document.
        { "name": "bills", "input": "string", "output": "Receipt", "steps": { "Refuse": { "agent": "refuse", /* by its type */ }, }, }
        """);
}
