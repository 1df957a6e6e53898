namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR206Tests
{
    private const string Id = "PDR206";

    [Theory]
    [InlineData("Case([|\"Lok\"|], Size.Small)", "Step 'Act' runs in a case of 'Lok', of which there is no step: did you mean 'Look'")]
    [InlineData("Otherwise([|\"Lok\"|])", "Step 'Act' runs in every other case of 'Lok', of which there is no step: did you mean 'Look'")]
    [InlineData("Otherwise([|nameof(Look)|])", "Step 'Act' runs in every other case of 'Look', of which there is no [Case]")]
    [InlineData("Case([|nameof(Go)|], Size.Small)", "Step 'Act' runs in a case of 'Go', which returns nothing")]
    [InlineData("Case([|nameof(Read)|], \"a\")", "Step 'Act' runs in a case of 'Read', which is 'Rating', but a case is of an enum, a bool, a text or an integer: say which member with On = nameof(Rating.Size)")]
    [InlineData("Case(nameof(Read), Size.Small, [|On = \"Sise\"|])", "Step 'Act' runs in a case of 'Read', whose 'Rating' has no 'Sise': did you mean 'Size'")]
    [InlineData("Case(nameof(Read), 1.5, [|On = nameof(Rating.Weight)|])", "Step 'Act' runs in a case of 'Read', which is 'double', but a case is of an enum, a bool, a text or an integer")]
    [InlineData("Case(nameof(Look), Size.Small, [|1|])", "Step 'Act' runs in case '1' of 'Look', which is 'Size', and not 'int'")]
    [InlineData("Case(nameof(Look), Size.Small, [|null|])", "Step 'Act' runs in case 'null' of 'Look', but a case names a constant: null goes to the [Otherwise] step")]
    [InlineData("Case([|nameof(Look)|])", "Step 'Act' runs in a case of 'Look', but names no value")]
    public Task ACaseThatCannotBeIsReportedWhereItIsWrong(string condition, string message) => Squiggles.AssertAsync(Id, Of(condition), message);

    [Theory]
    [InlineData("Case(nameof(Read), Size.Small, Size.Large, On = nameof(Rating.Size))")]
    [InlineData("Case(nameof(Look), Size.Small, Size.Large)")]
    [InlineData("Case(nameof(Look), new object[] { Size.Small, Size.Large })")]
    public Task OthersAreFine(string condition) => Squiggles.AssertNoneAsync(Of(condition));

    private static string Of(string condition) => StepSources.Of(
        $$"""
        public enum Size { Small, Large }
        public sealed record Rating(Size Size, double Weight);

        [Step] private static Size Look(Document document) => Size.Small;
        [Step] private static Rating Read(Document document) => new(Size.Small, 1);
        [Step] private static void Go(Document document) { }
        [Step, {{condition}}] private static void Act(Document document) { }
        [Step, After(nameof(Look)), After(nameof(Read))] private static void Sink(Document document) { }
        """,
        "IWorkflow<Document, None>");
}
