namespace Perdure.Planning.Tests.Documents;

/// <summary>What the documents of the tests name, without a compiler: two agents of each kind, and a few records.</summary>
internal sealed class SketchedTypes : IDocumentTypes
{
    private static readonly Dictionary<string, (string Name, string Type)[]> Records = new()
    {
        ["Invoice"] = [("Number", "string"), ("Limit", "decimal"), ("Note", "string?"), ("Due", "System.DateTimeOffset"), ("Pause", "System.TimeSpan?"), ("Lines", "Line[]"), ("Owner", "Owner?"), ("Verdict", "Verdict")],
        ["Owner"] = [("Name", "string"), ("Age", "int")],
        ["Line"] = [("Text", "string"), ("Amount", "decimal")],
        ["Fields"] = [("Number", "string"), ("Total", "decimal"), ("Lines", "Line[]")],
        ["Check"] = [("Score", "double"), ("Verdict", "Verdict"), ("IsNew", "bool"), ("Count", "int"), ("Name", "string"), ("Remark", "string?")],
        ["Receipt"] = [("Text", "string")],
        ["Approval"] = [("By", "string")],
        ["Perdure.StepError"] = [("Message", "string")],
        ["System.DateTimeOffset"] = [],
        ["System.TimeSpan"] = [],
        ["System.Exception"] = [],
        ["TimeoutException"] = [],
    };

    private static readonly string[] Verdicts = ["Approved", "Rejected"];

    public IReadOnlyList<string> Agents { get; } = ["extract", "check", "pay", "book", "refuse", "tell", "refund", "cancel", "note", "plan"];

    public IReadOnlyList<string> Workflows { get; } = ["ship"];

    public IReadOnlyList<string> Queues { get; } = ["bank"];

    public AgentDescription? Agent(string name) => name switch
    {
        "extract" => Describe("Extractor", name, "Invoice", "Fields"),
        "check" => Describe("Checker", name, "CheckInput", "Check", ("fields", "Fields"), ("limit", "decimal")),
        "pay" => Describe("Payer", name, "Payment", "Receipt", ("fields", "Fields"), ("verdict", "Verdict?")),
        "book" => Describe("Booker", name, "Line", "string"),
        "refuse" => Describe("Refuser", name, "string", "Receipt"),
        "refund" => Describe("Refunder", name, "Refund", null, ("receipt", "Receipt"), ("limit", "decimal"), ("why", "string?")),
        "cancel" => Describe("Canceller", name, "Receipt", null),
        "plan" => Describe("Planner", name, "Invoice", "Invoice"),
        "note" => Describe("Noter", name, "Note", null, ("text", "string?")),
        "tell" => Describe("Teller", name, "Notice", null, ("text", "string"), ("by", "string?")),
        _ => null,
    };

    public ChildDescription? Workflow(string name, int? version) =>
        name == "ship" && version is null or 2 ? new ChildDescription("Ship", name, 2, Of("Line"), Of("string"), null) : null;

    public TypeReading Type(string written) => written == "None" ? new TypeReading(null, null)
        : Records.ContainsKey(written.TrimEnd('?').Replace("[]", "", StringComparison.Ordinal)) || written is "string" or "string?" or "int" or "Verdict" or "System.Guid" ? new TypeReading(Of(written), null)
        : new TypeReading(null, $"which there is not{(NearNames.Find(written, Records.Keys) is { } near ? $": did you mean '{near}'" : "")}");

    public TypeDescription Many(TypeDescription element, bool canBeNull) =>
        Of($"IReadOnlyList<{element.Key}{(canBeNull || element.IsNullable ? "?" : "")}>") with { ElementKey = element.Key + (canBeNull || element.IsNullable ? "?" : "") };

    public TypeDescription? Element(TypeDescription collection) => collection.ElementKey is { } element ? Of(element) : null;

    public bool IsScalar(TypeDescription type) => type.Key is "string" or "int" or "decimal" or "Verdict";

    public bool Converts(TypeDescription from, TypeDescription to) => from.Key == to.Key || (from.Key, to.Key) is ("int", "decimal") or ("TimeoutException", "System.Exception");

    public SwitchType? Switch(TypeDescription type) => type.Key switch
    {
        "Verdict" => new SwitchType(SwitchKind.Enum, new(Verdicts.Select((name, value) => new CaseDescription("Verdict", "Verdict", $"{value}", $"Verdict.{name}")))),
        "bool" => new SwitchType(SwitchKind.Bool, new([new CaseDescription("bool", "bool", "true", "true"), new CaseDescription("bool", "bool", "false", "false")])),
        "string" or "int" => new SwitchType(SwitchKind.Open, default),
        _ => null,
    };

    public TypeDescription? Member(TypeDescription type, string member) =>
        Records.TryGetValue(type.Key, out (string Name, string Type)[]? members) && Array.Exists(members, one => one.Name == member) ? Of(Array.Find(members, one => one.Name == member).Type) : null;

    public IReadOnlyList<string> Members(TypeDescription type) => Records.TryGetValue(type.Key, out (string Name, string Type)[]? members) ? [.. members.Select(member => member.Name)] : [];

    private static AgentDescription Describe(string @class, string name, string input, string? output, params (string Name, string Type)[] members) => new(
        @class,
        name,
        Of(input),
        output is null ? null : Of(output),
        members.Length == 0 ? null : new(members.Select(member => new AgentInputMember(member.Name, Of(member.Type), member.Type.EndsWith('?'), IsRequiredMember: false))),
        null,
        null);

    private static TypeDescription Of(string text)
    {
        bool isNullable = text.EndsWith('?');
        string name = isNullable ? text[..^1] : text;
        return new TypeDescription(name, name, isNullable, name is "int" or "decimal" or "double" or "bool" or "Verdict", name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : null);
    }
}
