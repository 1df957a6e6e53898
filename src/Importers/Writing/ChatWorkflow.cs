namespace Perdure.Importers.Writing;

/// <summary>A workflow whose steps are models that answer with a text, as it is written step by step.</summary>
/// <param name="file">The file that is imported.</param>
/// <param name="options">What it does not say.</param>
/// <param name="name">The durable name.</param>
/// <param name="names">The names of steps and classes.</param>
internal sealed class ChatWorkflow(SourceFile file, ImportOptions options, string name, StepNames names)
{
    private readonly List<StepDraft> steps = [];
    private readonly List<AgentDraft> agents = [];

    public void Add(StepDraft step, AgentDraft agent)
    {
        steps.Add(step);
        agents.Add(agent);
    }

    /// <summary>The files. Where several steps are the last, an agent puts together what they return.</summary>
    /// <param name="input">What a run takes; null: nothing.</param>
    /// <param name="last">The steps whose results are the workflow's.</param>
    public IReadOnlyList<ImportedFile> Finish(string? input, IReadOnlyList<string> last)
    {
        string output = "string";
        string result = last[0];
        List<string> others = [];
        if (last.Count > 1)
        {
            result = names.Invent("Results");
            output = $"{names.Prefix}Results";
            string agent = names.Agent(result.ToLowerInvariant());
            List<string> taken = [output];
            PartDraft[] parts = [.. last.Select(step => new PartDraft(CSharpText.Member(step, taken), TakeDraft.Reference(step)))];
            steps.Add(new StepDraft(result, agent) { Parts = parts });
            others.Add(AgentWriter.Collector(agent, $"{output}Collector", output, parts.Select(static part => part.Member)));
        }

        var workflow = new WorkflowDraft(name, $"{options.Namespace}.{names.Prefix}", steps) { Input = input, Output = output, Result = [result] };
        return [WorkflowWriter.Write(workflow), AgentWriter.Write(CSharpText.FileName(name), file, options.Namespace, agents, others)];
    }
}
