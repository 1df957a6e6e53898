using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Tests.Generation;

/// <summary>An editor shows code that is half typed at every keystroke. Neither the generator nor an analyzer throws on any of it.</summary>
public sealed class HalfTypedTests
{
    private const int Stride = 13;

    private const string Source = """
        using System.Text.Json.Serialization;
        namespace Acme;

        public sealed record Order(string Id, int? Count = 3) { public required string[] Lines { get; init; } }
        public sealed record Receipt(string Id);

        [Agent("pay"), Retry(3, Delay = "1s", NonRetryable = [typeof(ArgumentException)]), Timeout("5s")]
        public sealed class PayAgent(TimeProvider time, int limit = 3) : IAgent<Order, Receipt?>
        {
            public ValueTask<Receipt?> InvokeAsync(Order input, AgentContext context, CancellationToken token) => new(new Receipt(input.Id + time + limit));
        }

        [LangGraphAgent("desk", OutputField = "draft", Name = "d"), Retry(2)]
        public sealed partial class DeskAgent : IAgent<Order, Receipt>;

        [AgentRuntime(typeof(LangGraphConnector), AgentAbilities.Stream)]
        public sealed class KindAgentAttribute(params Type[] types) : RemoteAgentAttribute { public Type[] Types => types; }

        [JsonSerializable(typeof(Order))]
        public sealed partial class Json : JsonSerializerContext;

        public static partial class Outer
        {
            [Workflow("orders", Version = 2), Timeout("1h")]
            public sealed partial class Orders(TimeProvider time) : IWorkflow<Order, List<Receipt>>
            {
                private readonly string name = "";
                [Step(Id = "p", As = "paid"), NotIdempotent] private async Task<string?> PayAsync([Input] Order order, StepContext context, PayAgent agent) => await Task.FromResult(name + time);
                [Step<PayAgent>, Retry(5), After(nameof(PayAsync))] private partial ValueTask<Receipt?> Bill(string id, string[] lines);
                [Step<DeskAgent>, OnInterrupt<Receipt>("asked", Timeout = "7d")] private partial ValueTask<Receipt> Ask(Order order);
                [Step] private static string Id(Order order) => order.Id;
                [Step] private static string[] Lines(Order order) => order.Lines;
                [Step, Result] private static List<Receipt> Collect([From(nameof(Bill))] Receipt? receipt, CancellationToken token) => [];
            }
        }
        """;

    private static readonly CSharpCompilation Before = TestCompilation.Named("Sample", [RemoteKinds.Reference], Source);

    private static readonly GeneratorRun First = GeneratorRun.Of(Before);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task NothingThrowsWhereATokenIsMissing(int part)
    {
        var tokens = CSharpSyntaxTree.ParseText(Source).GetRoot().DescendantTokens().ToArray();
        for (int i = part; i < tokens.Length; i += 4) await CheckAsync(Source.Remove(tokens[i].SpanStart, tokens[i].Span.Length));
    }

    [Fact]
    public async Task NothingThrowsWhereTheFileEnds()
    {
        for (var length = 0; length < Source.Length; length += Stride) await CheckAsync(Source[..length]);
    }

    [Fact]
    public async Task NothingThrowsWhereALineIsRepeated()
    {
        string[] lines = Source.Split('\n');
        for (var i = 0; i < lines.Length; i++) await CheckAsync(string.Join('\n', [.. lines[..i], lines[i], .. lines[i..]]));
    }

    [Theory]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, Missing> { [Step] static int B(Missing m) => 1; }")]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, int> { [Step] static int B(int m, Missing<int> n) => 1; }")]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, int> { [Step<Missing>] private partial Task<int> B(int m); }")]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, int> { [Step, After(nameof(Missing))] private static int B(int m) => 1; }")]
    [InlineData("[Workflow] public partial class A : Missing { [Step] private static int B(int m, long n) => 1; }")]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, int> { [Step] private static int B((int, Missing) m) => 1; }")]
    [InlineData("[Agent] public class A : IAgent<int, Missing>;")]
    [InlineData("[Agent] public class A : IAgent<int, Missing>; [Workflow] public partial class W : IWorkflow<int, int> { [Step<A>] private partial Task<int> B(int m); }")]
    [InlineData("[Agent] public class A : Missing; [Workflow] public partial class W : IWorkflow<int, int> { [Step<A>] private partial Task<int> B(int m); }")]
    [InlineData("[Workflow] public partial class A(Missing m) : IWorkflow<int, int> { [Step] private int B(int a) => a; }")]
    [InlineData("[Workflow, Retry(3, NonRetryable = [typeof(Missing)])] public partial class A : IWorkflow<int, int> { [Step] private int B(int a) => a; }")]
    [InlineData("[Agent] public class A(Missing m) : IAgent<int, int> { public ValueTask<int> InvokeAsync(int a, AgentContext b, CancellationToken c) => new(a); }")]
    [InlineData("[LangGraphAgent] public partial class A : IAgent<int, int>;")]
    [InlineData("[LangGraphAgent(Missing)] public partial class A : IAgent<int, int>;")]
    [InlineData("[LangGraphAgent(\"a\", Missing = 1)] public partial class A : IAgent<int, int>;")]
    [InlineData("[LangGraphAgent(\"a\")] public partial class A : IAgent<int, Missing>;")]
    [InlineData("[LangGraphAgent(\"a\")] public partial class A : Missing, IAgent<int, int>;")]
    [InlineData("[LangGraphAgent(\"a\")] public partial class A : IAgent<int, int>; [Workflow] public partial class W : IWorkflow<int, int> { [Step<A>, OnInterrupt<Missing>] private partial Task<int> B(int m); }")]
    [InlineData("[AgentRuntime(typeof(Missing), AgentAbilities.None)] public class KindAttribute : RemoteAgentAttribute; [Kind] public partial class A : IAgent<int, int>;")]
    [InlineData("public class KindAttribute : Missing; [Kind] public partial class A : IAgent<int, int>;")]
    public async Task WhatTheCompilerReportsIsNotReportedAgain(string source)
    {
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Sample", [RemoteKinds.Reference], source));

        (await Analysis.OfAsync(run)).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        run.Errors.Where(error => error.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true).Select(error => error.ToString()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, int>; [Workflow] public partial class A { [Step] private static int B(int m) => 1; }")]
    [InlineData("[Workflow] public class A : IWorkflow<int, int>; [Workflow] public record A : IWorkflow<int, int>;")]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, int>; [Workflow] public partial record A : IWorkflow<int, int>;")]
    [InlineData("[Workflow] public partial class A : IWorkflow<int, int>; [Workflow] public partial interface A; [Workflow] public partial struct A;")]
    [InlineData("[Agent] public partial class A : IAgent<int, int>; [Agent] public partial class A;")]
    [InlineData("[Workflow, Agent] public partial class A<T> : IWorkflow<int, int>; [Workflow] public partial class A : IWorkflow<int, int>;")]
    [InlineData("[LangGraphAgent(\"a\")] public partial class A : IAgent<int, int>; [LangGraphAgent(\"b\")] public partial record A; [LangGraphAgent(\"b\")] public partial class A;")]
    [InlineData("[LangGraphAgent(\"a\"), Workflow, Agent] public partial class A : A, IWorkflow<int, int>, IAgent<int, int>; public class BAttribute : CAttribute; public class CAttribute : BAttribute; [B] public partial class D : D;")]
    [InlineData("[B] public partial class A : IAgent<int, int>; [B] public class BAttribute : RemoteAgentAttribute;")]
    [InlineData("[Workflow] public partial class A : A; [Agent] public class B : C; public class C : B;")]
    [InlineData("[Workflow] public partial class A : IWorkflow<A, A> { [Step] private A B(A a) => a; [Step] private int this[int i] => 1; [Step] public static A operator +(A a, A b) => a; [Step] ~A() { } }")]
    public Task NothingThrowsWhereTwoClassesAreOneOrOneIsNone(string source) => CheckAsync(source);

    // As an editor does it: an edit of what was there before.
    private static async Task CheckAsync(string source) => await Analysis.OfAsync(First.Again(Before.With(source)));
}
