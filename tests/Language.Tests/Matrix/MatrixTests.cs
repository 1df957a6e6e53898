using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure.Language.Tests.Support;
using Perdure.Tests;
using Perdure.Tests.Compiling;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Language.Tests.Matrix;

/// <summary>Each modifier combines with each other one: a workflow for each pair, generated, compiled and run.</summary>
public sealed class MatrixTests(MigratedServer server)
{
    [Fact]
    public async Task EachPairOfModifiersRuns()
    {
        await using TestDatabase database = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        Assembly assembly = await CompileAsync();
        PerdureRegistry registry = (PerdureRegistry)Activator.CreateInstance(assembly.GetCustomAttribute<PerdureRegistryAttribute>()!.Registry)!;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPerdure(perdure => perdure.UsePostgres(database.ConnectionString).Add(registry), options => options.SlowPoll = TimeSpan.FromMilliseconds(200));
        object connector = Activator.CreateInstance(assembly.GetType("Matrix.AppendConnector", throwOnError: true)!)!;
        builder.Services.AddSingleton(connector.GetType().GetInterfaces().Single(), connector);
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var client = host.Services.GetRequiredService<WorkflowClient>();

        Dictionary<string, string> results = [];
        foreach (Pair pair in Pair.All) results.Add(pair.Class, await RunAsync(client, database, registry.Workflows.Single(plan => plan.Name == pair.Workflow)));

        await host.StopAsync(CancellationToken.None);
        results.Select(one => $"{one.Key}: {one.Value}").ShouldBe(Pair.All.Select(pair => $"{pair.Class}: {pair.Expected}"));
        (await database.ScalarAsync<string>("select coalesce(string_agg(concat_ws(' ', rule || ':', execution_id, detail), e'\n'), '') from perdure.violations() where rule not in ('no_worker', 'unservable')")).ShouldBeEmpty();
    }

    private static async Task<Assembly> CompileAsync()
    {
        string source = string.Join("\n\n", ["[assembly: Queue(\"matrix\", Concurrency = 3, KeyConcurrency = 1)]", "namespace Matrix;", "public sealed record Sentence(string Value);", "public sealed record Text(string Value);", "public sealed record Go(string Why);", Pair.Children, RemoteAppend.Source, .. Pair.All.Select(pair => pair.Source)]);
        GeneratorRun run = GeneratorRun.Of(source).ShouldCompile();
        (await Analysis.OfAsync(run)).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        return run.Load();
    }

    /// <summary>The plan's input is a type of the compiled assembly, which this one has not: what it stands for goes in as its JSON would.</summary>
    private static async Task<string> RunAsync(WorkflowClient client, TestDatabase database, WorkflowPlan plan)
    {
        object input = Activator.CreateInstance(plan.Input!.Type, "a b c")!;
        MethodInfo start = typeof(MatrixTests).GetMethod(nameof(StartAsync), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(plan.Input.Type);
        try
        {
            return await (Task<string>)start.Invoke(null, [client, database, plan, input])!;
        }
        catch (WorkflowFailedException failure)
        {
            return failure.Message;
        }
    }

    private static async Task<string> StartAsync<TIn>(WorkflowClient client, TestDatabase database, WorkflowPlan<TIn, string> plan, TIn input)
    {
        WorkflowHandle<string> run = await client.StartAsync(plan, input, cancellationToken: TestContext.Current.CancellationToken);
        foreach (string signal in plan.Steps.Select(step => step.Signal?.Name).OfType<string>())
        {
            for (var rounds = 3; rounds > 0; rounds--) await database.ScalarAsync<bool>("select perdure.signal($1, $2, '{\"Why\": \"\"}')", run.Id, signal);
        }

        Task<string> result = run.GetResultAsync(TestContext.Current.CancellationToken).AsTask();
        if (plan.Steps.Any(step => step.Interrupt is not null)) await AnswerAsync(database, run.Id, result);
        return await result;
    }

    /// <summary>Answers whatever is asked until the run has ended: an answer is for a question that is open when it is sent.</summary>
    private static Task AnswerAsync(TestDatabase database, Guid run, Task ended) => Wait.UntilAsync(async () =>
    {
        await database.ScalarAsync<long>("select count(perdure.answer(execution_id, question_id, '{\"Why\": \"\"}')) from perdure.agent_questions where execution_id = $1", run);
        return ended.IsCompleted;
    });
}
