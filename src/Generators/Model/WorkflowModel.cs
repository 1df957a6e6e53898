using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>All that the emitter needs to know of a workflow. Equal to another one where the same file would be written.</summary>
/// <param name="Class">The class.</param>
/// <param name="Definition">The property that holds the plan; null: a member of the user's bears its name.</param>
/// <param name="Plan">The plan; null: the workflow is wrong, and only its shape is written.</param>
/// <param name="Errors">The ids of what is wrong.</param>
/// <param name="Constructor">How an instance is made; null: no step needs one.</param>
/// <param name="Steps">What C# needs to know of the steps, in the order of their declaration.</param>
/// <param name="Payloads">The types that travel as JSON.</param>
internal sealed record WorkflowModel(
    ClassModel Class,
    DefinitionModel? Definition,
    PlanModel? Plan,
    EquatableArray<string> Errors,
    ConstructorModel? Constructor,
    EquatableArray<StepModel> Steps,
    EquatableArray<PayloadModel> Payloads)
{
    /// <summary>Takes the serializer contexts that know its payloads.</summary>
    public WorkflowModel With(SerializerContexts contexts) =>
        this with { Payloads = new EquatableArray<PayloadModel>(Payloads.Select(contexts.Resolve)) };
}

/// <summary>A class and the types around it.</summary>
/// <param name="Name">Its name, as messages quote it.</param>
/// <param name="FullName">Its name as C# text that means the same everywhere.</param>
/// <param name="Namespace">Its namespace as C# text; null: the global one.</param>
/// <param name="Declarations">What re-opens the types around it, outermost first, and itself: <c>partial class Name</c>.</param>
/// <param name="HintName">The name of its file.</param>
internal sealed record ClassModel(string Name, string FullName, string? Namespace, EquatableArray<string> Declarations, string HintName);

/// <summary>The property that holds the plan.</summary>
/// <param name="Accessibility">The least of the class, the input and the output.</param>
/// <param name="Hides">Whether a base class has a member of this name.</param>
/// <param name="Type">The plan's type as C# text; null where the class does not say what it takes and returns.</param>
internal sealed record DefinitionModel(string Accessibility, bool Hides, string? Type);

/// <summary>What C# needs to know of a step, beside the plan.</summary>
/// <param name="Method">The method's name, as the plan has it.</param>
/// <param name="Signature">For a partial method whose body the generator writes: all but the body.</param>
/// <param name="IsStatic">Whether it is called without an instance.</param>
/// <param name="IsAwaited">Whether its result comes in a task.</param>
/// <param name="Agent">For a declared step: the agent's class as C# text.</param>
internal sealed record StepModel(string Method, string? Signature, bool IsStatic, bool IsAwaited, string? Agent);

/// <summary>A type that travels as JSON.</summary>
/// <param name="Type">The type as C# text, without the nullability of a reference.</param>
/// <param name="RuntimeName">The type as <c>typeof</c> knows it, by which a serializer context names it.</param>
/// <param name="Field">The name of the field that holds it.</param>
/// <param name="Context">The user's serializer context that knows it, as C# text.</param>
internal sealed record PayloadModel(string Type, string RuntimeName, string Field, string? Context);
