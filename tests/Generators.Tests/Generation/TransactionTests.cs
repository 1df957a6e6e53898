using System.Data;
using System.Data.Common;

namespace Perdure.Generators.Tests.Generation;

/// <summary>A step that takes a transaction is handed the one of its attempt, and its plan says so.</summary>
public sealed class TransactionTests
{
    private const string Source = """
        using System.Data.Common;

        namespace Acme;

        public sealed record Saved(string State);

        [Workflow]
        public sealed partial class Save : IWorkflow<int, Saved>
        {
            [Step] private static Saved Store(int input, DbTransaction transaction) => new(transaction.IsolationLevel.ToString());
            [Step] private static void Plain(Saved saved) { }
        }
        """;

    [Fact]
    public async Task ItIsHandedIn() =>
        (await PlanExecution.RunAsync(GeneratorRun.Of(Source), "save", "1", new NoTransaction())).Result.ShouldBe("""{"State":"Snapshot"}""");

    [Fact]
    public void ThePlanSaysWhichStepsTakeOne() =>
        GeneratorRun.Of(Source).LoadPlan("Acme.Save").Steps.Select(step => $"{step} {step.Transactional}").ShouldBe(["Store True", "Plain False"]);

    [Theory]
    [InlineData("NpgsqlTransaction")]
    [InlineData("NpgsqlTransaction?")]
    public void OneOfTheDriverIsCastToItsType(string type)
    {
        GeneratorRun run = GeneratorRun.Of(Source.Replace("DbTransaction t", $"Npgsql.{type} t", StringComparison.Ordinal).Replace("transaction.Iso", "transaction!.Iso", StringComparison.Ordinal)).ShouldCompile();

        run.File("Acme.Save").ShouldContain("(global::Npgsql.NpgsqlTransaction");
        run.File("Acme.Save").ShouldContain("in a transaction");
    }

    private sealed class NoTransaction : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.Snapshot;

        protected override DbConnection? DbConnection => null;

        public override void Commit() => throw new NotSupportedException();

        public override void Rollback() => throw new NotSupportedException();
    }
}
