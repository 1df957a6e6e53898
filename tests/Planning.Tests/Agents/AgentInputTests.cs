using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Agents;

public sealed class AgentInputTests
{
    private const string Agents = """

        agent Writer: Question{string topic, int tone = 0, required Style style} -> Out
        agent Simple: Question{string topic} -> Out
        agent Plain: Question -> Out
        agent Idle: None{} -> Out
        agent Lister: IReadOnlyList<Page>{} -> Out
        agent Sorter: List<Page>{} -> Out
        agent Wrapper: Node{Node? inner} -> Out
        agent Lenient: Question?{string topic, string? hint} -> Out
        """;

    [Theory]
    [InlineData("the single parameter as a whole", "Draft(Question question) -> Out by Writer", "whole 0")]
    [InlineData("the whole, beside what is no data", "Draft(StepContext context, CancellationToken token, Question question) -> Out by Writer", "whole 2")]
    [InlineData("the whole, of an input that could not be constructed", "Draft(Question question) -> Out by Plain", "whole 0")]
    [InlineData("the whole, before a member of the same type", "Draft(Node inner) -> Out by Wrapper", "whole 0")]
    [InlineData("the whole, T where T? is wanted", "Draft(Question question) -> Out by Lenient", "whole 0")]
    [InlineData("a collection that C# converts", "Draft(List<Page> pages) -> Out by Lister", "whole 0")]
    [InlineData("members by name, in the constructor's order, then required ones", "Draft(Style style, string topic, int tone) -> Out by Writer", "topic=1 tone=2 style!=0")]
    [InlineData("members by name, whatever its case, less an optional one", "Draft(Style STYLE, string Topic) -> Out by Writer", "topic=1 style!=0")]
    [InlineData("a member T? from a T", "Draft(string topic, string hint) -> Out by Lenient", "topic=0 hint=1")]
    [InlineData("nothing, where nothing is needed", "Draft() -> Out by Idle", "")]
    public void TheInputIs(string what, string step, string expected)
    {
        PlanAgentInput input = Plan(step).ShouldBePlanned().Steps[^1].AgentInput.ShouldNotBeNull();
        string told = input.Whole >= 0
            ? $"whole {input.Whole}"
            : string.Join(' ', input.Members.Select(member => $"{member.Name}{(member.IsRequiredMember ? "!" : "")}={member.Parameter}"));
        told.ShouldBe(expected, what);
    }

    [Fact]
    public void ACodeStepHasNoAgentInput() => Sketch.Plan("""
        Doc -> Out
        Draft(Doc doc) -> Out
        """).ShouldBePlanned().Steps[0].AgentInput.ShouldBeNull();

    [Theory]
    [InlineData("a missing constructor parameter", "Draft(Style style) -> Out by Writer",
        "PDR110 Draft: Step 'Draft' does not fit 'Writer', which takes 'Question': 'topic' is missing")]
    [InlineData("a missing required member", "Draft(string topic) -> Out by Writer",
        "PDR110 Draft: Step 'Draft' does not fit 'Writer', which takes 'Question': 'style' is missing")]
    [InlineData("a member of another type", "Draft(Style style, Doc topic) -> Out by Writer",
        "PDR110 Draft(topic).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': 'topic' is 'string', not 'Doc'")]
    [InlineData("a T? for a member T", "Draft(Style style, string? topic) -> Out by Writer",
        "PDR110 Draft(topic).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': 'topic' is 'string', not 'string?'")]
    [InlineData("a parameter too many", "Draft(Style style, string topic, Doc doc) -> Out by Writer",
        "PDR110 Draft(doc).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': it has no 'doc'")]
    [InlineData("a misspelt parameter, and not a missing one as well", "Draft(Style style, string topik) -> Out by Writer",
        "PDR110 Draft(topik).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': it has no 'topik': did you mean 'topic'")]
    [InlineData("a misspelt single parameter", "Draft(Page[] topik) -> Out by Simple",
        "PDR110 Draft(topik).Type: Step 'Draft' does not fit 'Simple', which takes 'Question': it has no 'topik': did you mean 'topic'")]
    [InlineData("two parameters that differ in case alone", "Draft(string topic, Style style, string Topic) -> Out by Writer",
        "PDR110 Draft(Topic).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': it has no 'Topic'")]
    [InlineData("every mistake, at its place", "Draft(Doc topic, Doc doc) -> Out by Writer",
        """
        PDR110 Draft: Step 'Draft' does not fit 'Writer', which takes 'Question': 'style' is missing
        PDR110 Draft(topic).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': 'topic' is 'string', not 'Doc'
        PDR110 Draft(doc).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': it has no 'doc'
        """)]
    [InlineData("another whole, and not its missing producer as well", "Draft(Unknown question) -> Out by Writer",
        "PDR110 Draft(question).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': it takes 'Unknown'")]
    [InlineData("a T? for the whole T", "Draft(Question? question) -> Out by Writer",
        "PDR110 Draft(question).Type: Step 'Draft' does not fit 'Writer', which takes 'Question': it takes 'Question?'")]
    [InlineData("several for an input that cannot be constructed", "Draft(Style style, string topic) -> Out by Plain",
        "PDR110 Draft: Step 'Draft' does not fit 'Plain', which takes 'Question': it takes both 'Style' and 'string', and no constructor does")]
    [InlineData("nothing for an input that cannot be constructed", "Draft() -> Out by Plain",
        "PDR110 Draft: Step 'Draft' does not fit 'Plain', which takes 'Question': it takes nothing")]
    [InlineData("a collection that C# does not convert", "Draft(Page[] pages) -> Out by Sorter",
        "PDR110 Draft(pages).Type: Step 'Draft' does not fit 'Sorter', which takes 'List<Page>': it takes 'Page[]'")]
    public void AnInputThatDoesNotFitIsReported(string what, string step, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(Text(step), expected);
    }

    private static PlanResult Plan(string step) => Sketch.Plan(Text(step));

    private static string Text(string step) => $"""
        Doc -> Out
        Ask(Doc doc) -> Question
        Maybe(Doc doc) -> Question?
        Style(Doc doc) -> Style
        Topic(Doc doc) -> string
        NoTopic(Doc doc) -> string?
        Tone(Doc doc) -> int
        Root(Doc doc) -> Node
        Pages(Doc doc) -> Page[]
        [After(Ask), After(Maybe), After(Style), After(Topic), After(NoTopic), After(Tone), After(Root), After(Pages)] Use(Doc doc)
        {step}{Agents}
        """;
}
