using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Tags;

public sealed class TagTests
{
    [Theory]
    [InlineData("a text is one", "[Tag(customer)] Find(Doc doc) -> string", "")]
    [InlineData("a number is one", "[Tag(customer)] Find(Doc doc) -> int", "")]
    [InlineData("a record is none", "[Tag(customer)] Find(Doc doc) -> Out", "PDR220 Find.Tag: Step 'Find' is marked [Tag(\"customer\")], but it returns 'Out', which is no text, number, bool, enum or Guid")]
    [InlineData("it has a name", "[Tag()] Find(Doc doc) -> string", "PDR220 Find.Tag: Step 'Find' is marked [Tag(\"\")], but a tag's name has from 1 to 100 characters")]
    public void OfAStep(string what, string step, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(
            $"""
            Doc -> {(step.EndsWith("Out", StringComparison.Ordinal) ? "Out" : step[(step.LastIndexOf(' ') + 1)..])}
            {step}
            """,
            expected);
    }
}
