using System.Globalization;
using Perdure.Planning;

namespace Perdure.Importers.Source;

/// <summary>Reads the properties of an object. Each one that nobody asked for is refused in the end: nothing is passed over.</summary>
internal sealed class SourceObject
{
    private readonly Dictionary<string, SourceProperty> properties = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Refusals refusals;

    /// <param name="value">The object.</param>
    /// <param name="called">How messages call it, as <c>task 'collect'</c>.</param>
    /// <param name="refusals">Takes what is refused.</param>
    public SourceObject(SourceValue value, string called, Refusals refusals)
    {
        Called = called;
        Place = value.Place;
        this.refusals = refusals;
        foreach (SourceProperty property in value.Properties)
        {
            if (!properties.TryAdd(property.Name, property)) refusals.Add(property.Place, $"'{property.Name}' of {called}", "it is written twice", "leave one of them out");
        }
    }

    /// <summary>How messages call it.</summary>
    public string Called { get; set; }

    public SourcePlace Place { get; }

    /// <summary>What it says.</summary>
    public IEnumerable<SourceProperty> Said => properties.Values.Where(static property => !property.Value.IsEmpty);

    /// <summary>Whether something is said there, be it null.</summary>
    public bool Has(string name) => properties.ContainsKey(name);

    /// <summary>Where a property is written; the object, where it is not.</summary>
    public SourcePlace PlaceOf(string name) => properties.TryGetValue(name, out SourceProperty? property) ? property.Place : Place;

    /// <summary>What is said there; null: nothing, or null.</summary>
    public SourceValue? Find(string name)
    {
        known.Add(name);
        return properties.TryGetValue(name, out SourceProperty? property) && property.Value.Kind != SourceKind.Null ? property.Value : null;
    }

    /// <summary>What is there in a kind; null: nothing, or of another kind, which is refused.</summary>
    public SourceValue? Find(string name, SourceKind kind, string wanted)
    {
        if (Find(name) is not { } value || value.Kind == kind) return Find(name);
        Refuse(name, $"it is {value.Called}", $"write {wanted}");
        return null;
    }

    public string? Text(string name) => Find(name, SourceKind.Text, "a text")?.Text;

    /// <summary>A text that has to be there and says something; null: it does not, which is refused.</summary>
    public string? Need(string name)
    {
        if (Find(name) is null or { Kind: SourceKind.Text, Text.Length: 0 }) refusals.Add(PlaceOf(name), Start(Called), $"it has no '{name}'", "write one");
        return Text(name) is { Length: > 0 } text ? text : null;
    }

    public IReadOnlyList<SourceValue> List(string name) => Find(name, SourceKind.List, "a list")?.Items ?? [];

    /// <summary>A list of texts. What is none is refused.</summary>
    public IEnumerable<SourceValue> Texts(string name)
    {
        foreach (SourceValue item in List(name))
        {
            if (item.Kind == SourceKind.Text) yield return item;
            else refusals.Add(item.Place, $"{Start($"'{name}' of {Called}")}", $"it has {item.Called} in its list", "write texts");
        }
    }

    /// <summary>A number; null: there is none, or one that is not finite, which is refused.</summary>
    public double? Number(string name)
    {
        if (Find(name, SourceKind.Number, "a number") is not { } value) return null;
        if (double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)) return number;
        Refuse(name, $"it is {value.Text}, which is greater than numbers are", "write a smaller one");
        return null;
    }

    /// <summary>A whole number within bounds; null: there is none, or another, which is refused.</summary>
    public int? Whole(string name, int least, int most)
    {
        if (Number(name) is not { } number) return null;
        if (number == Math.Floor(number) && number >= least && number <= most) return (int)number;
        Refuse(name, $"it is {Find(name)!.Text}", most == int.MaxValue ? $"write a whole number from {least} on" : $"write a whole number from {least} to {most}");
        return null;
    }

    public SourceObject? Object(string name) => Find(name, SourceKind.Object, "an object") is { } value ? new SourceObject(value, $"'{name}' of {Called}", refusals) : null;

    /// <summary>Refuses a property that says something.</summary>
    public void RefuseIfSaid(string name, string why, string instead)
    {
        if (Find(name) is { IsEmpty: false }) Refuse(name, why, instead);
    }

    public void Refuse(string name, string why, string instead)
    {
        known.Add(name);
        refusals.Add(PlaceOf(name), $"'{name}' of {Called}", why, instead);
    }

    /// <summary>Refuses what nobody asked for.</summary>
    /// <param name="whose">Whose properties they are, as <c>a task of Strands</c>.</param>
    public void Close(string whose)
    {
        foreach (SourceProperty property in properties.Values.Where(property => !known.Contains(property.Name)))
        {
            string instead = NearNames.Find(property.Name, [.. known]) is { } meant ? $"did you mean '{meant}'?" : "leave it out";
            refusals.Add(property.Place, $"'{property.Name}' of {Called}", $"{whose} has no such property", instead);
        }
    }

    private static string Start(string called) => char.ToUpperInvariant(called[0]) + called[1..];
}
