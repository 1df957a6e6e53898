using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR503Tests
{
    private const string Id = "PDR503";

    [Fact]
    public Task ANumberInQuotesIsNone() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", \"retry\": [|\"3\"|] }"),
        "'retry' of step 'Refuse' is a text, and has to be a number of attempts or an object");

    [Fact]
    public Task AStepCallsSomething() => DocumentSquiggles.AssertAsync(
        Id, Billing.Document("[|\"Refuse\"|]: { \"takes\": \"input.number\" }"), "Step 'Refuse' names neither an 'agent' nor a 'workflow' nor a 'signal'");

    [Fact]
    public Task AClassHasANameThatCSharpTakes() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }").Replace("\"Billing.InvoiceApproval\"", "[|\"Billing.5\"|]", StringComparison.Ordinal),
        "The workflow names the class 'Billing.5', which is no name of a class in C#");
}
