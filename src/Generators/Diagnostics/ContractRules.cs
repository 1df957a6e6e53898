using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>What can be wrong between a remote agent and the contract of its runtime.</summary>
internal static class ContractRules
{
    public static readonly Rule Unreadable = new(
        "PDR601", "A contract cannot be read", "Contract '{0}' {1}", Severity.Error);

    public static readonly Rule UnknownAgent = new(
        "PDR602", "A contract is of an agent that does not exist", "Contract '{0}' is of the agent '{1}', {2}", Severity.Error);

    public static readonly Rule Twice = new(
        "PDR603", "Two contracts are of one agent", "Contract '{0}' is of the agent '{1}', as '{2}' is: leave out the one that is old", Severity.Error);

    public static readonly Rule Stranger = new(
        "PDR604", "A contract is of something else than its agent asks", "Agent '{0}' {1}", Severity.Error);

    public static readonly Rule Input = new(
        "PDR605", "An agent sends what its runtime does not take", "Agent '{0}' sends '{1}', which its contract does not take: {2}", Severity.Error);

    public static readonly Rule Output = new(
        "PDR606", "An agent reads what its runtime does not answer", "Agent '{0}' reads '{1}', which its contract does not answer: {2}", Severity.Error);

    /// <summary>Those that can only be judged when all classes have been seen.</summary>
    public static IReadOnlyList<Rule> NeedWholeCompilation { get; } = [UnknownAgent];

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<Rule> All { get; } = [Unreadable, UnknownAgent, Twice, Stranger, Input, Output];
}
