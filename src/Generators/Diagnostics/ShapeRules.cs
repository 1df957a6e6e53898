using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>The rules about the shape of classes and methods, which only C# has. Those about the data flow are the planner's.</summary>
internal static class ShapeRules
{
    public static readonly Rule NotPartial = new(
        "PDR001", "A workflow or a remote agent is not partial", "{0}, so {1} cannot be generated", Severity.Error);

    public static readonly Rule NoContract = new(
        "PDR002", "A workflow does not say what it takes and returns", "Workflow '{0}' {1}", Severity.Error);

    public static readonly Rule UnsupportedClass = new(
        "PDR003", "A class cannot be a workflow", "Workflow '{0}' {1}", Severity.Error);

    public static readonly Rule DuplicateWorkflow = new(
        "PDR004", "Two workflows have one name and version", "Workflow '{0}' is declared by {1}, so a run would not know its plan", Severity.Error);

    public static readonly Rule BadAgent = new(
        "PDR005", "A class cannot be an agent", "Agent '{0}' {1}", Severity.Error);

    public static readonly Rule MutableState = new(
        "PDR006", "A workflow keeps state in memory", "Workflow '{0}' keeps state in '{1}', which is lost at a restart: return it from a step", Severity.Error);

    public static readonly Rule UnsupportedSignature = new(
        "PDR007", "A signature that a step cannot have", "{0} '{1}' {2}", Severity.Error);

    public static readonly Rule ReservedName = new(
        "PDR008", "A name that the generated code needs", "Workflow '{0}' {1}, which the generator needs for a member of its own", Severity.Error);

    public static readonly Rule DuplicateStep = new(
        "PDR009", "Two steps have one name or id", "Steps {0} have one {1}, '{2}', so their results could not be told apart", Severity.Error);

    public static readonly Rule WrongBody = new(
        "PDR010", "A step has a body where it must have none, or none where it must have one", "Step '{0}' {1}", Severity.Error);

    public static readonly Rule BadDurableName = new(
        "PDR011", "A durable name or version that cannot be stored", "{0} {1}", Severity.Error);

    public static readonly Rule DoubtfulName = new(
        "PDR012", "A durable name is doubtful", "{0} '{1}' gets the durable name '{2}' from its class: write the name that is meant, [{3}\"{2}\")]", Severity.Info);

    public static readonly Rule DuplicateAgent = new(
        "PDR013", "Two agents have one name", "Agent '{0}' is declared by {1}, so a call by name would not know which is meant", Severity.Error);

    public static readonly Rule NoConstructor = new(
        "PDR014", "A class cannot be made from services", "{0} '{1}' {2}", Severity.Error);

    public static readonly Rule NotAnAgent = new(
        "PDR015", "A declared step names a class that is neither an agent nor a workflow", "Step '{0}' names '{1}', {2}", Severity.Error);

    public static readonly Rule OutsideOfWorkflow = new(
        "PDR016", "An attribute of steps where there is no step", "[{0}] on '{1}' has no meaning, because {2}", Severity.Error);

    public static readonly Rule NothingGenerated = new(
        "PDR017", "A class is built on what another generator writes", "{0}, because it is built on {1}, which this generator cannot see", Severity.Error);

    public static readonly Rule OldLanguage = new(
        "PDR018", "The version of C# is too old", "'{0}' needs C# 11, but this project is written in C# {1}: set <LangVersion> to 11 or newer", Severity.Error);

    public static readonly Rule UnregisteredAgent = new(
        "PDR019", "An agent of an assembly that has no registry", "Step '{0}' calls '{1}', which no registry knows: reference Perdure.Generators in '{2}', where it is declared", Severity.Error);

    public static readonly Rule DeclaredWithTransaction = new(
        "PDR020", "A declared step takes a transaction", "Step '{0}' takes the transaction '{1}', but a declared step has no code that could use it", Severity.Error);

    public static readonly Rule SeveralTransactions = new(
        "PDR021", "A step takes several transactions", "Step '{0}' takes {1}, but an attempt has one transaction, in which its result is recorded: leave the others out", Severity.Error);

    public static readonly Rule AgentInTransaction = new(
        "PDR022", "A step calls an agent inside its transaction", "Step '{0}' takes the transaction '{1}' and the agent '{2}', so locks are held while the agent works: call the agent in a step before", Severity.Warning);

    public static readonly Rule BadRemoteAgent = new(
        "PDR023", "A remote agent has what the generator writes", "Agent '{0}' {1}", Severity.Error);

    public static readonly Rule SeveralMarks = new(
        "PDR024", "A class is marked as an agent in several ways", "Agent '{0}' is marked {1}, each of which says all that it is: leave out those that are not meant", Severity.Error);

    public static readonly Rule BadRuntime = new(
        "PDR025", "A kind of remote agents has nobody who connects them", "Attribute '{0}' {1}", Severity.Error);

    public static readonly Rule UnrepeatableAttribute = new(
        "PDR026", "The attribute of a remote agent cannot be made again", "Agent '{0}' is marked [{1}], {2}, so generated code could not name it", Severity.Error);

    public static readonly Rule RemoteTooOld = new(
        "PDR027", "The framework is too old for remote agents", "Agent '{0}' is marked [{1}], but remote agents need net10.0: set <TargetFramework> to it", Severity.Error);

    public static readonly Rule ChildOfDocument = new(
        "PDR028", "A class runs what is generated for a document of its project", "Step '{0}' runs '{1}', which is generated for a document of this project and which this generator cannot see: write the parent as a document too, or keep the document in a project that this one references", Severity.Error);

    public static readonly Rule StepCalled = new(
        "PDR109", "A step is called like a method", "{0} '{1}' is called like a method, which records nothing: {2}", Severity.Error);

    public static readonly Rule AgentCalledDirectly = new(
        "PDR117", "An agent is called past the step's context", "Step '{0}' calls '{1}' directly, which records nothing: call it through StepContext.InvokeAsync", Severity.Warning);

    public static readonly Rule ChildCircle = new(
        "PDR209", "Workflows run each other for ever", "Workflows run each other as children without end: {0}", Severity.Error);

    public static readonly Rule BadQueue = new(
        "PDR217", "A [Queue] is wrong", "Queue '{0}' {1}", Severity.Error);

    /// <summary>Those that can only be judged when all classes have been seen.</summary>
    public static IReadOnlyList<Rule> NeedWholeCompilation { get; } = [DuplicateWorkflow, DuplicateAgent, OldLanguage, BadQueue];

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        NotPartial, NoContract, UnsupportedClass, DuplicateWorkflow, BadAgent, MutableState, UnsupportedSignature, ReservedName, DuplicateStep,
        WrongBody, BadDurableName, DoubtfulName, DuplicateAgent, NoConstructor, NotAnAgent, OutsideOfWorkflow,
        NothingGenerated, OldLanguage, UnregisteredAgent, DeclaredWithTransaction, SeveralTransactions, AgentInTransaction,
        BadRemoteAgent, SeveralMarks, BadRuntime, UnrepeatableAttribute, RemoteTooOld, ChildOfDocument, StepCalled, AgentCalledDirectly, ChildCircle, BadQueue,
    ];
}
