using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR211Tests
{
    private const string Id = "PDR211";

    [Theory]
    [InlineData("[|\"gpus\"|]", "Step 'Act' is on queue 'gpus', which no assembly declares: did you mean 'gpu'")]
    [InlineData("[|\"printer\"|]", "Step 'Act' is on queue 'printer', which no assembly declares: write [assembly: Queue(\"printer\", Concurrency = …)]")]
    public Task AQueueThatNobodyDeclaresIsReported(string queue, string message) => Squiggles.AssertAsync(Id, Of(queue, "string Tenant(Document document) => document.Text;"), message);

    [Theory]
    [InlineData("\"Tennant\"", "string Tenant(Document document) => document.Text;", "by the key 'Tennant', which is no method of 'Sample': did you mean 'Tenant'")]
    [InlineData("nameof(Act)", "string Tenant(Document document) => document.Text;", "by the key 'Act', which is a step: a key is a method without [Step]")]
    [InlineData("nameof(Tenant)", "string Tenant(Document other) => other.Text;", "by the key 'Tenant', which takes 'Document other', which the step does not take: did you mean 'document'")]
    [InlineData("nameof(Tenant)", "string Tenant(string document) => document;", "by the key 'Tenant', which takes 'string document', and the step takes 'Document' under this name")]
    [InlineData("nameof(Document.Text)", "string Tenant(Document document) => document.Text;", "by the key 'Text', which is no method of 'Sample' but a member of 'Document': write a method that returns it")]
    [InlineData("nameof(Tenant)", "Document Tenant(Document document) => document;", "by the key 'Tenant', which returns 'Document': a key is a text, a whole number, a Guid or an enum")]
    [InlineData("nameof(Tenant)", "double Tenant(Document document) => 1;", "by the key 'Tenant', which returns 'double': a key is a text, a whole number, a Guid or an enum")]
    [InlineData("nameof(Tenant)", "void Tenant(Document document) { }", "by the key 'Tenant', which returns nothing: a key is a text, a whole number, a Guid or an enum")]
    [InlineData("nameof(Tenant)", "string Tenant(StepContext context) => context.StepId;", "by the key 'Tenant', which takes 'StepContext', but a key is made of data alone")]
    public Task AKeyThatCannotBeHadIsReported(string key, string method, string problem) =>
        Squiggles.AssertAsync(Id, Of($"\"gpu\", [|Key = {key}|]", method), $"Step 'Act' is on queue 'gpu', {problem}");

    [Theory]
    [InlineData("[|Key = nameof(Film.Tenant)|]", "", "which is no method of 'Sample' but a member of the workflow's input 'Film', which the step does not take: write a method that returns it, and give the step a parameter '[Input] Film input'", "Tenant")]
    [InlineData("[|Key = nameof(Whose)|]", "private static string Whose(Film film) => film.Tenant;", "which takes 'Film film', which the step does not take: give the step a parameter '[Input] Film film'", "Whose")]
    [InlineData("[|Key = nameof(Whose)|]", "private static int Whose(Shot[] shots) => shots.Length;", "which takes 'Shot[] shots', of which the step takes one item at a time: take 'Shot shot'", "Whose")]
    public Task WhatTheStepDoesNotTakeSaysHowItWould(string key, string method, string problem, string name) => Squiggles.AssertAsync(
        Id,
        $$"""
        [assembly: Queue("gpu", Concurrency = 1)]

        public sealed record Shot(string Script);
        public sealed record Film(string Tenant, Shot[] Shots);

        [Workflow]
        public sealed partial class Sample : IWorkflow<Film, string[]>
        {
            [Step] private static Shot[] Split(Film film) => film.Shots;
            [Step, OnQueue("gpu", {{key}})] private static string Act([ForEach] Shot shot) => shot.Script;
            {{method}}
        }
        """,
        $"Step 'Act' is on queue 'gpu', by the key '{name}', {problem}");

    [Fact]
    public Task AStepThatRunsAChildIsRefused() => Squiggles.AssertAsync(
        Id,
        """
        [assembly: Queue("gpu", Concurrency = 1)]

        [Workflow]
        public sealed partial class Inner : IWorkflow<string, int>
        {
            [Step] private static int Count(string text) => text.Length;
        }

        [Workflow]
        public sealed partial class Outer : IWorkflow<string, int>
        {
            [Step<Inner>, OnQueue([|"gpu"|])] private partial ValueTask<int> Count(string text);
        }
        """,
        "Step 'Count' is on queue 'gpu', and runs the workflow 'Inner', which works without holding anything: put its steps on the queue");

    [Theory]
    [InlineData("string? Tenant(Document document) => null;")]
    [InlineData("int Tenant(Document document) => 1;")]
    [InlineData("long? Tenant() => 1;")]
    [InlineData("Guid Tenant(Document document) => default;")]
    [InlineData("DayOfWeek? Tenant(Document document) => null;")]
    public Task OthersAreFine(string method) => Squiggles.AssertNoneAsync(Of("\"gpu\", Key = nameof(Tenant)", method));

    [Fact]
    public Task AQueueOfAReferencedAssemblyCounts() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class Sample : IWorkflow<string, int>
        {
            [Step, OnQueue("shared")] private static int Count(string text) => text.Length;
        }
        """,
        [Library()]);

    private static MetadataReference Library() => GeneratorRun.Of(TestCompilation.Named("Acme.Queues", [], """[assembly: Queue("shared", Concurrency = 2)]""")).ToReference();

    private static string Of(string queue, string method) => $$"""
        [assembly: Queue("gpu", Concurrency = 1)]

        public sealed record Document(string Text);

        [Workflow]
        public sealed partial class Sample : IWorkflow<Document, int>
        {
            [Step, OnQueue({{queue}})] private static int Act(Document document) => document.Text.Length;
            private static {{method}}
        }
        """;
}
