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

            [{{string.Join(", ", new[] { """Step(As = "acted")""" }.Concat(both.Select(modifier => modifier.Attribute).Where(attribute => attribute.Length > 0)))}}]
            private static async Task<{{Type}}> Act({{string.Concat(both.Select(modifier => modifier.OnText))}}{{Type}} whole{{string.Concat(both.Select(modifier => modifier.Parameter).Where(parameter => parameter.Length > 0).Distinct().Select(parameter => ", " + parameter))}})
            {
                await Task.Yield();
                {{string.Join("\n        ", both.Select(modifier => modifier.Code).Where(code => code.Length > 0))}}
                return {{Of($"{Value("whole")} + \"x\"")}};
            }

            [Step, Result] private static string End({{(IsMap ? $"IReadOnlyList<{Type}{(CanSkipItems ? "?" : "")}>" : Type)}}{{(CanBeSkipped ? "?" : "")}} acted) => {{Result}};

            private static string KeyOf({{Type}} whole) => {{Value("whole")}};
            private static void Undo(StepContext context) => throw new InvalidOperationException(context.StepId);
            private static TimeSpan Soon(Sentence sentence) => TimeSpan.FromMilliseconds(sentence.Value.Length);
            private static bool IsThere(Sentence sentence) => sentence.Value.Length > 0;
            private static bool IsKept({{Type}} whole) => {{Value("whole")}} != "b";
            private static bool IsGone(Sentence sentence) => sentence.Value.Length == 0;
            private static bool IsDone({{Type}} text) => {{Value("text")}}.EndsWith("xxx");
        }
        """;

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
