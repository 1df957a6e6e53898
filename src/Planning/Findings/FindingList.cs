namespace Perdure.Planning;

/// <summary>Collects findings, and puts them in the order of their places.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> findings = [];

    public bool HasErrors { get; private set; }

    public void Add(Rule rule, Place place, params string[] arguments) => Add(rule, place, arguments, []);

    public void Add(Rule rule, Place place, string[] arguments, IEnumerable<Place> others, params (string Key, string Value)[] properties)
    {
        HasErrors |= rule.Severity == Severity.Error;
        findings.Add(new Finding(rule, place, new(arguments), new(others), new(properties.Select(p => $"{p.Key}={p.Value}"))));
    }

    public void AddAll(FindingList others)
    {
        HasErrors |= others.HasErrors;
        findings.AddRange(others.findings);
    }

    /// <summary>The workflow before its steps, a step before its parameters. What was found first stays first at one place.</summary>
    public EquatableArray<Finding> InOrder() => new(findings
        .OrderBy(f => f.Place.Step)
        .ThenBy(f => f.Place.Parameter)
        .ThenBy(f => f.Place.Part)
        .ThenBy(f => f.Rule.Id, StringComparer.Ordinal));
}
