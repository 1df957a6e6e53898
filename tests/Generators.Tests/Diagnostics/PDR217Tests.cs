using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR217Tests
{
    private const string Id = "PDR217";

    [Theory]
    [InlineData("\"gpu\", [|Concurrency = -1|]", "Queue 'gpu' has the concurrency -1: it is at least 1, or left out")]
    [InlineData("\"gpu\", Concurrency = 4, [|KeyConcurrency = -2|]", "Queue 'gpu' has the concurrency -2 of a key: it is at least 1, or left out")]
    [InlineData("\"gpu\", [|RatePerSecond = -0.5|]", "Queue 'gpu' has the rate -0.5: it is from one in a day or so to a million a second, or left out")]
    [InlineData("\"gpu\", [|RatePerSecond = double.NaN|]", "Queue 'gpu' has the rate NaN: it is from one in a day or so to a million a second, or left out")]
    [InlineData("\"gpu\", RatePerSecond = 1, [|Burst = 0|]", "Queue 'gpu' lets 0 begin at once: it is from 1 to 1000000")]
    [InlineData("\"gpu\", Concurrency = 1, [|Burst = 3|]", "Queue 'gpu' has a burst and no rate that it could exceed: give it a RatePerSecond")]
    [InlineData("[|\"gpu\"|]", "Queue 'gpu' limits nothing: give it a Concurrency, a KeyConcurrency or a RatePerSecond")]
    [InlineData("[|\"\"|], Concurrency = 1", "Queue '' has a name of 0 characters: it has from 1 to 100")]
    public Task LimitsThatMakeNoSenseAreReported(string arguments, string message) => Squiggles.AssertAsync(Id, $"[assembly: Queue({arguments})]", message);

    [Theory]
    [InlineData("\"gpu\", Concurrency = 1")]
    [InlineData("\"gpu\", KeyConcurrency = 1")]
    [InlineData("\"gpu\", RatePerSecond = 0.01, Burst = 5")]
    public Task OthersAreFine(string arguments) => Squiggles.AssertNoneAsync($"[assembly: Queue({arguments})]");

    [Fact]
    public Task ASecondDeclarationWithOtherLimitsIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [assembly: Queue("gpu", Concurrency = 1)]
        [assembly: Queue("gpu", Concurrency = 1)]
        [assembly: Queue([|"gpu"|], Concurrency = 2)]
        """,
        "Queue 'gpu' is declared with other limits in this assembly as well: declare it once");

    [Fact]
    public Task ADeclarationThatDiffersFromThatOfAReferencedAssemblyIsReported() => Squiggles.AssertAsync(
        Id,
        """[assembly: Queue([|"gpu"|], Concurrency = 2)]""",
        [GeneratorRun.Of(TestCompilation.Named("Acme.Queues", [], """[assembly: Queue("gpu", Concurrency = 1)]""")).ToReference()],
        "Queue 'gpu' is declared with other limits in assembly 'Acme.Queues': declare it once");
}
