using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR004Tests
{
    private const string Id = "PDR004";

    [Fact]
    public Task EachFurtherClassOfOneNameIsReported() => Squiggles.AssertAsync(
        Id,
        Workflow("First", "\"orders\"") + Workflow("[|Second|]", "\"orders\"") + Workflow("[|Third|]", "\"orders\", Version = 1"),
        "Workflow 'orders@1' is declared by 'First' and by 'Second' and by 'Third', so a run would not know its plan",
        "Workflow 'orders@1' is declared by 'First' and by 'Second' and by 'Third', so a run would not know its plan");

    [Fact]
    public Task ANameThatFollowsFromTheClassCounts() => Squiggles.AssertAsync(
        Id,
        Workflow("First", "\"second-one\"") + Workflow("[|SecondOne|]", "Version = 1"),
        "Workflow 'second-one@1' is declared by 'First' and by 'SecondOne', so a run would not know its plan");

    [Fact]
    public Task AnotherVersionIsAnotherPlan() => Squiggles.AssertNoneAsync(Workflow("First", "\"orders\"") + Workflow("Second", "\"orders\", Version = 2"));

    [Fact]
    public Task NamesDifferByCase() => Squiggles.AssertNoneAsync(Workflow("First", "\"orders\"") + Workflow("Second", "\"Orders\""));

    [Fact]
    public Task AWorkflowOfAReferencedAssemblyIsNamedWithIt() => Squiggles.AssertAsync(
        Id,
        Workflow("[|Second|]", "\"orders\""),
        [Library("Acme.Orders")],
        "Workflow 'orders@1' is declared by 'Second' and by assembly 'Acme.Orders', so a run would not know its plan");

    [Fact]
    public Task TwoReferencedAssembliesAreNamedBoth() => Squiggles.AssertAsync(
        Id,
        "class App;",
        [Library("Acme.Orders"), Library("Acme.Sales")],
        "Workflow 'orders@1' is declared by assembly 'Acme.Orders' and by assembly 'Acme.Sales', so a run would not know its plan");

    private static MetadataReference Library(string name) => GeneratorRun.Of(TestCompilation.Named(name, [], Workflow("First", "\"orders\""))).ToReference();

    private static string Workflow(string @class, string arguments) => $$"""
        [Workflow({{arguments}})]
        public sealed partial class {{@class}} : IWorkflow<string, int>
        {
            [Step] private static int Count(string name) => name.Length;
        }

        """;
}
