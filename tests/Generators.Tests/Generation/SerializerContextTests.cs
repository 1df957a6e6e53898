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

    [Fact]
    public async Task AValueIsReadThroughTheContextThatWroteItWhateverTypeTheReaderWants()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public sealed record Order(string Id);
            public enum Tone { Warm, Cold }

            [Workflow]
            public sealed partial class Listing : IWorkflow<List<Order>, IReadOnlyList<Order>>
            {
                [Step] private static List<Order> Sort([Input] IReadOnlyList<Order> orders) => [.. orders.OrderBy(order => order.Id)];
                [Step] private static Tone Feel([From(nameof(Sort))] IEnumerable<Order> orders) => orders.First().Id == "a" ? Tone.Cold : Tone.Warm;
                [Step, Result] private static List<Order> Tell(Tone? tone, [From(nameof(Sort))] IReadOnlyCollection<Order> orders) => [.. orders, new Order(tone.ToString()!)];
            }

            [Workflow]
            public sealed partial class Feeling : IWorkflow<string, Tone?>
            {
                [Step] private static Tone Feel(string text) => text.Length == 0 ? Tone.Warm : Tone.Cold;
            }
            """,
            Contexts);

        PlanExecution listing = await PlanExecution.RunAsync(run, "listing", """[{"id":"b"},{"id":"a"}]""");
        listing["Sort"].ShouldBe("""[{"id":"a"},{"id":"b"}]""");
        listing.Result.ShouldBe("""[{"id":"a"},{"id":"b"},{"id":"Cold"}]""");
        string.Join(", ", ((System.Collections.IEnumerable)listing.Output!).Cast<object>()).ShouldBe("Order { Id = a }, Order { Id = b }, Order { Id = Cold }");

        PlanExecution feeling = await PlanExecution.RunAsync(run, "feeling", "\"x\"");
        feeling.Result.ShouldBe("\"cold\"");
        feeling.Output!.ToString().ShouldBe("Cold");
    }

    [Fact]
    public async Task AValueThatNoContextWroteIsReadThroughNone()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public sealed record Order(string Id);
            public enum Tone { Warm, Cold }

            [Workflow]
            public sealed partial class Listing : IWorkflow<Order[], List<Order>>
            {
                [Step] private static Order[] Sort([Input] List<Order> orders) => [.. orders.OrderBy(order => order.Id)];
            }
            """,
            Contexts);

        PlanExecution listing = await PlanExecution.RunAsync(run, "listing", """[{"Id":"b"},{"Id":"a"}]""");
        listing.Result.ShouldBe("""[{"Id":"a"},{"Id":"b"}]""");
        string.Join(", ", ((System.Collections.IEnumerable)listing.Output!).Cast<object>()).ShouldBe("Order { Id = a }, Order { Id = b }");
    }

    // A context in camel case that knows three types, as System.Text.Json's own generator would write it.
    private const string Contexts = """
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;
        namespace Acme;

        [JsonSerializable(typeof(List<Order>))]
        [JsonSerializable(typeof(Tone))]
        internal sealed partial class JsonContext : JsonSerializerContext, IJsonTypeInfoResolver
        {
            private static readonly Type[] Known = [typeof(List<Order>), typeof(Order), typeof(string), typeof(Tone)];
            private static readonly JsonSerializerOptions Camel = new()
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            };
            public static JsonContext Default { get; } = new(new JsonSerializerOptions(Camel));
            private JsonContext(JsonSerializerOptions? options) : base(options) { }
            protected override JsonSerializerOptions? GeneratedSerializerOptions => Camel;
            public override JsonTypeInfo? GetTypeInfo(Type type) => GetTypeInfo(type, Options);
            JsonTypeInfo? IJsonTypeInfoResolver.GetTypeInfo(Type type, JsonSerializerOptions options) => GetTypeInfo(type, options);
            private static JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => Known.Contains(type) ? new DefaultJsonTypeInfoResolver().GetTypeInfo(type, options) : null;
        }
        """;
}
