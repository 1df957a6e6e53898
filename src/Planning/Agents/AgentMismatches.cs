namespace Perdure.Planning;

/// <summary>What is wrong between declared steps and their agents, so that what follows from it is not reported as well.</summary>
internal sealed class AgentMismatches
{
    private readonly HashSet<(int Step, int Parameter)> parameters = [];
    private readonly HashSet<int> producers = [];
    private readonly List<TypeDescription> outputs = [];

    /// <summary>The parameter is not what the agent takes: where its value would come from does not matter.</summary>
    public void Add(int step, int parameter) => parameters.Add((step, parameter));

    /// <summary>The step does not return what it says: that it is one of several that seem to is the same mistake.</summary>
    public void AddProducer(int step) => producers.Add(step);

    /// <summary>The agent returns this type, and its step says otherwise: whoever takes it is right.</summary>
    public void Add(TypeDescription output) => outputs.Add(output);

    /// <summary>Whether a parameter is wrong already.</summary>
    public bool Explain(int step, int parameter) => parameters.Contains((step, parameter));

    /// <summary>Whether a step does not return what it says.</summary>
    public bool ExplainsProducer(int step) => producers.Contains(step);

    /// <summary>Whether a type would be there if a declared step returned what its agent does.</summary>
    public bool Explain(TypeDescription wanted) => outputs.Any(output => TypeFit.Fits(output, wanted));
}
