using System.Globalization;
using System.Text;

namespace Perdure.Planning;

/// <summary>Writes the records that a contract describes, and the enums in them.</summary>
/// <param name="names">The names of the framework's types where they are written.</param>
/// <param name="naming">How the serializer names their properties.</param>
/// <param name="leavesNullsOut">Whether it does not write what is null.</param>
/// <param name="isInput">Whether they are sent; else they are read.</param>
/// <param name="access">From where they can be used, as <c>public</c>.</param>
/// <param name="isTaken">Whether there is a type of a name already.</param>
public sealed class ContractRecordWriter(ContractTypeNames names, JsonNaming naming, bool leavesNullsOut, bool isInput, string access, Func<string, bool> isTaken)
{
    private readonly Dictionary<TextRange, string> written = [];
    private readonly HashSet<string> own = new(StringComparer.Ordinal);
    private readonly List<string> others = [];

    /// <summary>The declarations beside the first one, in order.</summary>
    public IReadOnlyList<string> Others => others;

    /// <summary>The parameters of a record.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="schema">What it looks like.</param>
    /// <param name="kept">What is written already for a field and fits; null: nothing.</param>
    /// <returns>The parameters, as C# writes them.</returns>
    public string Parameters(string name, ContractSchema schema, Func<string, ContractSchema, KeptParameter?> kept)
    {
        if (schema is null) throw new ArgumentNullException(nameof(schema));
        if (kept is null) throw new ArgumentNullException(nameof(kept));
        own.Add(name);
        written[schema.Declared] = name;
        var taken = new HashSet<string>(StringComparer.Ordinal) { name };
        List<string> needed = [];
        List<string> optional = [];
        foreach (KeyValuePair<string, ContractSchema> field in schema.Fields ?? [])
        {
            bool isNeeded = IsNeeded(schema, field.Key, field.Value);
            KeptParameter parameter = kept(field.Key, field.Value) ?? new KeptParameter(Parameter(name, field.Key, field.Value, isNeeded, taken), HasDefault: !isNeeded);
            (parameter.HasDefault ? optional : needed).Add(parameter.Text);
        }

        return string.Join(", ", needed.Concat(optional));
    }

    /// <summary>Whether a field is always there.</summary>
    /// <param name="schema">The object.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="field">What it looks like.</param>
    /// <returns>Whether it is.</returns>
    public bool IsNeeded(ContractSchema schema, string name, ContractSchema field) => (schema ?? throw new ArgumentNullException(nameof(schema))).Required.Contains(name) && !(isInput && (field ?? throw new ArgumentNullException(nameof(field))).HasDefault);

    private string Parameter(string record, string name, ContractSchema field, bool isNeeded, HashSet<string> taken)
    {
        string identifier = Unique(Pascal(name), taken.Contains);
        taken.Add(identifier);
        bool mayBeNull = field.Kinds?.Contains("null") == true;
        string type = TypeOf(record + Pascal(name), field) + (mayBeNull || !isNeeded ? "?" : "");
        var parameter = new StringBuilder();
        if (JsonNames.Of(identifier, naming) != name) parameter.Append(names.PropertyName(name));
        if (isInput && !isNeeded && !mayBeNull && !leavesNullsOut) parameter.Append(names.LeftOutWhenNull);
        return parameter.Append(type).Append(' ').Append(identifier).Append(isNeeded ? "" : " = null").ToString();
    }

    private string TypeOf(string name, ContractSchema schema)
    {
        string[] kinds = [.. (schema.Kinds ?? []).Where(static kind => kind != "null")];
        return kinds switch
        {
            ["string"] when schema.Values is { Count: > 0 } values => Enum(name, schema, values),
            ["string"] => schema.Format switch { "uuid" => names.Uuid, "date-time" => names.Instant, "date" => names.Date, _ => "string" },
            ["integer"] => IsSmall(schema.Bounds) ? "int" : "long",
            ["number"] => "double",
            ["boolean"] => "bool",
            ["array"] when schema.Items is { } item => $"{names.List}<{TypeOf(name, item)}{(item.Kinds?.Contains("null") == true ? "?" : "")}>",
            ["object"] when schema.Fields is { Count: > 0 } => Record(name, schema),
            ["object"] when schema.Others is { } other => $"{names.Dictionary}<string, {TypeOf(name, other)}{(other.Kinds?.Contains("null") == true ? "?" : "")}>",
            _ => names.Element,
        };
    }

    private string Record(string wanted, ContractSchema schema)
    {
        if (written.TryGetValue(schema.Declared, out string? before)) return before;
        string name = Unique(wanted, IsTaken);
        int place = others.Count;
        string parameters = Parameters(name, schema, static (_, _) => null);
        others.Insert(place, $"{access} sealed record {name}({parameters});");
        return name;
    }

    private string Enum(string wanted, ContractSchema schema, IReadOnlyList<string> values)
    {
        if (written.TryGetValue(schema.Declared, out string? before)) return before;
        string name = written[schema.Declared] = Unique(wanted, IsTaken);
        own.Add(name);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var text = new StringBuilder($"{names.EnumConverter(name)}\n{access} enum {name}\n{{\n");
        foreach (string value in values.Select(static value => value.Trim('"')))
        {
            string member = Unique(Pascal(value), taken.Contains);
            taken.Add(member);
            text.Append("    ").Append(member == value ? "" : names.EnumMember(value)).Append(member).Append(",\n");
        }

        others.Add(text.Append('}').ToString());
        return name;
    }

    private bool IsTaken(string name) => own.Contains(name) || isTaken(name);

    private static bool IsSmall((string? Least, string? Most) bounds) =>
        int.TryParse(bounds.Least, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && int.TryParse(bounds.Most, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>A name that is not taken: the wanted one, or one with a number behind it.</summary>
    /// <param name="name">The wanted one.</param>
    /// <param name="isTaken">Whether a name is taken.</param>
    /// <returns>The name.</returns>
    public static string Unique(string name, Func<string, bool> isTaken)
    {
        if (isTaken is null) throw new ArgumentNullException(nameof(isTaken));
        string unique = name;
        for (var i = 2; isTaken(unique); i++) unique = name + i.ToString(CultureInfo.InvariantCulture);
        return unique;
    }

    /// <summary>A name of C# that is like one of JSON: its words, each with a capital.</summary>
    private static string Pascal(string name)
    {
        var pascal = new StringBuilder(name.Length);
        bool begins = true;
        foreach (char letter in name)
        {
            bool isPart = char.IsLetterOrDigit(letter);
            if (isPart) pascal.Append(begins ? char.ToUpperInvariant(letter) : letter);
            begins = !isPart;
        }

        return pascal.Length == 0 ? "Value" : char.IsDigit(pascal[0]) ? "_" + pascal : pascal.ToString();
    }
}

/// <summary>A parameter that is written already.</summary>
/// <param name="Text">The parameter, as C# writes it.</param>
/// <param name="HasDefault">Whether it can be left out.</param>
public sealed record KeptParameter(string Text, bool HasDefault);
