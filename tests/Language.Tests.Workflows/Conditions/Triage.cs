namespace Perdure.Language.Tests.Workflows.Conditions;

/// <summary>What a letter is about.</summary>
public enum Subject
{
    Praise,
    Question,
    Complaint,
}

/// <summary>A letter, looked at.</summary>
public sealed record Letter(Subject Subject, string Text);

/// <summary>What is written back.</summary>
public sealed record Answer(string Text);

/// <summary>What is kept.</summary>
public sealed record Note(string Text);

/// <summary>A switch over a member, arms that merge, a predicate and what it denies, and a result that may be missing.</summary>
[Workflow]
public sealed partial class Triage : IWorkflow<string, string>
{
    [Step]
    private static Letter Read(string text) => new(text[^1] switch { '!' => Subject.Praise, '?' => Subject.Question, _ => Subject.Complaint }, text);

    [Step, Case(nameof(Read), Subject.Praise, On = nameof(Letter.Subject))]
    private static Answer Thank(Letter letter) => new("thanks for " + letter.Text);

    [Step, Case(nameof(Read), Subject.Question, On = nameof(Letter.Subject))]
    private static Answer Reply(Letter letter) => new("as to " + letter.Text);

    [Step, Otherwise(nameof(Read), On = nameof(Letter.Subject))]
    private static Answer Apologise(Letter letter) => new("sorry for " + letter.Text);

    [Step, When(nameof(IsLong))]
    private static Note Keep(Letter letter) => new("kept");

    [Step, Unless(nameof(IsLong))]
    private static void Throw(Letter letter)
    {
        if (letter.Text.Length > 8) throw new InvalidOperationException("a long letter is kept");
    }

    [Step]
    private static string Send(Answer answer, Note? note) => $"{answer.Text} ({note?.Text ?? "not kept"})";

    private static bool IsLong(Letter letter) => letter.Text.Length > 8;
}
