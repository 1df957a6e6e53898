using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Parts;

/// <summary>Steps that run once for each item.</summary>
public sealed class MapTests
{
    [Fact]
    public void AMapTakesACollectionAndGivesOne()
    {
        PlanResult result = Sketch.Plan("""
            Doc -> Report
            Split(Doc doc) -> Page[]
            Read([ForEach(MaxParallel = 3)] Page page, Doc doc) -> Text
            Join(List<Text> texts) -> Report
            """);

        result.Edges().ShouldBe("Split(doc: input)\nRead(page: Split, doc: input)\nJoin(texts: Read)");
        PlanStep read = result.ShouldBePlanned().Steps[1];
        read.Map.ShouldBe(new PlanMap(0, 3, FailedItems.FailFast, null));
        read.Arguments.Select(argument => argument.IsItem).ShouldBe([true, false]);
        read.Arguments[0].ReadAs!.Key.ShouldBe("Page");
    }

    [Theory]
    [InlineData("over the workflow's input", """
        Page[] -> Text[]
        Read([ForEach] Page page) -> Text
        """, "Read(page: input)")]
    [InlineData("over another map", """
        Page[] -> Word[]
        Read([ForEach] Page page) -> Text
        Count([ForEach] Text text) -> Word
        """, "Read(page: input)\nCount(text: Read)")]
    [InlineData("a collection that [From] names", """
        Doc ->
        One(Doc doc) -> Page[]
        Two(Doc doc) -> Page[]
        Read([ForEach, From(Two)] Page page)
        All(Page[] one)
        """, "One(doc: input)\nTwo(doc: input)\nRead(page: Two)\nAll(one: One)")]
    [InlineData("the collection itself beside its items", """
        Page[] ->
        Read([ForEach] Page page, Page[] all)
        """, "Read(page: input, all: input)")]
    [InlineData("tolerated failures where null is taken", """
        Page[] -> Report
        Read([ForEach(Failures = Tolerate)] Page page) -> Text
        Join(Text?[] texts) -> Report
        """, "Read(page: input)\nJoin(texts: Read)")]
    [InlineData("an item that can be null", """
        Page?[] ->
        Read([ForEach] Page? page)
        """, "Read(page: input)")]
    public void ItMaps(string what, string sketch, string edges)
    {
        what.ShouldNotBeEmpty();
        Sketch.Plan(sketch).Edges().ShouldBe(edges);
    }

    [Theory]
    [InlineData("nothing to map over", """
        Doc ->
        Read([ForEach] Page page)
        """, "PDR207 Read(page).Type: Step 'Read' maps over 'Page', of which neither the workflow's input nor another step returns a collection")]
    [InlineData("one where a collection is wanted", """
        Doc ->
        Load(Doc doc) -> Page
        Read([ForEach] Page page)
        """, "PDR207 Read(page).Type: Step 'Read' maps over 'Page', of which neither the workflow's input nor another step returns a collection; 'Load' returns 'Page' itself: leave out [ForEach]")]
    [InlineData("the collection is a member of the workflow's input", """
        Doc ->
        Read([ForEach] Page page)
        members Doc: string Title, List<Page> Pages
        """, "PDR207 Read(page).Type: Step 'Read' maps over 'Page', of which neither the workflow's input nor another step returns a collection; 'Pages' of the workflow's input 'Doc' is one: add a step that returns it")]
    [InlineData("the collection is a member of a result", """
        Doc ->
        Load(Doc doc) -> Book
        Read([ForEach] Page page)
        members Book: Page[] Pages
        """, "PDR207 Read(page).Type: Step 'Read' maps over 'Page', of which neither the workflow's input nor another step returns a collection; 'Pages' of 'Book' that 'Load' returns is one: add a step that returns it")]
    [InlineData("the collection is a member of what may be null", """
        Doc ->
        Load(Doc doc) -> Book?
        Read([ForEach] Page page)
        members Book: Page[] Pages
        """, "PDR207 Read(page).Type: Step 'Read' maps over 'Page', of which neither the workflow's input nor another step returns a collection")]
    [InlineData("items that can be null", """
        Page[] ->
        Read([ForEach(Failures = Tolerate)] Page page) -> Text
        Count([ForEach] Text text)
        """, "PDR207 Count(text).Type: Step 'Count' maps over 'Text', of which neither the workflow's input nor another step returns a collection; 'Read' returns 'IReadOnlyList<Text?>', whose items can be null: map over 'Text?'")]
    [InlineData("a collection taken as one", """
        Page[] -> Report
        Read([ForEach] Page page) -> Text
        Join(Text text) -> Report
        """, "PDR101 Join(text).Type: Step 'Join' takes 'Text', which neither the workflow's input nor another step returns; 'Read' is mapped, so it returns many 'Text'")]
    [InlineData("a result that is one of many", """
        Page[] -> Text
        Read([ForEach] Page page) -> Text
        """, "PDR106 workflow: Workflow 'Sketched' returns 'Text', which no step returns")]
    [InlineData("[From] what is no collection", """
        Doc ->
        Load(Doc doc) -> Page
        Read([ForEach, From(Load)] Page page)
        """, "PDR104 Read(page).From: Step 'Read' takes 'IReadOnlyList<Page>' from 'Load', which returns 'Page' and does not convert")]
    [InlineData("numbers that make no sense", """
        Page[] ->
        Read([ForEach(MaxParallel = -1)] Page page)
        Count([ForEach(MaxFailures = 2)] Page page)
        """, """
        PDR207 Read(page): Step 'Read' runs -1 items side by side, which is less than one
        PDR207 Count(page): Step 'Count' has MaxFailures, which mean something only with ItemFailures.Tolerate
        """)]
    public void ItIsWrong(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Theory]
    [InlineData("Read([ForEach] Page page)", "member=Pages input=true")]
    [InlineData("Again([Input] Doc doc) -> Doc\nRead([ForEach] Page page)", "member=Pages input=true explicit=true")]
    [InlineData("Load(Doc doc) -> Book\nRead([ForEach] Leaf leaf)", "member=Leaves steps=Load")]
    public void AFixIsToldWhatToWrite(string steps, string properties)
    {
        PlanResult result = Sketch.Plan($"""
            Doc ->
            {steps}
            members Doc: Page[] Pages
            members Book: Leaf[] Leaves
            """);

        string.Join(' ', result.Findings.Single(finding => finding.Rule.Id == "PDR207").Properties).ShouldBe(properties);
    }
}
