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

    /// <summary>The same, at the places that were written. What was found twice at one of them is said once.</summary>
    public EquatableArray<Finding> InOrder(Func<Place, Place> written)
    {
        var shown = new FindingList();
        shown.findings.AddRange(findings.Select(finding => finding with { Place = written(finding.Place), Others = new(finding.Others.Select(written)) }).Distinct());
        return shown.InOrder();
    }

    /// <summary>The workflow before its steps, a step before its parameters. What was found first stays first at one place.</summary>
    public EquatableArray<Finding> InOrder() => new(findings
        .OrderBy(f => f.Place.Step)
        .ThenBy(f => f.Place.Parameter)
        .ThenBy(f => f.Place.Part)
        .ThenBy(f => f.Rule.Id, StringComparer.Ordinal));
}
