using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Perdure.Importers.Source;

/// <summary>The events of a parser. Some forms that are no YAML are mistakes within its library, which names no place: they become mistakes of form behind what was read last.</summary>
internal sealed class YamlEvents(Parser parser) : IParser
{
    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        Mark last = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new YamlException(last, last, "what stands here, or begins here, has a form that YAML does not have", failure);
        }
    }
}
