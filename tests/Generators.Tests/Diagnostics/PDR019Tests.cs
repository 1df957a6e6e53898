using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR019Tests
{
    private const string Id = "PDR019";

    private const string Agent = """
        [Agent]
        public sealed class PayAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }
        """;

    [Fact]
    public Task AnAgentOfALibraryThatWasBuiltWithoutTheGeneratorIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step<[|PayAgent|]>] private partial ValueTask<int> Pay(string text);
            [Step] private static void Tell(int paid, [|PayAgent|] agent) { }
        }
        """,
        [Library(isGenerated: false)],
        "Step 'Pay' calls 'PayAgent', which no registry knows: reference Perdure.Generators in 'Lib', where it is declared",
        "Step 'Tell' calls 'PayAgent', which no registry knows: reference Perdure.Generators in 'Lib', where it is declared");

    [Fact]
    public Task AnAgentOfALibraryWithARegistryIsFine() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step<PayAgent>] private partial ValueTask<int> Pay(string text);
            [Step] private static void Tell(int paid, PayAgent agent) { }
        }
        """,
        [Library(isGenerated: true)]);

    private static MetadataReference Library(bool isGenerated)
    {
        var compilation = TestCompilation.Named("Lib", [], Agent);
        if (isGenerated) return GeneratorRun.Of(compilation).ToReference();
        using var stream = new MemoryStream();
        compilation.Emit(stream).Success.ShouldBeTrue();
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
