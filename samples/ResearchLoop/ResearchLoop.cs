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

    [Step]
    private static Report Write(Topic topic, List<Finding> findings) =>
        new(string.Join("\n\n", findings.Select(finding => $"{finding.Question}\n  {finding.Answer}").Prepend($"About {topic.Name}")));
}
