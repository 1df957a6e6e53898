using Microsoft.CodeAnalysis.Diagnostics;

namespace Perdure.Generators.FrontEnd;

/// <summary>What the project says that documents need to know.</summary>
internal static class DocumentOptions
{
    /// <summary>The namespace of the project; null: it has none, or the build does not say it.</summary>
    public static string? RootNamespace(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? root) && root.Length > 0 ? root : null;
}
