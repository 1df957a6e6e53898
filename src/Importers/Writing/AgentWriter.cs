using System.Text;
using System.Xml;

namespace Perdure.Importers.Writing;

/// <summary>Writes the C# file that declares agents, and the records that they take and return.</summary>
internal static class AgentWriter
{
    /// <param name="name">The name of the file, without its ending.</param>
    /// <param name="source">The file that was imported.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="agents">The agents.</param>
    /// <param name="others">Further declarations, as C# writes them.</param>
    public static ImportedFile Write(string name, SourceFile source, string @namespace, IEnumerable<AgentDraft> agents, IEnumerable<string> others)
    {
        var text = new StringBuilder(Head(OneLine(Path.GetFileName(source.Path)), @namespace));
        foreach (AgentDraft agent in agents) text.Append('\n').Append(Write(agent));
        foreach (string other in others) text.Append('\n').Append(other).Append('\n');
        return new ImportedFile($"{name}.Agents.cs", text.ToString());
    }

    /// <summary>An agent that returns what it takes: what several steps return, put together.</summary>
    public static string Collector(string agent, string @class, string record, IEnumerable<string> members) => $$"""
        /// <summary>What the last steps return.</summary>
        public sealed record {{record}}({{string.Join(", ", members.Select(static member => $"string {member}"))}});

        {{Passing(agent, @class, record, "Puts together what the last steps return.")}}
        """.ReplaceLineEndings("\n");

    /// <summary>An agent that returns what it takes.</summary>
    public static string Passing(string agent, string @class, string type, string summary) => $$"""
        /// <summary>{{summary}}</summary>
        [Agent({{CSharpText.Literal(agent)}})]
        public sealed class {{@class}} : IAgent<{{type}}, {{type}}>
        {
            /// <inheritdoc/>
            public ValueTask<{{type}}> InvokeAsync({{type}} input, AgentContext context, CancellationToken cancellationToken) => new(input);
        }
        """.ReplaceLineEndings("\n");

    private static string Head(string source, string @namespace) => $"""
        // Imported from {source}. It is yours now: importing again writes it anew only where you say so.
        #nullable enable

        using System.Threading;
        using System.Threading.Tasks;
        using Perdure;

        namespace {@namespace};

        """.ReplaceLineEndings("\n");

    private static string Write(AgentDraft agent)
    {
        string input = agent.Members is { } members
            ? $"/// <summary>What '{Xml(agent.Name)}' takes.</summary>\npublic sealed record {agent.Input}({string.Join(", ", members.Select(static member => $"string {member}"))});\n\n"
            : "";
        string summary = Xml(agent.Summary is { Length: > 0 } said ? said : $"The agent '{agent.Name}'.");
        string arguments = string.Join(", ", [.. agent.Arguments, $"Name = {CSharpText.Literal(agent.Name)}"]);
        return $"{input}/// <summary>{summary}</summary>\n[{agent.Attribute}({arguments})]\npublic sealed partial class {agent.Class} : IAgent<{agent.Input}, {agent.Output}>;\n";
    }

    private static string Xml(string text) => OneLine(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>What stands in a comment ends with its line, and XML does not have every character.</summary>
    private static string OneLine(string text) => new([.. text.Select(static letter => char.IsControl(letter) || char.IsWhiteSpace(letter) ? ' ' : XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '?')]);
}
