using Perdure;

namespace Research;

/// <summary>Asks questions about a topic, answers each in a run of its own, and writes down what was found.</summary>
[Workflow]
public sealed partial class ResearchLoop : IWorkflow<Topic, Report>
{
    [Step<PlanAgent>]
    private partial ValueTask<List<Question>> Plan(Topic topic);

    [Step<AnswerQuestion>]
    private partial Task<Finding> Answer([ForEach(MaxParallel = 2)] Question question);

    // Whoever waits reads along; what the run returns is the result all the same.
    [Step]
    private static async Task<Report> Write(Topic topic, List<Finding> findings, StepContext context, CancellationToken cancellationToken)
    {
        List<string> lines = ["", $"About {topic.Name}", .. findings.SelectMany(finding => new[] { "", finding.Question, $"  {finding.Answer}" })];
        foreach (var line in lines) await context.EmitAsync(new Line(line), cancellationToken);
        return new Report(string.Join('\n', lines.Skip(1)));
    }
}
