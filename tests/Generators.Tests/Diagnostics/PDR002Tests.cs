namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR002Tests
{
    private const string Id = "PDR002";

    [Fact]
    public Task AWorkflowWithoutAContractIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class [|Greeting|]
        {
            [Step] private static int Count(string name) => name.Length;
        }
        """,
        "Workflow 'Greeting' implements neither IWorkflow<TIn, TOut> nor IWorkflow<TOut>, so nothing says what it takes and returns");

    [Fact]
    public Task TwoContractsAreReported() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class [|Greeting|] : IWorkflow<string, int>, IWorkflow<int>
        {
            [Step] private static int Count(string name) => name.Length;
        }
        """,
        "Workflow 'Greeting' implements 'IWorkflow<string, int>' and 'IWorkflow<int>', but takes and returns one thing only");

    [Fact]
    public Task AContractOfAnInterfaceOfTheUsersCounts() => Squiggles.AssertNoneAsync(
        """
        public interface ICounter : IWorkflow<string, int>;

        [Workflow]
        public sealed partial class Greeting : ICounter
        {
            [Step] private static int Count(string name) => name.Length;
        }
        """);

    [Fact]
    public Task AnInterfaceThatDoesNotExistIsTheCompilersToReport() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class Greeting : {|CS0246:IWorkflo<string, int>|}
        {
            [Step] private static int Count(string name) => name.Length;
        }
        """);

    [Fact]
    public Task AnInterfaceOfTheSameNameIsNoContract() => Squiggles.AssertAsync(
        Id,
        """
        namespace Acme;
        public interface IWorkflow<TIn, TOut>;

        [Workflow]
        public sealed partial class [|Greeting|] : IWorkflow<string, int>;
        """);
}
