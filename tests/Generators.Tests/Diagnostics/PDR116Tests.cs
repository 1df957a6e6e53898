namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR116Tests
{
    private const string Id = "PDR116";

    [Theory]
    [InlineData("[From(nameof(Clean)), Input] Document [|document|]", "Parameter 'document' of step 'Draft' is marked both [From] and [Input]")]
    [InlineData("[Input] Document document, [Input] StepContext [|context|]", "Parameter 'context' of step 'Draft' is marked [Input], but 'StepContext' is no data")]
    [InlineData("[Input] Document document, [From(nameof(Clean))] CancellationToken [|token|]", "Parameter 'token' of step 'Draft' is marked [From], but 'CancellationToken' is no data")]
    [InlineData("[Input] Document document, [From(nameof(Clean))] WriterAgent [|writer|]", "Parameter 'writer' of step 'Draft' is marked [From], but 'WriterAgent' is no data")]
    public Task AMisplacedAttributeIsReportedAtTheParametersName(string parameters, string message) => Squiggles.AssertAsync(Id, Source(parameters), message);

    [Theory]
    [InlineData("[Input] Document document, StepContext context, CancellationToken token, WriterAgent writer")]
    [InlineData("[From(nameof(Clean))] Document document, [Input] Document original")]
    public Task OneAttributeOnDataIsFine(string parameters) => Squiggles.AssertNoneAsync(Source(parameters));

    private static string Source(string parameters) => StepSources.Of($"""
        [Step]
        private static Document Clean([Input] Document document) => new(document.Text.Trim());

        [Step, After(nameof(Clean))]
        private static Reply Draft({parameters}) => new(document.Text);
        """);
}
