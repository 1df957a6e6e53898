using System.Globalization;
using System.Text.RegularExpressions;

namespace Perdure.Planning.Tests.Sketching;

/// <summary>Maps and loops.</summary>
internal sealed partial class Sketch
{
    private static ForEachDescription? ForEach(Marks marks, TypeDescription type)
    {
        if (!marks.Has("ForEach")) return null;
        return new ForEachDescription(
            Many(type), Number(marks.Named("ForEach", "MaxParallel")) ?? 0, Enum.Parse<FailedItems>(marks.Named("ForEach", "Failures") ?? nameof(FailedItems.FailFast)), Number(marks.Named("ForEach", "MaxFailures")) ?? 0);
    }

    /// <summary>What others take of a mapped step.</summary>
    private static TypeDescription? Collected(Match step)
    {
        string parameters = step.Groups["parameters"].Value;
        if (!parameters.Contains("[ForEach", StringComparison.Ordinal) || Type(step.Groups["out"].Value) is not { } returns) return null;
        return Many(returns with { IsNullable = returns.IsNullable || parameters.Contains("Tolerate", StringComparison.Ordinal) });
    }

    /// <summary>The same where items of it may be skipped.</summary>
    private static TypeDescription? CollectedOrNull(Match step) => Collected(step) is null ? null : Many(Type(step.Groups["out"].Value)! with { IsNullable = true });

    private RepeatDescription? Repeat(Marks marks)
    {
        if (!marks.Has("Repeat")) return null;
        string? until = marks.Named("Repeat", "Until");
        string? whiles = marks.Named("Repeat", "While");
        return new RepeatDescription(
            until,
            whiles,
            Number(marks.Named("Repeat", "Max")),
            LoopEnd.Fail,
            marks.Named("Repeat", "Delay"),
            Number(marks.Named("Repeat", "Keep")) ?? 0,
            marks.Named("Repeat", "On"))
        {
            Predicate = predicates.Find(predicate => predicate.Method == (until ?? whiles)),
        };
    }

    private static SignalDescription? Signal(Marks marks, string parameter)
    {
        if (marks.Value("Signal") is not { } first) return null;
        return new SignalDescription(first.Length == 0 || first.Contains('=', StringComparison.Ordinal) ? Names.Kebab(parameter) : first, marks.Named("Signal", "Timeout"));
    }

    private static TypeDescription Many(TypeDescription element) => Type($"IReadOnlyList<{element.DisplayWithNullability}>")!;

    private static int? Number(string? text) => text is null ? null : int.Parse(text, CultureInfo.InvariantCulture);
}
