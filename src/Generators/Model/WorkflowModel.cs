using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>All that the emitter needs to know of a workflow. Equal to another one where the same file would be written.</summary>
/// <param name="Class">The class.</param>
/// <param name="Definition">The property that holds the plan; null: a member of the user's bears its name.</param>
/// <param name="Plan">The plan; null: the workflow is wrong, and only its shape is written.</param>
/// <param name="Errors">The ids of what is wrong.</param>
/// <param name="Constructor">How an instance is made; null: no step needs one.</param>
/// <param name="Steps">What C# needs to know of the steps, in the order of their declaration.</param>
/// <param name="Payloads">How the values that travel as JSON are read and written.</param>
internal sealed record WorkflowModel(
    ClassModel Class,
    DefinitionModel? Definition,
    PlanModel? Plan,
    EquatableArray<string> Errors,
    ConstructorModel? Constructor,
    EquatableArray<StepModel> Steps,
    EquatableArray<PayloadModel> Payloads)
{
    /// <summary>The predicates that are called without an instance.</summary>
    public EquatableArray<string> StaticPredicates { get; init; }

    /// <summary>The methods that say for whom a slot of a queue is and are called without an instance.</summary>
    public EquatableArray<string> StaticKeys { get; init; }

    /// <summary>The methods that say until when a step waits, and not how long.</summary>
    public EquatableArray<string> InstantDelays { get; init; }

    /// <summary>The methods that undo steps.</summary>
    public EquatableArray<UndoModel> Undos { get; init; }

    /// <summary>What its senders see; null: it takes no signals.</summary>
    public SignalsModel? Signals { get; init; }

    /// <summary>Takes the serializer contexts that know its payloads.</summary>
    public WorkflowModel With(SerializerContexts contexts) =>
        this with { Payloads = new EquatableArray<PayloadModel>(SharingFields(Payloads.Select(contexts.Resolve))) };

    /// <summary>What is read in the same way is held by one field.</summary>
    private static IEnumerable<PayloadModel> SharingFields(IEnumerable<PayloadModel> payloads) => payloads
        .GroupBy(payload => (payload.Read, payload.Context))
        .SelectMany(same => same.Select(payload => payload with { Field = same.First().Field }));
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
/// <param name="Agent">For a declared step: the class of its agent or child workflow as C# text.</param>
internal sealed record StepModel(string Method, string? Signature, bool IsStatic, bool IsAwaited, string? Agent);

/// <summary>What C# needs to know of a method that undoes steps, beside the plan.</summary>
/// <param name="Method">The method's name, as the plan has it.</param>
/// <param name="IsStatic">Whether it is called without an instance.</param>
/// <param name="IsAwaited">Whether its end comes in a task.</param>
internal sealed record UndoModel(string Method, bool IsStatic, bool IsAwaited)
{
    /// <summary>Where an agent undoes: its class as C# text.</summary>
    public string? Agent { get; init; }
}

/// <summary>
/// How a value that travels as JSON is read, or written. The serializer context belongs to the value, and so to the type as which it is stored: each reader reads through that
/// one, whatever type it wants, because two contexts may write the same type in two ways.
/// </summary>
/// <param name="Wanted">The type that the reader wants.</param>
/// <param name="Stored">The type as which the value is written.</param>
/// <param name="IsStoredFit">Whether C# takes a value of the stored type where the wanted one stands.</param>
/// <param name="Field">The name of the field that holds it.</param>
/// <param name="Context">The user's serializer context that knows the stored type, as C# text.</param>
/// <param name="IsReadAsStored">Whether the context does not know the wanted type, so that the value is read as the stored one and C# converts it.</param>
internal sealed record PayloadModel(PayloadTypeModel Wanted, PayloadTypeModel Stored, bool IsStoredFit, string Field, string? Context, bool IsReadAsStored)
{
    /// <summary>The type as which it is read.</summary>
    public PayloadTypeModel Read => IsReadAsStored ? Stored : Wanted;
}

/// <summary>A type that travels as JSON.</summary>
/// <param name="Text">The type as C# text, without the nullability of a reference.</param>
/// <param name="RuntimeName">The type as <c>typeof</c> knows it, by which a serializer context names it.</param>
internal sealed record PayloadTypeModel(string Text, string RuntimeName);
