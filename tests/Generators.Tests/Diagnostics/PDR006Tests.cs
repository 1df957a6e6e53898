namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR006Tests
{
    private const string Id = "PDR006";

    [Fact]
    public Task EventsAndTheFieldsOfBaseClassesAreState() => Squiggles.AssertAsync(
        Id,
        """
        public abstract class Counter { protected int count; protected readonly int first; protected const int Last = 1; }

        [Workflow]
        public sealed partial class [|Measure|] : Counter, IWorkflow<string, int>
        {
            private event Action? [|Measured|];
            [Step] private static int Count(string text) => text.Length;
        }
        """,
        "Workflow 'Measure' keeps state in 'Counter.count', which is lost at a restart: return it from a step",
        "Workflow 'Measure' keeps state in 'Measured', which is lost at a restart: return it from a step");

    [Theory]
    [InlineData("private int [|state|] = 1;")]
    [InlineData("private static int [|state|] = 1;")]
    [InlineData("private int [|state|] { get; set; } = 1;")]
    [InlineData("private int [|state|] { get => 1; set => Console.Write(value); }")]
    public Task StateIsReported(string member) => Squiggles.AssertAsync(
        Id, Workflow(member, "Greeting"), "Workflow 'Greeting' keeps state in 'state', which is lost at a restart: return it from a step");

    [Theory]
    [InlineData("private readonly int state = 1;", "Greeting")]
    [InlineData("private const int state = 1;", "Greeting")]
    [InlineData("private static readonly List<int> States = []; private int state => States.Count;", "Greeting")]
    [InlineData("private int state { get; } = 1;", "Greeting")]
    [InlineData("private int state { get; init; } = 1;", "Greeting")]
    [InlineData("", "Greeting(TimeProvider state)")]
    [InlineData("[System.CodeDom.Compiler.GeneratedCode(\"Another generator\", \"1\")] private int state = 1;", "Greeting")]
    public Task WhatDoesNotChangeIsFine(string member, string declaration) => Squiggles.AssertNoneAsync(Workflow(member, declaration));

    private static string Workflow(string member, string declaration) => $$"""
        [Workflow]
        public sealed partial class {{declaration}} : IWorkflow<string, string>
        {
            {{member}}
            [Step] private string Greet(string name) => name + state;
        }
        """;
}
