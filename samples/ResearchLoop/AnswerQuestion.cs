using Perdure;

namespace Research;

/// <summary>Reads one text after another until two of them have said something to the question.</summary>
[Workflow]
public sealed partial class AnswerQuestion : IWorkflow<Question, Finding>
{
    [Step]
    private static Search Begin(Question question) => new(question, [], []);

    // Each round takes what the one before it returned, and is a checkpoint: a text that was read is not read again.
    [Step<ReadAgent>, Retry(3), Repeat(Until = nameof(IsAnswered), Max = 4, AtMax = RepeatEnd.TakeLast, Keep = 1)]
    private partial ValueTask<Search> Read(Search search);

    [Step]
    private static Finding Conclude(Search search) => new(search.Question.Text, search.Quotes is [] ? "Nothing was found." : string.Join(" ", search.Quotes));

    private static bool IsAnswered(Search search) => search.Quotes.Count >= 2;
}
