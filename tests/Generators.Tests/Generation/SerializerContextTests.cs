namespace Perdure.Generators.Tests.Generation;

/// <summary>Payloads travel through the user's serializer context where there is one that knows them.</summary>
public sealed class SerializerContextTests
{
    private const string Workflow = """
        namespace Acme;

        public sealed record Order(string Id);
        public sealed record Invoice(string Id);

        [Agent]
        public sealed class BillAgent : IAgent<Order, Invoice>
        {
            public ValueTask<Invoice> InvokeAsync(Order input, AgentContext context, CancellationToken cancellationToken) => new(new Invoice(input.Id));
        }

        [Workflow]
        public sealed partial class Billing : IWorkflow<Order, List<Invoice>>
        {
            [Step<BillAgent>] private partial ValueTask<Invoice> Bill(Order order);
            [Step] private static List<Invoice> Collect(Invoice invoice) => [invoice];
        }
        """;

    // What System.Text.Json's own generator adds, which does not run here.
    private const string Generated = """
        {
            public static JsonContext Default { get; } = new(null);
            private JsonContext(System.Text.Json.JsonSerializerOptions? options) : base(options) { }
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    [Fact]
    public void APayloadTakesTheContextThatKnowsIt()
    {
        GeneratorRun run = GeneratorRun.Of(
            Workflow,
            """
            using System.Text.Json.Serialization;
            namespace Acme;

            [JsonSerializable(typeof(Order))]
            [JsonSerializable(typeof(List<Invoice?>))]
            internal sealed partial class JsonContext : JsonSerializerContext
            """ + Generated).ShouldCompile();

        string file = run.File("Acme.Billing");
        file.ShouldContain("PayloadType.Of<global::Acme.Order>(global::Acme.JsonContext.Default);");
        file.ShouldContain("PayloadType.Of<global::System.Collections.Generic.List<global::Acme.Invoice>>(global::Acme.JsonContext.Default);");
        file.ShouldContain("PayloadType.Of<global::Acme.Invoice>();");
        run.Files["Perdure.Registry.g.cs"].ShouldContain("PayloadType.Of<global::Acme.Order>(global::Acme.JsonContext.Default),");
    }

    [Theory]
    [InlineData("private sealed partial class", "cannot be named from the registry")]
    [InlineData("public abstract partial class", "has no instance")]
    [InlineData("internal sealed class", "gets no Default")]
    public void AContextThatGeneratedCodeCannotUseIsLeftAlone(string declaration, string reason) =>
        GeneratorRun.Of(
            Workflow,
            $$"""
            using System.Text.Json.Serialization;
            namespace Acme;

            public static class Outer
            {
                [JsonSerializable(typeof(Order))]
                {{declaration}} JsonContext : JsonSerializerContext
            """ + (declaration.Contains("abstract", StringComparison.Ordinal) ? Generated.Replace("= new(null);", "= null!;", StringComparison.Ordinal) : Generated) + "}")
            .ShouldCompile().File("Acme.Billing").ShouldNotContain("JsonContext", customMessage: reason);

    [Fact]
    public void OfSeveralContextsTheFirstByNameIsTaken()
    {
        const string context = """

            [System.Text.Json.Serialization.JsonSerializable(typeof(Acme.Order))]
            internal sealed partial class JsonContext : System.Text.Json.Serialization.JsonSerializerContext
            """;

        GeneratorRun.Of(Workflow, "namespace B;" + context + Generated, "namespace A;" + context + Generated)
            .ShouldCompile().File("Acme.Billing").ShouldContain("(global::A.JsonContext.Default)");
    }
}
