using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Importers;
using Perdure.Tests.Compiling;
using Perdure.Tests.Postgres;

namespace Perdure.Agents.Tests.Importing;

/// <summary>What an import wrote, as a project that is compiled with our generator and analyzers.</summary>
internal sealed class ImportedProject
{
    private static readonly string[] Libraries = ["System.", "Microsoft.Extensions.", "Perdure.Runtime", "Perdure.Agents"];

    private static readonly IReadOnlyList<MetadataReference> References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => Libraries.Any(library => Path.GetFileName(path).StartsWith(library, StringComparison.Ordinal)))
        .Select(static path => MetadataReference.CreateFromFile(path))];

    private readonly GeneratorRun run;
    private readonly Lazy<Assembly> assembly;
    private readonly Lazy<PerdureRegistry> registry;

    private ImportedProject(GeneratorRun run)
    {
        this.run = run;
        assembly = new Lazy<Assembly>(() => run.Load());
        registry = new Lazy<PerdureRegistry>(() => (PerdureRegistry)Activator.CreateInstance(assembly.Value.GetCustomAttribute<PerdureRegistryAttribute>()!.Registry)!);
    }

    /// <param name="others">What else the project has: sources, and, beginning with a brace, the contract of an agent.</param>
    public static ImportedProject Of(ImportResult result, params string[] others)
    {
        result.Refusals.ShouldBeEmpty();
        string[] sources = [.. result.Files.Where(static file => file.Name.EndsWith(".cs", StringComparison.Ordinal)).Select(static file => file.Text), .. others.Where(static text => !text.StartsWith('{'))];
        TestDocument[] documents = [.. result.Files.Where(static file => file.Name.EndsWith(".json", StringComparison.Ordinal)).Select(static file => new TestDocument(file.Name, file.Text)),
            .. others.Where(static text => text.StartsWith('{')).Select(static text => new TestDocument("other.agent.json", text))];
        return new ImportedProject(GeneratorRun.Of(TestCompilation.Named("Imported", References, sources), documents));
    }

    /// <summary>The plan of its workflow.</summary>
    public WorkflowPlan Plan => registry.Value.Workflows.Single();

    /// <summary>What the class of its only agent says of its model.</summary>
    public ChatAgentAttribute Chat => assembly.Value.GetTypes().Select(static type => type.GetCustomAttribute<ChatAgentAttribute>()).OfType<ChatAgentAttribute>().Single();

    /// <summary>Sees that neither the compiler nor our analyzers complain.</summary>
    public async Task<ImportedProject> ShouldCompileAsync()
    {
        (await Analysis.OfAsync(run)).Where(static one => one.Severity >= DiagnosticSeverity.Warning).Concat(run.Errors).Select(static one => one.ToString()).ShouldBeEmpty();
        return this;
    }

    /// <summary>Runs its workflow on PostgreSQL, with a model that answers for all chat clients.</summary>
    /// <returns>What the run returns.</returns>
    public async Task<string> RunAsync(TestDatabase database, IChatClient model, Func<WorkflowClient, WorkflowPlan, ValueTask<WorkflowHandle<string>>> start, params string[] clients)
    {
        string result = "";
        await WithHostAsync(
            database,
            services =>
            {
                services.AddSingleton(model);
                foreach (string client in clients) services.AddKeyedSingleton(client, model);
            },
            async client => result = await (await start(client, Plan)).GetResultAsync(TestContext.Current.CancellationToken));
        return result;
    }

    /// <summary>Runs its workflow on PostgreSQL, where the types of input and output are the project's own.</summary>
    /// <returns>What the run returns, as JSON.</returns>
    public async Task<string> RunAsync(TestDatabase database, Action<IServiceCollection> add, string input)
    {
        string result = "";
        MethodInfo run = typeof(ImportedProject).GetMethod(nameof(RunTypedAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(Plan.Input!.Type, Plan.Output!.Type);
        await WithHostAsync(database, add, async client => result = await (Task<string>)run.Invoke(null, [client, Plan, input])!);
        return result;
    }

    private static async Task<string> RunTypedAsync<TIn, TOut>(WorkflowClient client, WorkflowPlan plan, string input)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        WorkflowHandle<TOut> run = await client.StartAsync((WorkflowPlan<TIn, TOut>)plan, JsonSerializer.Deserialize<TIn>(input, JsonSerializerOptions.Web)!, cancellationToken: token);
        return JsonSerializer.Serialize(await run.GetResultAsync(token), JsonSerializerOptions.Web);
    }

    private async Task WithHostAsync(TestDatabase database, Action<IServiceCollection> add, Func<WorkflowClient, Task> use)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddPerdure(perdure =>
        {
            perdure.UsePostgres(database.ConnectionString);
            perdure.AddChatAgents();
            perdure.Add(registry.Value);
        });
        add(builder.Services);
        using IHost host = builder.Build();
        await host.StartAsync(token);
        await use(host.Services.GetRequiredService<WorkflowClient>());
        await host.StopAsync(token);
        (await database.ScalarAsync<long>("select count(*) from perdure.violations()")).ShouldBe(0);
    }
}
