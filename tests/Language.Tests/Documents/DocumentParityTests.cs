using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace Perdure.Language.Tests.Documents;

/// <summary>
/// Documents say what the language says. Nothing of the published schema is in no document that is compiled and run on PostgreSQL, and run again under kill -9: each is a workflow of the project of workflows, so
/// <see cref="ParityTests"/> fails until a test kills its workers. And nothing of C# is without a property here, or a word of why there is none.
/// </summary>
public sealed class DocumentParityTests
{
    private const string Documents = "docs/documents.md";

    /// <summary>Where documents say what C# says by an attribute, a property of one, or a value of an option; or, behind an exclamation mark, how the page calls what they leave to C#.</summary>
    private static readonly Dictionary<string, string> Counterparts = new(StringComparer.Ordinal)
    {
        ["After"] = "step.after",
        ["Agent"] = "!`[Agent]`",
        ["AgentRuntime"] = "!attributes of remote agents",
        ["Cache"] = "step.cache",
        ["Cache.Scope"] = "cache.scope",
        ["Cache.Version"] = "cache.version",
        ["CacheScope"] = "cache.scope",
        ["Case"] = "step.case",
        ["Case.On"] = "case.of",
        ["Compensate"] = "step.compensate",
        ["Delay"] = "step.delay",
        ["Delay.By"] = "delay.by",
        ["ForEach"] = "step.forEach",
        ["ForEach.Failures"] = "step.failures",
        ["ForEach.MaxFailures"] = "step.maxFailures",
        ["ForEach.MaxParallel"] = "step.maxParallel",
        ["From"] = "step.takes",
        ["Heartbeat"] = "!`[Heartbeat]`",
        ["Input"] = "step.takes",
        ["ItemFailures"] = "step.failures",
        ["MissedRuns"] = "schedule.missedRuns",
        ["NotIdempotent"] = "step.notIdempotent",
        ["OnInterrupt<>"] = "step.onInterrupt",
        ["OnInterrupt<>.Timeout"] = "onInterrupt.timeout",
        ["OnQueue"] = "step.queue",
        ["OnQueue.Key"] = "queue.key",
        ["Otherwise"] = "step.otherwise",
        ["Otherwise.On"] = "step.otherwise",
        ["Overlap"] = "schedule.overlap",
        ["ParentClosePolicy"] = "step.parentClose",
        ["Queue"] = "!`[Queue]`",
        ["Queue.Burst"] = "!`[Queue]`",
        ["Queue.Concurrency"] = "!`[Queue]`",
        ["Queue.KeyConcurrency"] = "!`[Queue]`",
        ["Queue.RatePerSecond"] = "!`[Queue]`",
        ["Repeat"] = "step.repeat",
        ["Repeat.AtMax"] = "repeat.atMax",
        ["Repeat.Delay"] = "repeat.delay",
        ["Repeat.Keep"] = "repeat.keep",
        ["Repeat.Max"] = "repeat.max",
        ["Repeat.On"] = "repeat.on",
        ["Repeat.Until"] = "repeat.until",
        ["Repeat.While"] = "repeat.while",
        ["RepeatEnd"] = "repeat.atMax",
        ["Result"] = "workflow.result",
        ["Retry"] = "step.retry",
        ["Retry.Delay"] = "retry.delay",
        ["Retry.Factor"] = "retry.factor",
        ["Retry.Jitter"] = "retry.jitter",
        ["Retry.MaxDelay"] = "retry.maxDelay",
        ["Retry.NonRetryable"] = "retry.nonRetryable",
        ["Schedule"] = "workflow.schedule",
        ["Schedule.Id"] = "schedule.id",
        ["Schedule.MaxMissedRuns"] = "schedule.maxMissedRuns",
        ["Schedule.MissedRuns"] = "schedule.missedRuns",
        ["Schedule.Overlap"] = "schedule.overlap",
        ["Schedule.TimeZone"] = "schedule.timeZone",
        ["Signal"] = "step.signal",
        ["Signal.Timeout"] = "step.timeout",
        ["Step"] = "!code steps",
        ["Step.As"] = "!`[Step(As = …)]`",
        ["Step.Id"] = "workflow.steps",
        ["Step<>"] = "step.agent",
        ["Step<>.As"] = "!`[Step(As = …)]`",
        ["Step<>.Id"] = "workflow.steps",
        ["Step<>.ParentClose"] = "step.parentClose",
        ["Tag"] = "step.tag",
        ["Timeout"] = "step.timeout",
        ["Timeout.Total"] = "timeout.total",
        ["Unless"] = "step.unless",
        ["When"] = "step.when",
        ["Workflow"] = "workflow.name",
        ["Workflow.Timeout"] = "workflow.timeout",
        ["Workflow.Version"] = "workflow.version",
    };

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly SchemaWalk Schema = new(Parse("schemas/workflow.schema.json").AsObject());

    public static TheoryData<string> OfCSharp => [.. ParityTests.Members.Select(member => member.Data).Concat(ParityTests.Values.Select(value => value.Data.Name)).Where(name => name != "AgentAbilities").Order(StringComparer.Ordinal)];

    [Fact]
    public void NothingOfTheSchemaIsInNoDocumentThatRuns()
    {
        string[] documents = [.. Directory.EnumerateFiles(Path.Combine(Root(), "tests/Language.Tests.Workflows/Documents"), "*.workflow.json")];

        IReadOnlyCollection<string> said = Schema.Of(documents.Select(Parse));

        Schema.All().Except(said).Order(StringComparer.Ordinal).ShouldBeEmpty("write a document with it in tests/Language.Tests.Workflows/Documents, and a test that runs it");
    }

    [Theory]
    [MemberData(nameof(OfCSharp))]
    public void WhatCSharpSaysADocumentSaysOrThePageSaysWhyNot(string member)
    {
        Counterparts.TryGetValue(member, out string? counterpart).ShouldBeTrue($"say it in documents, or in {Documents} why they do not");
        if (counterpart![0] != '!') Schema.All().ShouldContain(counterpart);
        else File.ReadAllText(Path.Combine(Root(), Documents)).Split("## What documents leave to C#")[1].ShouldContain(counterpart[1..]);
    }

    [Fact]
    public void NoCounterpartIsOfWhatThereIsNotAnyMore() => Counterparts.Keys.Except(OfCSharp.Select(member => member.Data)).ShouldBeEmpty();

    private static JsonNode Parse(string path) => JsonNode.Parse(File.ReadAllText(Path.Combine(Root(), path)), documentOptions: Lenient)!;

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
}
