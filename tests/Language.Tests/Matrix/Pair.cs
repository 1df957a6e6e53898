namespace Perdure.Language.Tests.Matrix;

/// <summary>A workflow with two modifiers at one step: source, and what it returns.</summary>
internal sealed class Pair(Modifier first, Modifier second)
{
    private readonly Modifier[] both = [first, second];

    /// <summary>All pairs that have a meaning.</summary>
    public static IReadOnlyList<Pair> All { get; } =
    [
        .. Modifier.All.SelectMany((first, position) => Modifier.All.Skip(position + 1).Select(second => (First: first, Second: second)))
            .Where(pair => !pair.First.Excludes.Contains(pair.Second.Name) && !pair.Second.Excludes.Contains(pair.First.Name))
            .Select(pair => new Pair(pair.First, pair.Second)),
    ];

    /// <summary>The workflow's class.</summary>
    public string Class => $"{first.Name}With{second.Name}";

    /// <summary>The workflow's durable name.</summary>
    public string Workflow => $"{first.Name}-{second.Name}".ToLowerInvariant();

    /// <summary>What a run over <c>a b c</c> returns: each round has appended an x.</summary>
    public string Expected
    {
        get
        {
            var rounds = new string('x', both.Max(modifier => modifier.Rounds));
            return CanSkipItems ? $"a{rounds},,c{rounds}" : IsMap ? $"a{rounds},b{rounds},c{rounds}" : $"a b c{rounds}";
        }
    }

    /// <summary>The class, with whatever the modifiers name.</summary>
    public string Source => $$"""
        [Workflow("{{Workflow}}")]
        public sealed partial class {{Class}} : IWorkflow<Sentence, string>
        {
            [Step] private static {{Type}} Whole(Sentence sentence) => {{Of("sentence.Value")}};
            [Step] private static {{Type}}[] Split(Sentence sentence) => [.. sentence.Value.Split(' ').Select(word => {{Of("word")}})];
            [Step] private static int Kind(Sentence sentence) => 1;
            [Step, Otherwise(nameof(Kind))] private static void Rest(Sentence sentence) { }
            [Step, Case(nameof(Kind), 1)] private static void Known(Sentence sentence) { }
            [Step, After(nameof(Split))] private static void Before(Sentence sentence) { }

            {{string.Concat(both.Select(modifier => modifier.Step))}}
            {{Act}}

            [Step, Result] private static string End({{(IsMap ? $"IReadOnlyList<{Type}{(CanSkipItems ? "?" : "")}>" : Type)}}{{(CanBeSkipped ? "?" : "")}} acted) => {{Result}};

            private static string KeyOf({{Type}} whole) => {{Value("whole")}};
            private static void Undo(StepContext context) => throw new InvalidOperationException(context.StepId);
            private static TimeSpan Soon(Sentence sentence) => TimeSpan.FromMilliseconds(sentence.Value.Length);
            private static bool IsThere(int kind) => kind == 1;
            private static bool IsKept({{Type}} whole) => {{Value("whole")}} != "b";
            private static bool IsGone(int kind) => kind != 1;
            private static bool IsDone({{Type}} text) => {{Value("text")}}.EndsWith("xxx");
        }
        """;

    /// <summary>The workflows that a step runs as its child, by what it takes.</summary>
    public static string Children =>
        """
        public sealed record Told(Text Whole, Go Go);
        public sealed record Beside(Text Whole, Sentence Copy);

        [Workflow] public sealed partial class AppendToText : IWorkflow<Text, Text> { [Step] private static Text Append(Text text) => new(text.Value + "x"); }
        [Workflow] public sealed partial class AppendToString : IWorkflow<string, string> { [Step] private static string Append(string text) => text + "x"; }
        [Workflow] public sealed partial class AppendWhenTold : IWorkflow<Told, Text> { [Step] private static Text Append(Told told) => new(told.Whole.Value + "x"); }
        [Workflow] public sealed partial class AppendBeside : IWorkflow<Beside, Text> { [Step] private static Text Append(Beside beside) => beside.Whole.Value.StartsWith(beside.Copy.Value) ? new(beside.Whole.Value + "x") : throw new NonRetryableException($"{beside}"); }
        """;

    /// <summary>The step that has both modifiers.</summary>
    private string Act
    {
        get
        {
            string attributes = string.Concat(both.Select(modifier => modifier.Attribute).Where(attribute => attribute.Length > 0).Select(attribute => ", " + attribute));
            string text = $"{string.Concat(both.Select(modifier => modifier.OnText))}{Type} whole";
            if (both.Any(modifier => modifier.IsChild || modifier.IsAgent))
            {
                // What a child or an agent takes is data: no context.
                string[] data = [.. both.Select(modifier => modifier.Parameter).Where(parameter => parameter.StartsWith('['))];
                string child = data.Length > 0 ? (data[0].Contains("copy", StringComparison.Ordinal) ? "AppendBeside" : "AppendWhenTold") : IsTag ? "AppendToString" : "AppendToText";
                string agent = both.Any(modifier => modifier.IsAgent) ? "Agent" : "";
                return $"""[Step<{child}{agent}>(As = "acted"){attributes}] private partial Task<{Type}> Act({string.Join(", ", [text, .. data])});""";
            }

            string parameters = string.Join(", ", [text, .. both.Select(modifier => modifier.Parameter).Where(parameter => parameter.Length > 0).Distinct()]);
            return $$"""
                [Step(As = "acted"){{attributes}}] private static async Task<{{Type}}> Act({{parameters}})
                    {
                        await Task.Yield();
                        {{string.Join(" ", both.Select(modifier => modifier.Code).Where(code => code.Length > 0))}}
                        return {{Of($"{Value("whole")} + \"x\"")}};
                    }
                """;
        }
    }

    private bool IsMap => both.Any(modifier => modifier.IsMap);

    private bool IsTag => both.Any(modifier => modifier.Name == "Tag");

    private bool CanSkipItems => both.Any(modifier => modifier.CanSkipItems);

    private bool CanBeSkipped => both.Any(modifier => modifier.CanBeSkipped);

    private string Type => IsTag ? "string" : "Text";

    private string Result
    {
        get
        {
            string text = IsMap ? $"string.Join(',', acted.Select(one => {Value(CanSkipItems ? "one?" : "one")}))" : Value("acted");
            return CanBeSkipped ? $"acted is null ? \"skipped\" : {text}" : text;
        }
    }

    public override string ToString() => Class;

    private string Of(string text) => IsTag ? text : $"new Text({text})";

    private string Value(string of) => IsTag ? of : of + ".Value";
}
