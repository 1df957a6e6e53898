using System.Text;
using System.Text.RegularExpressions;
using Perdure.Importers.Source;
using Perdure.Importers.Writing;
using Perdure.Planning;

namespace Perdure.Importers.Adk;

/// <summary>
/// The places of an instruction, <c>{key}</c> and <c>{key?}</c>, as <c>inject_session_state</c> of ADK reads them: between one or more braces stands a name, or, if it is none, the text as it is. A name is that of an
/// <c>output_key</c> of an agent before.
/// </summary>
internal sealed partial class AdkInstruction(AdkModel agent, AdkView view, Refusals refusals)
{
    private readonly StringBuilder plain = new();
    private readonly StringBuilder template = new();

    /// <summary>The text without places; where it has some, it is not used.</summary>
    public string Plain => plain.ToString();

    /// <summary>The text with places, and its other braces written twice.</summary>
    public string Template => template.ToString();

    /// <summary>Whether it has places.</summary>
    public bool HasPlaces { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="memberOf">The member of the input that is what a step said.</param>
    public void Read(Func<string, string> memberOf)
    {
        string text = agent.Instruction.Text;
        int end = 0;
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (Match place in Place().Matches(text))
        {
            Add(text[end..place.Index]);
            end = place.Index + place.Length;
            int occurrence = seen[place.Value] = seen.GetValueOrDefault(place.Value, -1) + 1;
            Fill(place.Value, occurrence, memberOf);
        }

        Add(text[end..]);
    }

    private void Fill(string written, int occurrence, Func<string, string> memberOf)
    {
        string name = written.Trim('{', '}').Trim();
        bool isOptional = name.EndsWith('?');
        if (isOptional) name = name[..^1];
        string? problem = view.Racing.Contains(name) ? "an agent beside it writes this key at the same time" : null;
        if (problem is null && view.Keys.TryGetValue(name, out string? step))
        {
            HasPlaces = true;
            template.Append('{').Append(memberOf(step)).Append('}');
            return;
        }

        problem ??= Problem(name, isOptional);
        if (problem is null && !IsName(name)) Add(written);
        if (problem is null) return;
        string instead = NearNames.Find(name, view.Keys.Keys) is { } meant ? $"did you mean '{{{meant}}}'?" : "give an agent before it this output_key, or write the place with '?' where nothing may be there";
        refusals.Add(agent.Instruction.Within?.Invoke(written, occurrence) ?? agent.Instruction.Place, $"The place '{written}' of agent '{agent.Name}'", problem, instead);
    }

    /// <summary>Why nothing can stand at a place; null: nothing has to, or it is none.</summary>
    private static string? Problem(string name, bool isOptional)
    {
        if (name.StartsWith("artifact.", StringComparison.Ordinal)) return "it stands for a file of the session";
        if (name.Split(':') is ["app" or "user" or "temp", var inner] && IsName(inner)) return "it stands for state that the program around ADK keeps";
        if (Path().IsMatch(name)) return "it asks for a member, and what is kept under a key is a text";
        return IsName(name) && !isOptional ? "no agent before it keeps its answer under this key" : null;
    }

    private static bool IsName(string name) => Name().IsMatch(name);

    private void Add(string text)
    {
        plain.Append(text);
        template.Append(CSharpText.Escape(text));
    }

    [GeneratedRegex(@"\{+[^{}]*\}+", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*|\[['""]?[\p{L}_][\p{L}\p{N}_]*['""]?\])+$", RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}
