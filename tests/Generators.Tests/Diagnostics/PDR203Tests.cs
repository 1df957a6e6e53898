namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR203Tests
{
    private const string Id = "PDR203";

    [Theory]
    [InlineData("private static string [|Decide|](Document document) => \"yes\";", "Predicate 'Decide' returns 'string', not 'bool'")]
    [InlineData("private static void [|Decide|](Document document) { }", "Predicate 'Decide' returns nothing, not 'bool'")]
    [InlineData("private static bool? [|Decide|](Document document) => null;", "Predicate 'Decide' returns 'bool?', not 'bool'")]
    [InlineData("private static Task<bool> [|Decide|](Document document) => Task.FromResult(true);", "Predicate 'Decide' returns 'Task<bool>', not 'bool': what is to be awaited is a step, whose result a predicate takes")]
    [InlineData("private static bool [|Decide|]<T>(Document document) => true;", "Predicate 'Decide' is generic, but each value in a plan has one type")]
    [InlineData("private static bool [|Decide|](in Document document) => true;", "Predicate 'Decide' takes 'document' by reference, but a parameter is read from the database")]
    [InlineData("private static bool [|Decide|](StepContext context) => true;", "Predicate 'Decide' takes 'StepContext', but a predicate decides on data alone")]
    [InlineData("private static bool [|Decide|](SummarizeAgent agent) => true;", "Predicate 'Decide' takes 'SummarizeAgent', but a predicate decides on data alone")]
    [InlineData("private static bool [|Decide|](Document document) => true; private static bool Decide(string text) => true;", "Predicate 'Decide' is the name of several methods, so nobody knows which of them decides")]
    public Task AMethodThatCannotDecideIsReportedAtItsName(string method, string message) =>
        Squiggles.AssertAsync(Id, Of($"When(nameof(Decide))", method), message);

    [Theory]
    [InlineData("When([|\"Decied\"|])", "Step 'Answer' runs when 'Decied', which is no method of 'Sample': did you mean 'Decide'")]
    [InlineData("Unless([|nameof(Document.Text)|])", "Step 'Answer' runs unless 'Text', which is no method of 'Sample' but a member of the workflow's input 'Document': write a method that decides by it")]
    [InlineData("When([|nameof(Load)|])", "Step 'Answer' runs when 'Load', which is a step: a step is asked with [Case], or a predicate takes its result")]
    public Task ANameThatMeansNoPredicateIsReportedWhereItStands(string condition, string message) =>
        Squiggles.AssertAsync(Id, Of(condition, "[Step] private static int Load(Document document) => 1; [Step, After(nameof(Load))] private static void Use(Document document) { } private static bool Decide() => true;"), message);

    [Theory]
    [InlineData("Document one, Document two", "Step 'Read' runs when 'Decide', which takes several 'Document': call the one that is its item 'document', or say with [From] or [Input] what the others take")]
    public Task APredicateOfWhichSeveralParametersCouldTakeTheItemIsReportedWhereItIsNamed(string parameters, string message) =>
        Squiggles.AssertAsync(Id, OfItems("When([|nameof(Decide)|])", parameters), message);

    [Theory]
    [InlineData("Document one")]
    [InlineData("Document? one")]
    [InlineData("Document one, [Input] Document[] two")]
    [InlineData("[From(nameof(First))] Document one, Document two")]
    [InlineData("Document first, Document document")]
    public Task OneThatTakesTheItemIsFine(string parameters) => Squiggles.AssertNoneAsync(OfItems("When(nameof(Decide))", parameters));

    [Fact]
    public Task ANameThatTheCompilerDoesNotKnowIsItsOwnError() => Squiggles.AssertAsync(
        "CS0103",
        Of("When(nameof([|Gone|]))", ""));

    [Theory]
    [InlineData("private static bool Decide() => true;")]
    [InlineData("public bool Decide(Document document) => document is not null;")]
    [InlineData("internal static bool Decide([Input] Document? document) => true;")]
    public Task OthersAreFine(string method) => Squiggles.AssertNoneAsync(Of("When(nameof(Decide))", method));

    private static string OfItems(string condition, string parameters) => StepSources.Of(
        $$"""
        [Step] private static Document First(Document[] documents) => documents[0];
        [Step, {{condition}}] private static Reply Read([ForEach] Document document) => new(document.Text);
        [Step] private static int Use(Document first, List<Reply?> replies) => 1;
        private static bool Decide({{parameters}}) => true;
        """,
        "IWorkflow<Document[], int>");

    private static string Of(string condition, string more) => StepSources.Of(
        $$"""
        [Step, {{condition}}]
        private static Reply Answer(Document document) => new(document.Text);

        {{more}}
        """,
        "IWorkflow<Document, Reply?>");
}
