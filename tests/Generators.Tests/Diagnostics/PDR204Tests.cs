namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR204Tests
{
    private const string Id = "PDR204";

    [Theory]
    [InlineData("Size", "Size.Small", "leave out 'Size.Medium' and 'Size.Large': add a [Case] or an [Otherwise] step")]
    [InlineData("bool", "true", "leave out 'false': add a [Case] or an [Otherwise] step")]
    [InlineData("bool?", "true, false", "leave out null: add an [Otherwise] step")]
    [InlineData("string", "\"a\", \"b\"", "cannot name every 'string': add an [Otherwise] step")]
    [InlineData("Colors", "Colors.Red, Colors.Green", "cannot name every 'Colors': add an [Otherwise] step")]
    public Task AValueThatIsLeftOutIsReportedAtTheFirstCase(string type, string values, string problem) =>
        Squiggles.AssertAsync(Id, Of(type, $"Case([|nameof(Look)|], {values})"), $"Cases of 'Look' {problem}");

    [Theory]
    [InlineData("Size", "Size.Small, Size.Medium, Size.Large")]
    [InlineData("Size", "Size.Small, Size.Medium, Size.Same")]
    [InlineData("bool", "true, false")]
    public Task AllValuesAreFine(string type, string values) => Squiggles.AssertNoneAsync(Of(type, $"Case(nameof(Look), {values})"));

    [Theory]
    [InlineData("Size", "Size.Small")]
    [InlineData("string", "\"a\"")]
    public Task ARestIsFine(string type, string values) => Squiggles.AssertNoneAsync(
        Of(type, $"Case(nameof(Look), {values})", "[Step, Otherwise(nameof(Look))] private static void Rest(Document document) { }"));

    private static string Of(string type, string condition, string more = "") => StepSources.Of(
        $$"""
        public enum Size { Small, Medium, Large, Same = Large }
        [Flags] public enum Colors { Red = 1, Green = 2 }

        [Step] private static {{type}} Look(Document document) => default({{type}})!;
        [Step, {{condition}}] private static void Act(Document document) { }
        {{more}}
        """,
        "IWorkflow<Document, None>");
}
