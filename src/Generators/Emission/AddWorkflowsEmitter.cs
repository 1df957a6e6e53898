using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes <c>AddWorkflows()</c>.</summary>
internal static class AddWorkflowsEmitter
{
    public const string FileName = "Perdure.AddWorkflows.g.cs";

    /// <summary>Writes the extension method.</summary>
    /// <param name="registries">The registries that it adds, as C# text.</param>
    public static string Emit(EquatableArray<string> registries)
    {
        var writer = new SourceWriter();
        writer.Write(GeneratedFile.Header);
        writer.Write(GeneratedFile.Nullable);
        writer.Write(
            """
            namespace Perdure;

            """);
        writer.Block(
            $"""
            /// <summary>Brings the workflows and agents of this assembly, and of those it references, to the host.</summary>
            {GeneratedFile.Mark}
            [global::Microsoft.CodeAnalysis.Embedded]
            internal static class PerdureWorkflows
            """,
            type => type.Block(
                """
                /// <summary>Adds the workflows and agents of this assembly and of all assemblies that it references.</summary>
                /// <typeparam name="TBuilder">The builder.</typeparam>
                /// <param name="perdure">The builder that takes them.</param>
                /// <returns>The same builder.</returns>
                internal static TBuilder AddWorkflows<TBuilder>(this TBuilder perdure)
                    where TBuilder : global::Perdure.IPerdureBuilder
                """,
                body =>
                {
                    foreach (string registry in registries) body.Write($"perdure.Add(new {registry}());");
                    body.Write("return perdure;");
                }));
        return writer.ToString();
    }
}
