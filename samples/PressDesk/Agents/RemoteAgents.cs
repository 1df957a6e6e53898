using Perdure;

namespace Press;

/// <summary>Answers the questions of a brief. An app on the ADK server in <c>services/adk</c>.</summary>
[AdkAgent("research")]
public sealed partial class ResearchAgent : IAgent<Brief, string>;

/// <summary>Finds headlines. An agent behind the Strands sidecar in <c>services/strands</c>; its answer is structured output.</summary>
[StrandsAgent("headlines")]
public sealed partial class HeadlineAgent : IAgent<Brief, Headlines>;

/// <summary>Writes the article, and asks a person whether it is printed. A graph on the LangGraph server in <c>services/langgraph</c>.</summary>
[LangGraphAgent("editor", OutputField = "edition")]
public sealed partial class EditorAgent : IAgent<Material, Edition>;
