using Perdure;

namespace Press;

/// <summary>Makes a page of a story: four agents of four kinds, and a person who has the last word.</summary>
[Workflow]
public sealed partial class PressDesk : IWorkflow<Story, Page>
{
    [Step<BriefAgent>]
    private partial ValueTask<Brief> Plan(Story story);

    // Both take the brief, and nothing of one another: they are at work side by side.
    [Step<ResearchAgent>, Retry(3)]
    private partial ValueTask<string> Research(Brief brief);

    [Step<HeadlineAgent>, Retry(3)]
    private partial ValueTask<Headlines> FindHeadlines(Brief brief);

    [Step]
    private static Material Gather(Brief brief, string facts, Headlines headlines) => new(brief.Subject, facts, headlines.Lines);

    // The graph asks back. The run waits for the answer without a worker, for a week at most.
    [Step<EditorAgent>, OnInterrupt<Verdict>("approve", Timeout = "7d"), Retry(3)]
    private partial ValueTask<Edition> Edit(Material material);

    [Step]
    private static Page Finish(Headlines headlines, Edition edition) => new(edition.Printed
        ? $"{edition.Headline.ToUpperInvariant()}\n{edition.Text}\nFront page: {edition.Teaser}{Remark(edition)}"
        : $"Not printed: {edition.Remark ?? "no reason was given"}. Of {headlines.Lines.Count} headlines none is used.");

    private static string Remark(Edition edition) => edition.Remark is { } remark ? $"\n(The desk: {remark})" : "";
}
