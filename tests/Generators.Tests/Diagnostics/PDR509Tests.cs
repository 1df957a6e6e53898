using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR509Tests
{
    private const string Id = "PDR509";

    [Fact]
    public Task ATextIsNotLessOrGreater() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", \"when\": { \"of\": \"input.number\", \"atLeast\": [|5|] } }").Replace("\"Receipt\"", "\"Receipt?\"", StringComparison.Ordinal),
        "'when' of step 'Refuse' compares 'input.number', which is 'string', with a number: what is less and greater are numbers");

    [Fact]
    public Task AMemberOfAnEnumIsOneThatThereIs() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Extract\": { \"agent\": \"extract-fields\" }, \"Pay\": { \"agent\": \"pay\", \"takes\": { \"fields\": \"Extract\", \"verdict\": [|{ \"value\": \"aproved\" }|] } }"),
        "'takes.verdict' of step 'Pay' names 'aproved', which 'Verdict' does not have: did you mean 'Approved'");

    [Fact]
    public Task ALiteralIsOfTheTypeThatIsWanted() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": [|{ \"value\": 5 }|] }"),
        "'takes' of step 'Refuse' is a number, which is no 'string'");
}
