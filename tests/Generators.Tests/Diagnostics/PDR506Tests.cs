using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR506Tests
{
    private const string Id = "PDR506";

    [Fact]
    public Task AStepIsWrittenOnce() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }, [|\"Refuse\"|]: { \"agent\": \"refuse\", \"takes\": \"input.number\" }"),
        "'steps' of the workflow has 'Refuse' twice");

    [Fact]
    public Task APropertyIsWrittenOnce() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", [|\"takes\"|]: \"input\" }"),
        "Step 'Refuse' has 'takes' twice");
}
