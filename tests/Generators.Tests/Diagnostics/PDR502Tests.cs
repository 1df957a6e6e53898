using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR502Tests
{
    private const string Id = "PDR502";

    [Fact]
    public Task APropertyThatNobodyReadsIsRefused() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", [|\"retrys\"|]: 3 }"),
        "Step 'Refuse' has no property 'retrys': did you mean 'retry'");

    [Fact]
    public Task ThatIsSaidOfEachObject() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", \"retry\": { \"attempts\": 3, [|\"delays\"|]: \"1s\" } }", "[|\"titel\"|]: \"Bills\","),
        "The workflow has no property 'titel'",
        "'retry' of step 'Refuse' has no property 'delays': did you mean 'delay'");
}
