namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR205Tests
{
    private const string Id = "PDR205";

    [Fact]
    public Task AValueThatAStepNamesTwiceIsReportedWhereItIsNamedAgain() => Squiggles.AssertAsync(
        Id,
        Of("[Step, Case(nameof(Look), Size.Small, Size.Large, [|Size.Big|])] private static Reply One(Document document) => new(\"\");"),
        "Step 'One' runs in case 'Size.Large', which it names twice for 'Look'");

    [Fact]
    public Task AValueThatLeadsToTwoOfWhichOneIsTakenIsReportedAtTheSecond() => Squiggles.AssertAsync(
        Id,
        Of(
            """
            [Step, Case(nameof(Look), Size.Small)] private static Summary One(Document document) => new("");
            [Step, Case(nameof(Look), Size.Large, Size.Small)] private static Summary [|Two|](Document document) => new("");
            [Step] private static Reply Answer(Summary summary) => new(summary.Text);
            """),
        "Step 'Two' runs in case Size.Small, as 'One' does, and step 'Answer' takes the result of only one");

    [Fact]
    public Task TwoStepsOfOneCaseAreFine() => Squiggles.AssertNoneAsync(
        Of(
            """
            [Step, Case(nameof(Look), Size.Small)] private static void One(Document document) { }
            [Step, Case(nameof(Look), Size.Small)] private static Reply Two(Document document) => new("");
            [Step, Case(nameof(Look), Size.Large)] private static Reply Three(Document document) => new("");
            """));

    private static string Of(string steps) => StepSources.Of(
        $$"""
        public enum Size { Small, Large, Big = Large }

        [Step] private static Size Look(Document document) => Size.Small;
        {{steps}}
        """);
}
