using System.Collections.Immutable;
using System.Globalization;
using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.Adk;

/// <summary>
/// Makes a workflow of agents. A model becomes a step, sequences and parallels become what a step takes: what its instruction names, and what ADK tells it of the conversation. Rounds of a loop become steps of their own, since each is told
/// of all rounds before it, which a step that repeats is not.
/// </summary>
internal sealed class AdkFlow(SourceFile file, ImportOptions options, Refusals refusals)
{
    private const int MostSteps = 200;

    private readonly List<(StepDraft Step, AgentDraft Agent)> steps = [];
    private StepNames names = null!;

    public ImportResult Import(AdkAgent root)
    {
        string? name = StepNames.Durable(options.Name ?? root.Name, root.Place, "The workflow", refusals);
        names = new StepNames(name ?? "workflow", refusals);
        foreach (AdkModel model in Models(root)) names.Take(model.Name, model.Place, "Agent");
        if (refusals.Any) return refusals.Finish();
        (_, IReadOnlyList<string> last) = Walk(root, AdkView.Empty, round: 1);
        return refusals.Finish(() =>
        {
            var output = new ChatWorkflow(file, options, name!, names);
            foreach ((StepDraft step, AgentDraft agent) in steps) output.Add(step, agent);
            return output.Finish("string", last);
        });
    }

    private static IEnumerable<AdkModel> Models(AdkAgent agent) => agent is AdkGroup group ? group.Agents.SelectMany(Models) : [(AdkModel)agent];

    /// <summary>Makes the steps of an agent.</summary>
    /// <returns>What whoever comes next has before it, and which steps were the last.</returns>
    private (AdkView View, IReadOnlyList<string> Last) Walk(AdkAgent agent, AdkView view, int round) => agent switch
    {
        AdkModel model => Add(model, view, round),
        AdkGroup { Kind: AdkGroupKind.Parallel } group => WalkBeside(group, view, round),
        AdkGroup group => WalkInOrder(group, view, round),
        _ => throw new InvalidOperationException($"Agent '{agent.Name}' is of no known kind"),
    };

    private (AdkView View, IReadOnlyList<string> Last) WalkInOrder(AdkGroup group, AdkView view, int round)
    {
        IReadOnlyList<string> last = [];
        for (var i = 0; i < group.Rounds; i++)
        {
            foreach (AdkAgent agent in group.Agents) (view, last) = Walk(agent, view, ((round - 1) * group.Rounds) + i + 1);
        }

        return (view, last);
    }

    private (AdkView View, IReadOnlyList<string> Last) WalkBeside(AdkGroup group, AdkView view, int round)
    {
        AdkView after = view;
        List<string> last = [];
        bool areSeveral = group.Agents.Count > 1;
        foreach (AdkAgent agent in group.Agents)
        {
            IEnumerable<string> racing = group.Agents.Where(other => other != agent).SelectMany(Models).Select(static model => model.OutputKey?.Text).OfType<string>();
            (AdkView end, IReadOnlyList<string> ends) = Walk(agent, view with { Racing = view.Racing.Union(racing) }, round);
            RefuseWrittenTwice(agent, racing);
            last.AddRange(ends);
            after = after with
            {
                Spoken = after.Spoken.AddRange(end.Spoken.Skip(view.Spoken.Count).Select(said => areSeveral ? said with { IsBesideOthers = true } : said)),
                Keys = after.Keys.SetItems(end.Keys.Where(key => view.Keys.GetValueOrDefault(key.Key) != key.Value)),
            };
        }

        return (after, last);
    }

    private void RefuseWrittenTwice(AdkAgent agent, IEnumerable<string> racing)
    {
        foreach (AdkModel model in Models(agent).Where(model => model.OutputKey is { } key && racing.Contains(key.Text)))
            refusals.Add(model.OutputKey!.Place, $"The output_key '{model.OutputKey.Text}' of agent '{model.Name}'", "an agent beside it writes it as well, and nobody can tell which comes last", "give each a key of its own");
    }

    private (AdkView View, IReadOnlyList<string> Last) Add(AdkModel agent, AdkView view, int round)
    {
        if (steps.Count == MostSteps)
        {
            refusals.Add(agent.Place, $"Agent '{agent.Name}'", $"its loops make more than {MostSteps} steps", "write fewer rounds, or the rounds in the document: 'repeat'");
            return (view, [agent.Name]);
        }

        string id = round == 1 ? agent.Name : names.Invent($"{agent.Name}-{round.ToString(CultureInfo.InvariantCulture)}");
        steps.Add(Make(agent, view, id));
        return (view with
        {
            Spoken = view.Spoken.Add(new Said(agent.Name, id)),
            Keys = agent.OutputKey is { } key ? view.Keys.SetItem(key.Text, id) : view.Keys,
        }, [id]);
    }

    private (StepDraft Step, AgentDraft Agent) Make(AdkModel agent, AdkView view, string id)
    {
        (bool isOfMessage, ImmutableList<Said> heard) = Heard(agent, view);
        List<string> taken = [names.Input(id)];
        List<PartDraft> parts = [];
        Dictionary<string, string> members = new(StringComparer.Ordinal);
        string message = isOfMessage ? Part("message", "input") : "";
        foreach (Said said in heard) Part(said.Step, said.Step);
        var instruction = new AdkInstruction(agent, view, refusals);
        instruction.Read(step => Part(step, step));

        var step = new StepDraft(id, names.Agent(id));
        var made = new AgentDraft(step.Agent, names.Class(id), "ChatAgent", names.Input(id), "string") { Summary = agent.Description };
        if (heard.Count == 0 && !instruction.HasPlaces) return (step with { Whole = TakeDraft.Reference("input") }, made with { Input = "string", Arguments = (agent.Chat with { Instructions = instruction.Plain }).Arguments });
        IEnumerable<string> told = heard.Select(said => $"For context:\n[{CSharpText.Escape(said.Agent)}] said: {{{members[said.Step]}}}");
        ChatDraft chat = agent.Chat with { Instructions = instruction.Template, Prompt = string.Join("\n\n", isOfMessage ? told.Prepend($"{{{message}}}") : told) };
        return (step with { Parts = parts }, made with { Arguments = chat.Arguments, Members = [.. parts.Select(static part => part.Member)] });

        string Part(string name, string reference)
        {
            if (members.TryGetValue(reference, out string? known)) return known;
            string member = CSharpText.Member(name, taken);
            parts.Add(new PartDraft(member, TakeDraft.Reference(reference)));
            return members[reference] = CSharpText.Camel(member);
        }
    }

    /// <summary>What an agent hears of the conversation: all of it, or what was said last and by itself since.</summary>
    private (bool IsOfMessage, ImmutableList<Said> Said) Heard(AdkModel agent, AdkView view)
    {
        int last = agent.IsOfItsTurn ? view.Spoken.FindLastIndex(said => said.Agent != agent.Name) : -1;
        if (last < 0) return (true, view.Spoken);
        if (view.Spoken[last].IsBesideOthers) refusals.Add(agent.Place, $"'include_contents: none' of agent '{agent.Name}'", "several agents speak side by side before it, and nobody can tell who is the last", "leave it out, and name what it needs by its output_key");
        return (false, view.Spoken.GetRange(last, view.Spoken.Count - last));
    }
}
