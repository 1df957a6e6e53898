namespace Perdure.Planning;

/// <summary>What can be wrong with a document before the planner sees a workflow in it. Ids are never changed and never used again.</summary>
public static class DocumentRules
{
    /// <summary>A text that is no JSON.</summary>
    public static Rule NotJson { get; } = new(
        "PDR501", "A document is not JSON", "Document '{0}' {1}", Severity.Error);

    /// <summary>A property that documents do not have.</summary>
    public static Rule UnknownProperty { get; } = new(
        "PDR502", "A document has an unknown property", "{0} has no property '{1}'{2}", Severity.Error);

    /// <summary>A value that cannot stand where it does, or is missing.</summary>
    public static Rule BadValue { get; } = new(
        "PDR503", "A value in a document is wrong", "{0} {1}", Severity.Error);

    /// <summary>An agent, a workflow or a type that there is not.</summary>
    public static Rule UnknownName { get; } = new(
        "PDR504", "A document names what there is not", "{0} names the {1} '{2}', {3}", Severity.Error);

    /// <summary>A reference to data that there is not.</summary>
    public static Rule BadReference { get; } = new(
        "PDR505", "A reference in a document leads nowhere", "{0} refers to '{1}', {2}", Severity.Error);

    /// <summary>A property, and so perhaps a step, that is written twice.</summary>
    public static Rule WrittenTwice { get; } = new(
        "PDR506", "A document says something twice", "{0} has '{1}' twice", Severity.Error);

    /// <summary>What C# can say and a document cannot.</summary>
    public static Rule Unsupported { get; } = new(
        "PDR507", "A document asks for what it cannot have", "{0} has '{1}', which is not supported in documents: {2}", Severity.Error);

    /// <summary>A workflow or a class of a document that there is already.</summary>
    public static Rule Duplicate { get; } = new(
        "PDR508", "A document declares what there is already", "Document '{0}' declares the {1} '{2}', as {3} does", Severity.Error);

    /// <summary>A condition or a literal of a type that it cannot be of.</summary>
    public static Rule BadComparison { get; } = new(
        "PDR509", "A value in a document is of another type", "{0} {1}", Severity.Error);

    /// <summary>What a document that is compiled can say, and one that is published to a running system cannot.</summary>
    public static Rule NotPublishable { get; } = new(
        "PDR519", "A document asks for what a published one cannot have", "{0} has '{1}', which a published document cannot have: {2}", Severity.Error);

    /// <summary>All rules that the compiler reports, by id.</summary>
    public static IReadOnlyList<Rule> All { get; } =
        [NotJson, UnknownProperty, BadValue, UnknownName, BadReference, WrittenTwice, Unsupported, Duplicate, BadComparison];
}
