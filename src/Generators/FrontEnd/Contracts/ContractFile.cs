using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A contract among the files of a project.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">Its text.</param>
/// <param name="Reading">What it says.</param>
internal sealed record ContractFile(string Path, SourceText Text, ContractReading Reading)
{
    /// <summary>Its name, as messages quote it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    public static bool Is(string path) => path.EndsWith(AgentContract.FileSuffix, StringComparison.OrdinalIgnoreCase);

    public static ContractReading Read(SourceText text) => ContractReader.Read(text.ToString());

    /// <summary>A part of it, for a message.</summary>
    public Location At(TextRange range)
    {
        var span = new TextSpan(range.Start, range.Length);
        return Location.Create(Path, span, Text.Lines.GetLinePositionSpan(span));
    }
}
