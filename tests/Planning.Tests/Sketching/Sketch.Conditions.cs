using System.Text.RegularExpressions;

namespace Perdure.Planning.Tests.Sketching;

/// <summary>What decides on steps, as a sketch writes it.</summary>
internal sealed partial class Sketch
{
    private readonly List<PredicateDescription> predicates = [];
    private readonly List<PredicateDescription> delays = [];
    private readonly Dictionary<string, (SwitchKind Kind, string[] Names)> enums = [];
    private readonly Dictionary<string, (string Type, string Name)[]> members = [];
    private readonly Dictionary<string, UndoDescription> undos = [];

    public SwitchType? Switch(TypeDescription type)
    {
        if (enums.TryGetValue(type.Key, out (SwitchKind Kind, string[] Names) declared)) return new SwitchType(declared.Kind, new(declared.Names.Select(name => Value(name))));
        return type.Key switch
        {
            "bool" => new SwitchType(SwitchKind.Bool, new([Value("true"), Value("false")])),
            "string" or "int" => new SwitchType(SwitchKind.Open, default),
            _ => null,
        };
    }

    public TypeDescription? Member(TypeDescription type, string member) =>
        members.TryGetValue(type.Key, out (string Type, string Name)[]? declared) && Array.Exists(declared, one => one.Name == member)
            ? Type(Array.Find(declared, one => one.Name == member).Type)
            : null;

    public IReadOnlyList<string> Members(TypeDescription type) => members.TryGetValue(type.Key, out (string Type, string Name)[]? declared) ? [.. declared.Select(one => one.Name)] : [];

    private static bool IsDeclaration(string line) => DeclarationLine().IsMatch(line);

    private void ReadDeclarations(string[] lines)
    {
        foreach (Match match in lines.Select(line => DeclarationLine().Match(line)).Where(match => match.Success))
        {
            string name = match.Groups["name"].Value;
            string[] parts = [.. Split(match.Groups["rest"].Value)];
            switch (match.Groups["what"].Value)
            {
                case "predicate" or "delay": (match.Groups["what"].Value == "delay" ? delays : predicates).Add(new PredicateDescription(name, new(parts.Select(Parameter))) { Problem = match.Groups["problem"].Success ? match.Groups["problem"].Value : null }); break;
                case "undo": undos.Add(name, new UndoDescription(name, new(parts.Select(Parameter)), null, null) { Problem = match.Groups["problem"].Success ? match.Groups["problem"].Value : null }); break;
                case "members": members.Add(name, [.. parts.Select(part => part.Split(' ')).Select(part => (part[0], part[1]))]); break;
                case var kind: enums.Add(name, (kind == "flags" ? SwitchKind.Flags : SwitchKind.Enum, parts)); break;
            }
        }
    }

    private IEnumerable<ConditionDescription> Conditions(Marks marks) => marks.All
        .Where(mark => Enum.TryParse<DecisionKind>(mark.Name, out _))
        .Select(mark => new ConditionDescription(Enum.Parse<DecisionKind>(mark.Name), mark.Arguments[0])
        {
            On = mark.Arguments.Where(argument => argument.StartsWith("On =", StringComparison.Ordinal)).Select(argument => argument[4..].Trim()).FirstOrDefault(),
            Values = new(mark.Arguments.Skip(1).Where(argument => !argument.StartsWith("On =", StringComparison.Ordinal)).Select(Value)),
        });

    private CompensateDescription? Compensate(Marks marks) => marks.Value("Compensate") is { } undo ? new CompensateDescription(undo) { Method = undos.GetValueOrDefault(undo) } : null;

    private CaseDescription Value(string text)
    {
        if (text is "true" or "false") return new CaseDescription("bool", "bool", text, text);
        if (text == "null") return new CaseDescription(null, "", text, text);
        if (text.StartsWith('"')) return new CaseDescription("string", "string", text.Trim('"'), text);
        if (char.IsDigit(text[0])) return new CaseDescription("int", "int", text, text);
        KeyValuePair<string, (SwitchKind Kind, string[] Names)> declared = enums.First(one => one.Value.Names.Contains(text));
        return new CaseDescription(declared.Key, declared.Key, text, $"{declared.Key}.{text}");
    }

    [GeneratedRegex(@"^(?<what>predicate|undo|delay|enum|flags|members)\s+(?<name>\w+)(\((?<rest>.*)\)|\s*:\s*(?<rest>[^!]*))(\s*!\s*(?<problem>.*))?$")]
    private static partial Regex DeclarationLine();
}
