using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>A signal as its senders see it.</summary>
/// <param name="Name">Its durable name.</param>
/// <param name="Property">The property that stands for it.</param>
/// <param name="Type">What it carries.</param>
/// <param name="Accessibility">The least of the class and the type.</param>
internal sealed record SignalModel(string Name, string Property, TypeDescription Type, string Accessibility);

/// <summary>The nested class that holds the signals.</summary>
/// <param name="Accessibility">That of the workflow.</param>
/// <param name="Hides">Whether a base class has a member of this name.</param>
/// <param name="All">The signals, in the order of the steps.</param>
internal sealed record SignalsModel(string Accessibility, bool Hides, EquatableArray<SignalModel> All);
