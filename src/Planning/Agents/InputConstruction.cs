namespace Perdure.Planning;

/// <summary>Constructs one agent's input from the data parameters of one step: each constructor parameter or required member takes the parameter of its name.</summary>
internal sealed class InputConstruction
{
    private readonly EquatableArray<AgentInputMember> members;
    private readonly (int Position, ParameterDescription Parameter)[] data;
    private readonly ITypeConversions conversions;
    private readonly HashSet<int> used = [];
    private readonly List<PlanAgentInputMember> given = [];
    private readonly List<(int? Parameter, string Problem)> problems = [];

    public InputConstruction(EquatableArray<AgentInputMember> members, (int Position, ParameterDescription Parameter)[] data, ITypeConversions conversions)
    {
        this.members = members;
        this.data = data;
        this.conversions = conversions;
        foreach (AgentInputMember member in members) Give(member);
        foreach ((int position, ParameterDescription parameter) in data.Where(d => !used.Contains(d.Position))) RejectUnknown(position, parameter.Name);
    }

    /// <summary>What is given to whom.</summary>
    public IReadOnlyList<PlanAgentInputMember> Given => given;

    /// <summary>What is wrong: with a parameter, or with the step as a whole.</summary>
    public IReadOnlyList<(int? Parameter, string Problem)> Problems => problems;

    /// <summary>Whether any parameter bears a member's name.</summary>
    public bool IsByName => used.Count > 0 || data.Length == 0;

    private void Give(AgentInputMember member)
    {
        foreach ((int position, ParameterDescription parameter) in data.Where(d => AreSame(d.Parameter.Name, member.Name)))
        {
            used.Add(position);
            if (TypeFit.HandsOn(parameter.Type, member.Type, conversions)) given.Add(new PlanAgentInputMember(member.Name, member.IsRequiredMember, position));
            else problems.Add((position, $"'{member.Name}' is '{member.Type.DisplayWithNullability}', not '{parameter.Type.DisplayWithNullability}'"));
            return;
        }

        if (!member.IsOptional && !IsMisspelt(member)) problems.Add((null, $"'{member.Name}' is missing"));
    }

    /// <summary>Where a parameter of nearly this name is no member's, that is the mistake, and the member is not missing.</summary>
    private bool IsMisspelt(AgentInputMember member) =>
        data.Any(d => !IsMember(d.Parameter.Name) && NearNames.Find(d.Parameter.Name, [member.Name]) is not null);

    private void RejectUnknown(int position, string name)
    {
        IEnumerable<string> open = members.Select(member => member.Name).Where(member => !data.Any(d => AreSame(d.Parameter.Name, member)));
        problems.Add((position, $"it has no '{name}'{Wording.DidYouMean(NearNames.Find(name, open))}"));
    }

    private bool IsMember(string name) => members.Any(member => AreSame(member.Name, name));

    private static bool AreSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
